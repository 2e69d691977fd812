"""Chinese posts: who holds what, where, and how, from sentences written for the purpose."""

import pytest
from officials_cases import posts_of, tagger

from db.models import Language
from nlp.components.officials import find_officials
from nlp.knowledge import load
from nlp.offices import Offices
from nlp.scene import Scene

STATED = [
    # one title, one name
    ("抚顺市市长钱立言出席会议。", "钱立言|抚顺市市长|gb:210400|incumbent"),
    ("盘山县县长丁学武说，苇田要保住。", "丁学武|盘山县县长|gb:211122|incumbent"),
    ("陈巴尔虎旗旗长其其格表示欢迎。", "其其格|陈巴尔虎旗旗长|gb:150725|incumbent"),
    ("锡林郭勒盟盟长斯琴毕力格讲话。", "斯琴毕力格|锡林郭勒盟盟长|gb:152500|incumbent"),
    ("沈阳市政协主席韩东林讲话。", "韩东林|沈阳市政协主席|gb:210100|incumbent"),
    ("赤峰市人大常委会主任魏国安主持。", "魏国安|赤峰市人大常委会主任|gb:150400|incumbent"),
    ("本溪市人民检察院检察长王洪发说。", "王洪发|本溪市人民检察院检察长|gb:210500|incumbent"),
    ("沈阳市中级人民法院院长刘铁生作报告。", "刘铁生|沈阳市中级人民法院院长|gb:210100|incumbent"),
    ("大连海关关长孙玉江介绍了情况。", "孙玉江|大连海关关长|gb:210200|incumbent"),
    ("沈阳市发展改革委主任刘阳川介绍。", "刘阳川|沈阳市发展改革委主任|gb:210100|incumbent"),
    ("财政部部长程学海主持会议。", "程学海|财政部部长|gb:100000|incumbent"),
    ("交通运输部副部长吴立群到营口港。", "吴立群|交通运输部副部长|gb:100000|incumbent"),
    ("最高人民检察院检察长应勇到黑龙江调研。", "应勇|最高人民检察院检察长|gb:100000|incumbent"),
    ("中国驻俄罗斯大使章汉林接受采访。", "章汉林|中国驻俄罗斯大使|gb:100000|incumbent"),
    ("大兴安岭地委书记李大义到任。", "李大义|地委书记|gb:232700|incumbent"),
    # enterprises
    (
        "中国一汽董事长、党委书记周成业会见客人。",
        "周成业|中国一汽董事长、党委书记|soe:faw|incumbent",
    ),
    ("哈尔滨铁路局局长王占江检查春运。", "王占江|哈尔滨铁路局局长|soe:cr-harbin|incumbent"),
    ("本钢集团原董事长陈继业被查。", "陈继业|本钢集团原董事长|soe:bensteel|former"),
    # chains: membership joins the office after it, another place opens another post
    ("省委常委、沈阳市委书记冯启明讲话。", "冯启明|省委常委、沈阳市委书记|gb:210100|incumbent"),
    ("阜新市委副书记、市长于海涛到任。", "于海涛|阜新市委副书记、市长|gb:210900|incumbent"),
    (
        "哈电集团党委常委、副总经理，大庆油田党委书记、执行董事许世安出席。",
        "许世安|哈电集团党委常委、副总经理|soe:harbin-electric|incumbent",
        "许世安|大庆油田党委书记、执行董事|soe:daqing-oilfield|incumbent",
    ),
    (
        "呼伦贝尔市副市长、公安局局长郭玉成通报。",
        "郭玉成|呼伦贝尔市副市长、公安局局长|gb:150700|incumbent",
    ),
    ("国务委员兼外交部部长方同书会见来宾。", "方同书|国务委员兼外交部部长|gb:100000|incumbent"),
    # what a title without a place means is said before it
    (
        "7月3日，鹤岗市召开大会，市委书记郑学礼、市长石晓天出席。",
        "郑学礼|市委书记|gb:230400|incumbent",
        "石晓天|市长|gb:230400|incumbent",
    ),
    (
        "黑河市委书记于文静、市长薛大林到会，会务由市委常委、秘书长方志成安排。",
        "于文静|黑河市委书记|gb:231100|incumbent",
        "薛大林|市长|gb:231100|incumbent",
        "方志成|市委常委、秘书长|gb:231100|incumbent",
    ),
    (
        "内蒙古自治区主席韩志勇、副主席包双喜出席。",
        "韩志勇|内蒙古自治区主席|gb:150000|incumbent",
        "包双喜|副主席|gb:150000|incumbent",
    ),
    (
        "中国一汽董事长杜文田到场，总经理戴世昌与长春市市长汤洪波签约。",
        "杜文田|中国一汽董事长|soe:faw|incumbent",
        "戴世昌|总经理|soe:faw|incumbent",
        "汤洪波|长春市市长|gb:220100|incumbent",
    ),
    # lists
    (
        "吉林省副省长沈大川、韩福林出席发布会。",
        "沈大川|吉林省副省长|gb:220000|incumbent",
        "韩福林|吉林省副省长|gb:220000|incumbent",
    ),
    (
        "铁岭市领导张文强、李红梅、赵亮参加。",
        "张文强|铁岭市领导|gb:211200|incumbent",
        "李红梅|铁岭市领导|gb:211200|incumbent",
        "赵亮|铁岭市领导|gb:211200|incumbent",
    ),
    (
        "高学文、吕大成等沈阳市领导参加义务植树。",
        "高学文|沈阳市领导|gb:210100|incumbent",
        "吕大成|沈阳市领导|gb:210100|incumbent",
    ),
    (
        "国家发改委副主任、国务院振兴东北办主任张立山说。",
        "张立山|国家发改委副主任、国务院振兴东北办主任|gb:100000|incumbent",
    ),
    ("大连市原市委副书记孙树森被查。", "孙树森|大连市原市委副书记|gb:210200|former"),
    ("陈立功，时任沈阳市副市长。", "陈立功|沈阳市副市长|gb:210100|former"),
    (
        "抚顺市民政局党组成员、副局长李亚东走访。",
        "李亚东|抚顺市民政局党组成员、副局长|gb:210400|incumbent",
    ),
    # status
    ("铁岭市原副市长马立骏被查。", "马立骏|铁岭市原副市长|gb:211200|former"),
    ("时任吉林省委书记高远山曾到这里。", "高远山|吉林省委书记|gb:220000|former"),
    ("曾任通化市市长的贾文海回到家乡。", "贾文海|通化市市长|gb:220500|former"),
    ("贾文海曾任通化市市长。", "贾文海|通化市市长|gb:220500|former"),
    ("凌海市委副书记、代市长康立新作报告。", "康立新|凌海市委副书记、代市长|gb:210781|acting"),
    ("新任辽阳市委书记李明远到岗。", "李明远|辽阳市委书记|gb:211000|incumbent"),
    # appointments and departures
    ("王建功当选为白山市市长。", "王建功|白山市市长|gb:220600|appointed"),
    ("大连市人大会议选举吴绍文为大连市市长。", "吴绍文|大连市市长|gb:210200|appointed"),
    (
        "会议决定，任命周晓光为抚顺市副市长，免去吴国梁的抚顺市财政局局长职务。",
        "周晓光|抚顺市副市长|gb:210400|appointed",
        "吴国梁|抚顺市财政局局长|gb:210400|left",
    ),
    (
        "张志军同志任白城市委委员、常委、书记，李明川同志不再担任白城市委书记职务。",
        "张志军|白城市委委员、常委、书记|gb:220800|appointed",
        "李明川|白城市委书记|gb:220800|left",
    ),
    ("会议接受郑文山辞去鞍山市副市长职务的请求。", "郑文山|鞍山市副市长|gb:210300|left"),
    (
        "张立新，男，汉族，1970年3月生，现任丹东市副市长，拟任丹东市委副书记。",
        "张立新|丹东市副市长|gb:210600|incumbent",
        "张立新|丹东市委副书记|gb:210600|appointed",
    ),
    (
        "大连市副市长田立民调往华晨集团，任华晨集团董事长。",
        "田立民|大连市副市长|gb:210200|incumbent",
        "田立民|华晨集团董事长|soe:brilliance|appointed",
    ),
    # names before titles
    ("李国栋（营口市市长）在论坛上发言。", "李国栋|营口市市长|gb:210800|incumbent"),
    ("习近平总书记到沈阳考察。", "习近平|总书记|gb:100000|incumbent"),
    ("党代表韩玉兰是庄河市石城乡的党委书记。", "韩玉兰|党委书记|gb:210283|incumbent"),
    # traditional script: words as written, name simplified
    ("瀋陽市長呂志成出席論壇。", "吕志成|瀋陽市長|gb:210100|incumbent"),
    # names that end where a verb or particle begins
    ("国务院副总理韩正在大连调研。", "韩正|国务院副总理|gb:100000|incumbent"),
    ("吉林市市长石江珉代表市政府作报告。", "石江珉|吉林市市长|gb:220200|incumbent"),
    ("抚顺市副市长贺舟涉嫌违纪。", "贺舟|抚顺市副市长|gb:210400|incumbent"),
    ("延边州州长欧阳春哲主持会议。", "欧阳春哲|延边州州长|gb:222400|incumbent"),
    ("南芬区区长于海阔说，今年上三个项目。", "于海阔|南芬区区长|gb:210505|incumbent"),
    (
        "鸡西市副市长从立辉、相里明到会。",
        "从立辉|鸡西市副市长|gb:230300|incumbent",
        "相里明|鸡西市副市长|gb:230300|incumbent",
    ),
]


@pytest.mark.parametrize(("text", "wanted"), [(text, list(rest)) for text, *rest in STATED])
def test_posts_of_a_sentence(text: str, wanted: list[str]) -> None:
    assert posts_of(text, "2024-05-20") == wanted


def test_a_scene_is_filled_in_place_and_in_order() -> None:
    scene = Scene("省长钱立言与市长于海阔", language=Language.HANS, date="2024-05-20")
    find_officials(scene, load(), Offices.load())
    assert [mention.text for mention in scene.officials] == ["钱立言", "于海阔"]
    assert [post.jurisdiction for post in scene.posts] == [None, None]


def test_office_span_is_the_words_of_the_text() -> None:
    text = "昨天，抚顺市委副书记、市长钱立言到会。"
    (post,) = tagger().tag(text, date="2024-05-20").posts
    assert text[post.start : post.end] == post.office == "抚顺市委副书记、市长"
