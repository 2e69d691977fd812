"""People and words that look like officials and are none."""

import pytest
from officials_cases import officials_of

NOBODY = [
    # the title belongs to a place, or the place to a title
    "盘锦市长兴镇的种粮户今年收成好。",
    "七台河市长兴乡村民刘大勇说，日子越来越好。",
    "湖南省长沙市的游客张丽华第一次来沈阳。",
    "长春市宽城区长山花园社区居民李秀兰参加了活动。",
    "交通运输部长江航务管理局发布通告。",
    "吉林省长白山景区迎来客流高峰。",
    "第十九届中央委员会第三次全体会议召开。",
    # no name follows
    "省委书记、省长率团考察。",
    "市长期待更多企业落户。",
    "多位局长向社会公开承诺。",
    "市委书记高度重视此项工作。",
    "县长任组长的专班已经成立。",
    "局长安排人手连夜抢修。",
    "市委书记和市长都到了现场。",
    "该市副市长和相关部门负责人参加。",
    "总书记指出，东北大有可为。",
    # scholars, doctors, schools
    "东北大学教授李凯文认为，振兴要靠创新。",
    "中国科学院院士丁中林作报告。",
    "大连理工大学党委书记项立昌出席开学典礼。",
    "我院党委副书记、纪委书记郭建林出席。",
    "哈尔滨商业大学经济学院院长白世英说。",
    "齐齐哈尔市第一医院院长李刚出诊。",
    "黑龙江省农科院院长刘娣华介绍情况。",
    # entrepreneurs, clubs, associations
    "某民营企业董事长王石林表示将追加投资。",
    "桦南县一家木材加工公司董事长兼总经理宋德明说。",
    "大连足球俱乐部总经理李明浩表示。",
    "辽宁省作协主席周景林致辞。",
    "市书法家协会主席王丹枫挥毫。",
    # villagers, workers, athletes
    "村党支部书记王德财带着大伙种木耳。",
    "驻村第一书记孙明亮说，产业有了起色。",
    "全国人大代表、鞍钢工人李超群说。",
    "辽宁男篮主教练杨鸣远说，球队打出了气势。",
    "航天员刘广明打开舱门。",
    # foreigners
    "越南总理范明川访问中国。",
    "新加坡总理李显文到访沈阳。",
    "韩国釜山市市长朴亨俊率团访问大连。",
    "纽约市市长亚当斯出席活动。",
    "俄罗斯滨海边疆区行政长官科热米亚科率团来访。",
    "加州州长纽森访问上海。",
    # doctrine
    "以习近平新时代中国特色社会主义思想为指导。",
    "学习习近平生态文明思想。",
]


@pytest.mark.parametrize("text", NOBODY)
def test_nobody_is_an_official(text: str) -> None:
    assert officials_of(text, "2023-05-20") == {}


def test_official_beside_foreigner() -> None:
    text = "俄罗斯阿穆尔州州长奥尔洛夫与黑河市市长李世山会谈。"
    assert list(officials_of(text, "2023-05-20")) == ["李世山"]


def test_entrepreneur_named_again_after_and() -> None:
    text = "某置业集团总裁方大成说完，营口市市长钱立言和方大成握手。"
    assert list(officials_of(text, "2023-05-20")) == ["钱立言"]


def test_same_name_in_another_office_is_another_person() -> None:
    text = "黑龙江省工业和信息化厅副厅长何立峰介绍了情况。"
    found = officials_of(text, "2024-05-20")
    assert found == {"何立峰": "nil:何立峰@黑龙江省工业和信息化厅副厅长"}


def test_professor_with_a_leaders_name_is_no_leader() -> None:
    assert officials_of("吉林大学教授李强说，人口在外流。李强说。", "2024-05-20") == {}
