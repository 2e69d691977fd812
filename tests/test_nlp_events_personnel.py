"""Appointments and departures: who, which office, where, when; and what is none."""

import pytest
from events_cases import lines_of

STATED = [
    (
        "会议决定任命钱立言为抚顺市副市长、代理市长。",
        "appointment|钱立言|抚顺市副市长、代理市长|gb:210400|-",
    ),
    ("任命赵一鸣、孙大川为辽宁省副省长。", "appointment|赵一鸣+孙大川|辽宁省副省长|gb:210000|-"),
    ("免去孙国栋的鞍山市副市长职务。", "departure|孙国栋|鞍山市副市长|gb:210300|-"),
    (
        "5月10日，市人大常委会接受周大成辞去沈阳市市长职务的请求。",
        "departure|周大成|沈阳市市长|gb:210100|2024-05-10",
    ),
    (
        "吴立群同志任盘锦市委委员、常委、书记，郑学礼同志不再担任盘锦市委书记、常委、委员职务。",
        "appointment|吴立群|盘锦市委委员、常委、书记|gb:211100|-",
        "departure|郑学礼|盘锦市委书记、常委、委员|gb:211100|-",
    ),
    ("辽宁省委决定，由冯启明接任本溪市委书记。", "appointment|冯启明|本溪市委书记|gb:210500|-"),
    (
        "近日，陈海波当选为长春市人大常委会主任。",
        "appointment|陈海波|长春市人大常委会主任|gb:220100|-",
    ),
    (
        "任命魏国安为鞍钢集团有限公司董事长，免去李大义的鞍钢集团董事长职务。",
        "appointment|魏国安|鞍钢集团有限公司董事长|soe:ansteel|-",
        "departure|李大义|鞍钢集团董事长|soe:ansteel|-",
    ),
    (
        "张文强同志任大连市委书记，不再担任沈阳市市长职务。",
        "appointment|张文强|大连市委书记|gb:210200|-",
        "departure|张文强|沈阳市市长|gb:210100|-",
    ),
    ("昨日，高学文卸任四平市市长。", "departure|高学文|四平市市长|gb:220300|2024-05-11"),
    ("国务院任命方同书为财政部副部长。", "appointment|方同书|财政部副部长|gb:100000|-"),
    (
        "鹤岗市十七届人大五次会议选举石晓天为鹤岗市人民政府市长。",
        "appointment|石晓天|鹤岗市人民政府市长|gb:230400|-",
    ),
    (
        "2024年5月9日，白城市市长由丁学武担任。",
        "appointment|丁学武|白城市市长|gb:220800|2024-05-09",
    ),
    ("韓東林出任瀋陽市商務局局長。", "appointment|韓東林|瀋陽市商務局局長|gb:210100|-"),
    (
        "Wang Jianjun was appointed mayor of Shenyang on Friday.",
        "appointment|Wang Jianjun|mayor of Shenyang|gb:210100|2024-05-10",
    ),
    (
        "Li Dayi resigned as vice-governor of Liaoning province.",
        "departure|Li Dayi|vice-governor of Liaoning province|gb:210000|-",
    ),
    (
        "On May 3, Zhou Chengye became chairman of Ansteel Group.",
        "appointment|Zhou Chengye|chairman of Ansteel Group|soe:ansteel|2024-05-03",
    ),
]
NONE = [
    "拟任命钱立言为沈阳市副市长。",
    "钱立言拟任沈阳市副市长。",
    "钱立言被提名为沈阳市市长候选人。",
    "任前公示：钱立言，拟任大连市商务局局长。",
    "如果钱立言出任沈阳市市长，规划可能调整。",
    "网传钱立言出任沈阳市市长，官方称消息不实。",
    "钱立言未当选沈阳市市长。",
    "谁将出任沈阳市市长？",
    "沈阳市市长钱立言说，任命程序要公开。",
    "钱立言曾任沈阳市市长、大连市委书记。",
    "2011年3月，钱立言任沈阳市副市长。",
    "钱立言担任沈阳市市长期间，地铁开工。",
    "沈阳市原副市长钱立言涉嫌受贿，被免去副市长职务。",
    "因严重违纪违法，钱立言被免去沈阳市副市长职务，并接受审查调查。",
    "Wang Jianjun is expected to be appointed mayor of Shenyang.",
    "Wang Jianjun was not appointed mayor of Shenyang.",
    "Wang Jianjun, suspected of bribery, was removed as mayor of Shenyang.",
]


@pytest.mark.parametrize("case", STATED, ids=lambda case: case[0])
def test_offices_given_and_taken(case: tuple[str, ...]) -> None:
    text, *expected = case
    assert lines_of(text) == expected


@pytest.mark.parametrize("text", NONE)
def test_plans_doubts_history_and_allegations_are_none(text: str) -> None:
    assert lines_of(text) == []
