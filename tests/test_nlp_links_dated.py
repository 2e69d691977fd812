"""Who held an office on a day: dated sentences of ours about facts of the public record, and traps.

No sentence comes from a text that the office table quotes as evidence. The label is the truth
about the person, not what the table can know: a person whom only an office elsewhere identifies
counts as missed, a namesake or a holder on the wrong day must not be linked.
"""

from dataclasses import dataclass

import pytest
from officials_cases import tagger

from nlp.explain import HIGH

HOLDERS = """
2010-06-01|辽宁省省长陈政高在阜新调研采煤沉陷区治理。|陈政高|chen-zhenggao
2012-03-20|辽宁省委书记王珉主持召开全省干部会议。|王珉|wang-min
2014-09-10|辽宁省省长李希到大连检查港口建设。|李希|li-xi
2016-06-15|辽宁省委书记李希强调，要下决心去产能。|李希|li-xi
2016-08-22|辽宁省省长陈求发会见日本客人。|陈求发|chen-qiufa
2019-04-11|辽宁省委书记陈求发在沈阳听取汇报。|陈求发|chen-qiufa
2019-05-06|辽宁省省长唐一军主持省政府常务会议。|唐一军|tang-yijun
2021-03-02|辽宁省省长刘宁到本溪察看春耕。|刘宁|liu-ning
2021-08-16|辽宁省委书记张国清到抚顺矿区调研。|张国清|zhang-guoqing
2023-07-12|遼寧省委書記郝鵬會見香港客商。|郝鵬|hao-peng
2023-02-09|辽宁省省长李乐成到锦州调研石化企业。|李乐成|li-lecheng
2025-04-15|辽宁省省长王新伟在会上作工作部署。|王新伟|wang-xinwei
2025-10-20|辽宁省委书记许昆林到沈阳调研。|许昆林|xu-kunlin
2011-05-05|吉林省委书记孙政才到延边看望边民。|孙政才|sun-zhengcai
2011-07-18|吉林省省长王儒林到长春的工厂调研。|王儒林|wang-rulin
2013-11-08|吉林省委书记王儒林主持学习会。|王儒林|wang-rulin
2013-08-30|吉林省省长巴音朝鲁察看汛情。|巴音朝鲁|bayanqolu
2018-07-25|吉林省委书记巴音朝鲁就疫苗问题主持会议。|巴音朝鲁|bayanqolu
2015-12-03|吉林省省长蒋超良会见俄罗斯客人。|蒋超良|jiang-chaoliang
2017-05-19|吉林省省长刘国中到四平调研粮食生产。|刘国中|liu-guozhong
2019-03-28|吉林省省长景俊海到通化检查防火。|景俊海|jing-junhai
2022-03-14|吉林省省长韩俊到吉林市检查疫情防控。|韩俊|han-jun
2022-06-10|吉林省委书记景俊海到一汽调研。|景俊海|jing-junhai
2024-10-16|吉林省委书记黄强、省长胡玉亭会见客人。|黄强|huang-qiang
2024-10-16|吉林省委书记黄强、省长胡玉亭会见客人。|胡玉亭|hu-yuting
2009-03-06|黑龙江省省长栗战书谈粮食产能。|栗战书|li-zhanshu
2010-04-28|黑龙江省委书记吉炳轩到垦区调研。|吉炳轩|ji-bingxuan
2012-10-19|黑龙江省省长王宪魁在大庆开座谈会。|王宪魁|wang-xiankui
2015-09-22|黑龙江省委书记王宪魁、省长陆昊出席博览会。|王宪魁|wang-xiankui
2015-09-22|黑龙江省委书记王宪魁、省长陆昊出席博览会。|陆昊|lu-hao
2019-06-14|黑龙江省省长王文涛在哈尔滨会见客商。|王文涛|wang-wentao
2020-01-30|黑龙江省委书记张庆伟检查口岸防疫。|张庆伟|zhang-qingwei
2022-02-18|黑龙江省委书记许勤到齐齐哈尔调研装备企业。|许勤|xu-qin
2022-05-20|黑龙江省省长胡昌升到佳木斯察看大豆种植。|胡昌升|hu-changsheng
2024-01-06|黑龙江省省长梁惠玲在哈尔滨看冰雪景区。|梁惠玲|liang-huiling
2011-08-09|内蒙古自治区党委书记胡春华到牧区调研。|胡春华|hu-chunhua
2014-04-03|内蒙古自治区主席巴特尔到通辽检查春播。|巴特尔|bagatur
2018-08-15|内蒙古自治区主席布小林在呼伦贝尔调研。|布小林|bu-xiaolin
2021-03-17|内蒙古自治区党委书记石泰峰主持会议。|石泰峰|shi-taifeng
2023-09-05|内蒙古自治区主席王莉霞到赤峰调研。|王莉霞|wang-lixia
2024-02-01|内蒙古自治区党委书记孙绍骋看望边防官兵。|孙绍骋|sun-shaocheng
2011-11-30|沈阳市市长陈海波谈地铁建设。|陈海波|chen-haibo
2016-03-09|沈阳市市长潘利国接受采访。|潘利国|pan-liguo
2023-06-30|沈阳市委书记王新伟、市长吕志成出席开工仪式。|王新伟|wang-xinwei
2023-06-30|沈阳市委书记王新伟、市长吕志成出席开工仪式。|吕志成|lu-zhicheng
2012-07-07|大连市市长李万才在达沃斯论坛致辞。|李万才|li-wancai
2022-09-01|大连市委书记胡玉亭到造船厂调研。|胡玉亭|hu-yuting
2024-08-08|大连市委书记熊茂平会见外商。|熊茂平|xiong-maoping
2025-06-18|大连市市长李强会见日本企业家。|李强|li-qiang-liaoning
2023-03-22|营口市委书记李强到港口调研。|李强|li-qiang-liaoning
2013-10-10|长春市市长姜治莹介绍轨道交通规划。|姜治莹|jiang-zhiying
2022-03-25|长春市委书记张志军、市长王子联检查社区。|张志军|zhang-zhijun
2022-03-25|长春市委书记张志军、市长王子联检查社区。|王子联|wang-zilian
2013-01-05|哈尔滨市市长宋希斌出席冰雪节开幕式。|宋希斌|song-xibin
2023-03-11|十四届全国人大一次会议决定李强为国务院总理。|李强|li-qiang
2016-03-05|国务院总理李克强作政府工作报告。|李克强|li-keqiang
2023-11-01|哈尔滨市市长张起翔到开发区调研。|张起翔|zhang-qixiang
2019-09-19|中国一汽董事长、党委书记徐留平发布新战略。|徐留平|xu-liuping
2024-04-26|中国一汽董事长邱现东出席北京车展。|邱现东|qiu-xiandong
2021-08-20|鞍钢集团董事长谭成旭出席本钢重组大会。|谭成旭|tan-chengxu
2012-11-13|鞍钢集团董事长张广宁到攀枝花调研。|张广宁|zhang-guangning
2017-06-08|中国一重董事长刘明忠谈企业改革。|刘明忠|liu-mingzhong
2023-09-20|Liaoning Governor Li Lecheng met a delegation from Germany.|Li Lecheng|li-lecheng
2018-08-27|Bayanqolu, Party chief of Jilin, met the visitors in Changchun.|Bayanqolu|bayanqolu
2014-06-30|Heilongjiang Governor Lu Hao opened the Harbin trade fair.|Lu Hao|lu-hao
2019-06-15|Heilongjiang Governor Wang Wentao spoke in Harbin.|Wang Wentao|wang-wentao
2024-06-05|Jilin Governor Hu Yuting visited a car plant in Changchun.|Hu Yuting|hu-yuting
2018-05-02|Bu Xiaolin, chairwoman of Inner Mongolia, visited Chifeng.|Bu Xiaolin|bu-xiaolin
2015-01-06|Harbin Mayor Song Xibin opened the ice festival.|Song Xibin|song-xibin
2016-11-04|Chinese Premier Li Keqiang visited Riga.|Li Keqiang|li-keqiang
2019-04-16|Xu Liuping, chairman of FAW, presented the new Hongqi cars.|Xu Liuping|xu-liuping
2022-04-28|Ansteel Chairman Tan Chengxu said the merger had paid off.|Tan Chengxu|tan-chengxu
"""
FORMER = """
2016-08-10|辽宁省委原书记王珉严重违纪被开除党籍。|王珉|wang-min
2019-10-01|时任辽宁省省长陈政高推动了这项工程。|陈政高|chen-zhenggao
2018-05-08|吉林省委原书记孙政才一审被判处无期徒刑。|孙政才|sun-zhengcai
2024-04-02|辽宁省原省长唐一军接受审查调查。|唐一军|tang-yijun
2025-10-15|内蒙古自治区原主席王莉霞接受审查。|王莉霞|wang-lixia
2022-11-08|时任吉林省省长蒋超良曾到现场。|蒋超良|jiang-chaoliang
2022-06-01|时任黑龙江省省长陆昊签署了协议。|陆昊|lu-hao
2017-12-06|沈阳市原市长李英杰回忆老工业区的搬迁。|李英杰|li-yingjie
2016-08-11|Former Liaoning Party chief Wang Min was expelled from the Party.|Wang Min|wang-min
2018-05-09|Sun Zhengcai, a former Party chief of Jilin, was sentenced.|Sun Zhengcai|sun-zhengcai
2020-12-11|江苏省原省长、原吉林省委书记王云坤出席。|王云坤|-
"""
ELSEWHERE = """
2017-02-09|江苏省委书记李强在苏州调研。|李强|li-qiang
2020-11-10|上海市委书记李强在浦东调研。|李强|li-qiang
2019-02-15|天津市市长张国清作政府工作报告。|张国清|zhang-guoqing
2023-05-18|四川省省长黄强到绵阳调研。|黄强|huang-qiang
2023-08-18|甘肃省委书记胡昌升到酒泉调研。|胡昌升|hu-changsheng
2018-10-10|全国政协副主席巴特尔率团出访。|巴特尔|bagatur
"""
OTHERS = """
2003-05-20|辽宁省省长薄熙来谈老工业基地。|薄熙来|-
2003-08-12|辽宁省委书记闻世震到阜新调研。|闻世震|-
2005-07-14|吉林省委书记王云坤到长春的企业调研。|王云坤|-
2006-09-01|黑龙江省省长张左己检查防汛。|张左己|-
2002-06-06|大连市市长李永金会见客商。|李永金|-
2013-04-12|沈阳市委书记曾维部署全运会筹备。|曾维|-
2013-09-12|大连市委书记唐军出席夏季达沃斯论坛。|唐军|-
2015-11-07|国务院台湾事务办公室主任张志军在新加坡答记者问。|张志军|-
2015-11-08|国台办主任张志军抵达沈阳。|张志军|-
2014-11-20|国务院发展研究中心主任李伟到长春作报告。|李伟|-
2020-01-12|北京市人大常委会主任李伟作工作报告。|李伟|-
2018-05-04|中国人民大学校长刘伟到长春参加论坛。|刘伟|-
2017-03-10|财政部副部长刘伟答记者问。|刘伟|-
2017-04-14|中国人民银行副行长张涛出席国际会议。|张涛|-
2020-08-20|中国海油总经理李勇到渤海油田检查。|李勇|-
2018-12-22|歌手李玉刚在哈尔滨举行演唱会。|李玉刚|-
2022-06-16|远景集团创始人张雷到通辽考察风电。|张雷|-
2016-05-01|演员王凯到长春宣传新片。|王凯|-
2019-07-01|辽宁省委书记郝鹏到营口调研。|郝鹏|-
2022-05-16|吉林省委书记黄强主持会议。|黄强|-
2019-05-20|黑龙江省委书记许勤到大庆调研。|许勤|-
2020-06-06|黑龙江省省长梁惠玲到农场调研。|梁惠玲|-
2021-11-11|内蒙古自治区党委书记王伟中讲话。|王伟中|-
2024-05-06|吉林省省长韩俊主持省政府会议。|韩俊|-
2021-06-06|辽宁省委书记李希到大连调研。|李希|-
2022-08-01|黑龙江省省长陆昊到伊春检查林业。|陆昊|-
2010-05-01|吉林省省长景俊海到白城调研。|景俊海|-
2020-05-05|国务院总理李强主持会议。|李强|-
2016-06-06|Zhang Zhijun, head of the Taiwan Affairs Office, spoke in Beijing.|Zhang Zhijun|-
2014-03-23|Li Wei, director of the Development Research Center, opened the forum.|Li Wei|-
2018-09-01|Liu Wei, president of Renmin University, gave a lecture in Changchun.|Liu Wei|-
2018-06-06|Liaoning Party Secretary Hao Peng met guests in Shenyang.|Hao Peng|-
2004-02-18|Acting Liaoning Governor Zhang Wenyue took office in Shenyang.|Zhang Wenyue|-
"""
NAMESAKES = """
2024-09-09|抚顺市副市长李强到社区走访。|李强|-
2022-05-20|四平市铁西区区长刘伟到社区走访。|刘伟|-
2022-07-20|白城市副市长李伟到企业走访。|李伟|-
2021-05-20|鹤岗市副市长杨博检查矿井。|杨博|-
2022-02-20|朝阳市副市长王健到乡镇调研。|王健|-
2022-06-20|辽源市副市长刘凯到学校走访。|刘凯|-
2011-05-05|大连市副市长王阳到码头检查。|王阳|-
2016-04-04|本溪市副市长石光检查供热。|石光|-
2023-02-14|Li Qiang, deputy mayor of Fushun, visited a school.|Li Qiang|-
2022-05-21|Liu Wei, mayor of Siping, met investors.|Liu Wei|-
2023-03-03|白山市副市长李明伟到林场调研。|李明伟|-
2023-03-03|牡丹江市副市长王志军出席开工仪式。|王志军|-
2020-03-03|辽阳市副市长张志军到社区走访。|张志军|-
2022-08-08|绥化市副市长张志军到乡镇走访。|张志军|-
2014-08-08|锦州市副市长王凯到港口调研。|王凯|-
2021-08-08|辽源市副市长王子联到企业调研。|王子联|-
"""
"""Invented holders of lesser offices in a province whose table has someone of that name."""


