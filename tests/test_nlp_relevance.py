"""Is a short text about the development of the region? Sentences written for the purpose."""

import pytest

from nlp.tagger import Tagger

TAGGER = Tagger()
ABOUT = (
    "吉林省前三季度地区生产总值同比增长5.1%，粮食产量再创新高，汽车产量回升。",
    "大连港与釜山港开通新航线，东北地区外贸企业物流成本下降。",
    "哈尔滨冰雪经济火爆，元旦假期旅游收入创新高，带动就业。",
    "辽宁出台优化营商环境条例，民营企业座谈会召开。",
    "鹤岗房价低迷背后：资源枯竭城市的人口流失与转型。",
    "沈阳市副市长任免：市人大常委会通过决定。",
    "通辽市霍林郭勒打造绿色铝产业基地，风光火储一体化项目投产。",
    "鞍钢与本钢重组两年来，协同效应显现，产能和产量提升。凌钢效益提升，攀钢在攀枝花的基地也受益。",
    "Liaoning's GDP grew faster than the national average for the first time, officials said.",
    "Young people are leaving China's northeast as factories close and pensions fall short.",
    "FAW plans a new electric vehicle plant in Changchun with an investment of 10 billion yuan.",
)
ELSE = (
    "辽宁男篮客场取胜，晋级总决赛。",
    "哈尔滨今日最低气温零下25度，发布道路结冰预警。",
    "沈阳一男子酒后驾车被警方查获，判处拘役两个月。",
    "上海市前三季度地区生产总值增长，浦东新区外资企业增加。",
    "广东省与东盟贸易额增长，深圳企业出海。",
    "东北地区今日迎来暴雪，气象部门发布预警。",
    "江苏省与辽宁省女足比赛，江苏获胜。",
    "北京市朝阳区投资项目集中开工，产业园区建设提速。",
    "美国东北部制造业衰退，匹兹堡钢铁工人失业。",
    "Shanghai's economy expanded 5 percent.",
    "Aircraft carrier Liaoning sailed through the Taiwan Strait.",
    "US Northeast hit by blizzard as manufacturers in Pennsylvania close factories.",
    "China's northeast was hit by a blizzard on Sunday.",
)


@pytest.mark.parametrize("text", ABOUT)
def test_about_the_region(text: str) -> None:
    tags = TAGGER.tag(text, date="2024-05-12")
    assert tags.relevance >= 0.4, tags.relevance_reasons


@pytest.mark.parametrize("text", ELSE)
def test_about_something_else(text: str) -> None:
    tags = TAGGER.tag(text, date="2024-05-12")
    assert tags.relevance < 0.35, tags.relevance_reasons


def test_the_region_itself_is_a_reason() -> None:
    tags = TAGGER.tag("东北地区外贸企业物流成本下降，产业升级。")
    assert "region:东北地区" in tags.relevance_reasons
