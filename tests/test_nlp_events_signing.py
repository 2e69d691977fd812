"""Signings: the parties, what they signed, where, when; and what is none."""

import pytest
from events_cases import lines_of

STATED = [
    (
        "沈阳市人民政府与华为技术有限公司签署战略合作协议。",
        "signing|沈阳市人民政府+华为技术有限公司|战略合作协议|gb:210100|-",
    ),
    (
        "5月10日，鞍钢集团与本溪市政府在沈阳签订战略合作框架协议。",
        "signing|鞍钢集团+本溪市政府|战略合作框架协议|gb:210100|2024-05-10",
    ),
    (
        "吉林省与鞍钢集团举行座谈会，双方签署合作备忘录。",
        "signing|吉林省+鞍钢集团|合作备忘录|gb:220000|-",
    ),
    (
        "营口市政府、鞍钢集团、北方某航运公司共同签署海铁联运协议。",
        "signing|营口市政府+鞍钢集团+北方某航运公司|海铁联运协议|gb:210800|-",
    ),
    (
        "佳木斯市与中粮集团粮食深加工项目正式签约。",
        "signing|佳木斯市+中粮集团|粮食深加工项目|gb:230800|-",
    ),
    (
        "鞍钢集团与盘锦市政府就绿色冶金项目签约，项目落户大洼区。",
        "signing|鞍钢集团+盘锦市政府|绿色冶金项目|gb:211104|-",
    ),
    (
        "哈电集团与大庆市政府签约，共建风电装备基地。",
        "signing|哈电集团+大庆市政府|风电装备基地|gb:230600|-",
    ),
    (
        "四平市政府与鞍钢集团签订《绿色矿山共建协议》。",
        "signing|四平市政府+鞍钢集团|绿色矿山共建协议|gb:220300|-",
    ),
    (
        "Ansteel Group and the Anshan city government signed a cooperation agreement in Shenyang.",
        "signing|Ansteel Group+Anshan city government|a cooperation agreement|gb:210100|-",
    ),
    (
        "The Harbin municipal government signed a memorandum of understanding with COFCO on Friday.",
        "signing|Harbin municipal government+COFCO|a memorandum of understanding|gb:230100"
        "|2024-05-10",
    ),
]
NONE = [
    "沈阳市政府与华为技术有限公司将于下月签署合作协议。",
    "沈阳市政府与华为技术有限公司没有签署协议。",
    "沈阳市政府与鞍钢集团原定的签约推迟。",
    "沈阳市公布了各区签约额和签约量。",
    "两位作家与一家出版社签署出版合同。",
    "鞍钢集团签订一批订单。",
    "沈阳市某局与供应商签订合同，有关负责人涉嫌受贿被立案。",
    "The Shenyang government plans to sign an agreement with Ansteel Group.",
    "Ansteel Group and the Anshan city government have never signed such a contract.",
]


@pytest.mark.parametrize("case", STATED, ids=lambda case: case[0])
def test_parties_and_what_they_sign(case: tuple[str, str]) -> None:
    text, expected = case
    assert lines_of(text) == [expected]


@pytest.mark.parametrize("text", NONE)
def test_plans_and_private_contracts_are_none(text: str) -> None:
    assert lines_of(text) == []
