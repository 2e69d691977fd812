"""Which enterprises a sentence names, and when the state owned them: sentences of our own."""

import pytest

from nlp.tagger import Tagger

# sentence, "id=text" of the outermost enterprises
SENTENCES = [
    ("鞍钢集团与本钢集团完成重组。", ["ansteel=鞍钢集团", "bensteel=本钢集团"]),
    ("鞍钢、本钢开足马力。", ["ansteel=鞍钢", "bensteel=本钢"]),
    ("鞍钢集团有限公司召开会议。", ["ansteel=鞍钢集团有限公司"]),
    ("鞍钢集团矿业有限公司扩产。", ["ansteel-mining=鞍钢集团矿业有限公司"]),
    ("鞍钢矿业公司绿色矿山建成。", ["ansteel-mining=鞍钢矿业公司"]),
    ("中国一汽发布新车,一汽解放同步亮相。", ["faw=中国一汽", "faw-jiefang=一汽解放"]),
    ("世界第一汽车出口国易主。", []),
    ("这一重要讲话鼓舞人心。", []),
    ("中国一重交付核电锻件,一重职工干劲足。", ["cfhi=中国一重", "cfhi=一重"]),
    ("联合国机构与我国机器人企业合作。", []),
    ("外国投资者看好中国投资环境。", []),
    ("当地举办招商引资大会。", []),
    ("招商局集团入主港口。", ["china-merchants=招商局集团"]),
    ("中国石油大学师生实习。", []),
    ("中国石油辽阳石化公司乙烯投产。", ["liaoyang-petrochemical=中国石油辽阳石化公司"]),
    ("大庆油田有限责任公司钻井提速。", ["daqing-oilfield=大庆油田有限责任公司"]),
    ("大庆油田采油一厂完成检修。", ["daqing-oilfield=大庆油田采油一厂"]),
    ("大唐盛世的长安城。", []),
    ("大唐长春第二热电厂保供。", ["datang=大唐长春第二热电厂"]),
    ("华能大连电厂机组并网。", ["huaneng=华能大连电厂"]),
    ("国家电网与国网辽宁电力抢修线路。", ["sgcc=国家电网", "sgcc-liaoning=国网辽宁电力"]),
    ("营口供电公司保障春耕。", ["sgcc=营口供电公司"]),
    ("广州供电局保障春耕。", ["csg=广州供电局"]),
    ("中国铁路沈阳局集团有限公司加开列车。", ["cr-shenyang=中国铁路沈阳局集团有限公司"]),
    ("中国铁路网越织越密。", []),
    ("沈阳机床与大连重工联手。", ["shenyang-machine-tool=沈阳机床", "dhhi=大连重工"]),
    ("恒力集团、方大集团、沙钢集团、建龙集团都是民企。", []),
    ("大连万达集团出售股权。", []),
    ("中国建筑师学会在沈阳开会。", []),
    ("中国建筑集团承建新馆。", ["cscec=中国建筑集团"]),
    ("国航母舰编队归来。", []),
    ("法国航空公司取消航班。", []),
    ("凌钢纳入鞍钢集团管理。", ["lingyuan-steel=凌钢", "ansteel=鞍钢集团"]),
    ("Norinco Group hired welders.", ["norinco=Norinco Group"]),
    ("沈鼓携手鞍钢集团。", ["shengu=沈鼓", "ansteel=鞍钢集团"]),
    ("国家电投吉林电力公司。", ["spic=国家电投吉林电力公司"]),
    ("Dalian Shipbuilding Industry Co., CRRC Dalian.",
     ["dsic=Dalian Shipbuilding Industry Co.", "crrc-dalian=CRRC Dalian"]),
    ("鹤岗矿业集团下井检查。", ["longmay-hegang=鹤岗矿业集团"]),
    ("大连石化公司装置检修。", ["dalian-petrochemical=大连石化公司"]),
    ("沈阳地铁集团试运行新线。", ["nil:沈阳地铁集团=沈阳地铁集团"]),
    ("中国融通资产管理集团有限公司揭牌。", ["rongtong=中国融通资产管理集团有限公司"]),
    ("中车长客的动车组下线。", ["crrc-changchun=中车长客"]),
    ("中车四平新能源项目落地。", ["crrc=中车四平新能源"]),
    ("北大荒集团秋收过半。", ["beidahuang=北大荒集团"]),
    ("湖北汽车产业规模居前。", []),
    ("东地中海油气资源丰富。", []),
    ("中国船舶工业行业协会发布数据。", []),
    ("服装加工、航天科技、医药流通等行业复苏。", []),
    ("中国铁路青藏集团有限公司抢修线路。", ["china-railway=中国铁路青藏集团有限公司"]),
    ("它成为中国石化二级全资子公司。", ["sinopec=中国石化"]),
    ("中国石油进口量增长,中国移动互联网用户增多。", []),
    ("中铁九局与中铁十九局集团中标。", ["crec=中铁九局", "crcc=中铁十九局集团"]),
    ("中建八局承建场馆。", ["cscec=中建八局"]),
    ("胜利油田与辽河油田交流。", ["sinopec=胜利油田", "liaohe-oilfield=辽河油田"]),
    ("抚顺石油二厂改造。", ["cnpc=抚顺石油二厂"]),
    ("长春热力集团提前供暖。", ["nil:长春热力集团=长春热力集团"]),
    ("吉林省投资集团参股。", ["nil:吉林省投资集团=吉林省投资集团"]),
    ("集团军在辽宁驻训。", []),
    ("沈阳企业集团化发展。", []),
    ("代表名单:包钢（蒙古族）、王强（女）。", []),
    ("三峡集团发布数据,三峡、白鹤滩等电站满发。", ["ctg=三峡集团"]),
    ("呼伦贝尔市委书记与森工集团、绰尔森工公司负责人座谈。",
     ["im-forest=森工集团", "im-forest=绰尔森工公司"]),
    ("书记包钢出席会议。", []),
    ("神华夏大地。", []),
    ("東北的鞍鋼集團與中國一汽簽約。", ["ansteel=鞍鋼集團", "faw=中國一汽"]),
    ("FAW Group and Ansteel signed a deal.", ["faw=FAW Group", "ansteel=Ansteel"]),
    ("China FAW Group Co., Ltd opened a plant.", ["faw=China FAW Group Co., Ltd"]),
    ("PetroChina's Daqing Oilfield drilled wells.",
     ["cnpc=PetroChina", "daqing-oilfield=Daqing Oilfield"]),
    ("CRRC Changchun Railway Vehicles exported trains.",
     ["crrc-changchun=CRRC Changchun Railway Vehicles"]),
    ("China Railway Shenyang Bureau added trains.",
     ["china-railway=China Railway Shenyang Bureau"]),
    ("The FAWN ran away.", []),
]  # fmt: skip