@dataclass(frozen=True)
class Case:
    """``person``: the id the name stands for on that day, None for someone not in the table."""

    day: str
    text: str
    name: str
    person: str | None


def cases(rows: str) -> list[Case]:
    parts = [row.split("|") for row in rows.split("\n") if row]
    return [Case(d, t, n, None if p == "-" else f"person:{p}") for d, t, n, p in parts]


def linked(case: Case) -> tuple[str, float] | None:
    """The person of the table that the name was linked to, and the confidence."""
    for mention in tagger().tag(case.text, date=case.day).mentions:
        if mention.text == case.name and mention.entity_id.startswith("person:"):
            return mention.entity_id, mention.confidence
    return None


ALL = cases(HOLDERS + FORMER + ELSEWHERE + OTHERS + NAMESAKES)


def test_the_list_is_large_enough_and_has_no_case_twice() -> None:
    assert len({(case.text, case.name) for case in ALL}) == len(ALL) >= 100


def test_precision_and_recall_of_links() -> None:
    found = {case: linked(case) for case in ALL}
    links = {case: link[0] for case, link in found.items() if link}
    wrong = [(case, link) for case, link in links.items() if link != case.person]
    right = len(links) - len(wrong)
    known = [case for case in ALL if case.person]
    missed = [case for case in known if not links.get(case)]
    assert right / len(links) >= 0.97, wrong
    assert right / len(known) >= 0.90, missed


@pytest.mark.parametrize(
    "case", cases(OTHERS + NAMESAKES), ids=lambda case: f"{case.name} {case.day}"
)
def test_nobody_else_is_taken_for_sure(case: Case) -> None:
    link = linked(case)
    assert link is None or link[1] < HIGH