# enterprise as written, date of the text, whether it counts as state-owned
OWNERSHIP = [
    ("东北特钢", "2015-06-01", True),
    ("东北特钢", "2018-08-01", True),
    ("东北特钢", "2019-06-01", False),
    ("东北特钢", None, False),
    ("抚顺特钢", "2016-01-01", True),
    ("抚顺特钢", "2022-01-01", False),
    ("东北制药", "2016-03-01", True),
    ("东北制药", "2020-03-01", False),
    ("北方重工集团", "2012-05-01", True),
    ("北方重工集团", "2006-01-01", False),
    ("北方重工集团", "2021-05-01", False),
    ("北满特钢", "2010-05-01", True),
    ("北满特钢", "2019-05-01", False),
    ("哈药集团", "2015-05-01", True),
    ("哈药集团", "2021-05-01", False),
    ("华晨宝马", "2021-05-01", False),
    ("本钢集团", "2015-05-01", True),
    ("本钢集团", "2023-05-01", True),
    ("凌钢集团", "2020-05-01", True),
    ("华晨集团", "2018-05-01", True),
]


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return Tagger()


@pytest.mark.parametrize(("text", "expected"), SENTENCES)
def test_sentence(tagger: Tagger, text: str, expected: list[str]) -> None:
    found = [
        f"{m.entity_id.removeprefix('soe:')}={m.text}"
        for m in tagger.tag(text).mentions
        if m.type == "SOE" and not m.embedded
    ]
    assert found == expected


@pytest.mark.parametrize(("name", "date", "owned"), OWNERSHIP)
def test_ownership_on_the_date(tagger: Tagger, name: str, date: str | None, owned: bool) -> None:
    tags = tagger.tag(f"{name}发布公告。", date=date)
    assert any(m.type == "SOE" and m.text == name for m in tags.mentions) is owned


def test_group_inside_the_name_of_its_works_is_embedded(tagger: Tagger) -> None:
    mentions = tagger.tag("中国石油辽阳石化公司乙烯投产。").mentions
    inner = [m for m in mentions if m.entity_id == "soe:cnpc"]
    assert [(m.text, m.embedded) for m in inner] == [("中国石油", True)]


def test_place_inside_a_company_name_is_embedded(tagger: Tagger) -> None:
    mentions = tagger.tag("鞍山钢铁集团扩产。").mentions
    assert [m.embedded for m in mentions if m.entity_id == "gb:210300"] == [True]
