"""The kind of an office, the same in Chinese and English: ``secretary``, ``government_head``, …

Order matters in ``data/office_keys.csv``: the first pattern that fits a part of a title wins, so
the narrow ones (政法委书记) stand before the broad (书记).
"""

import re
from functools import cache, lru_cache

from nlp.tables import Folder

_ZH_SPLIT = re.compile(r"[、，,；;]|(?<=.)(?=(?:兼|暨))|兼|暨")
_EN_SPLIT = re.compile(
    r"\s*(?:,| and (?=(?:chair|party|deputy|vice|general|head|president)))\s*", re.I
)
_MINISTRY = re.compile(r"([一-鿿]{2,12}部)(副?)部长")
_EN_MINISTRY = re.compile(r"(?<!vice )minister (?:of|for) (?:the )?([a-z ]+)", re.I)
_MINISTRIES = {
    "工信部": "工业和信息化部",
    "科技部": "科学技术部",
    "人社部": "人力资源和社会保障部",
    "住建部": "住房和城乡建设部",
    "中组部": "中央组织部",
    "中宣部": "中央宣传部",
}


@cache
def _patterns() -> tuple[tuple[str, bool, re.Pattern[str], re.Pattern[str]], ...]:
    rows = Folder().rows("office_keys.csv", ("key", "seats", "zh", "en"))
    return tuple(
        (row["key"], row["seats"] == "one", re.compile(row["zh"]), re.compile(row["en"], re.I))
        for row in rows
    )


@lru_cache(maxsize=20_000)
def office_keys(title: str) -> frozenset[str]:
    """Keys of all offices named in a title, Chinese or English; empty if it names none known.

    >>> sorted(office_keys("辽宁省委副书记、省长")), sorted(office_keys("Governor of Liaoning"))
    (['deputy_secretary', 'government_head'], ['government_head'])
    """
    chinese = any("一" <= char <= "鿿" for char in title)
    parts = (_ZH_SPLIT if chinese else _EN_SPLIT).split(title)
    return frozenset(filter(None, (_key(part.strip(), chinese) for part in parts if part)))


def _key(part: str, chinese: bool) -> str | None:
    ministry = (_MINISTRY if chinese else _EN_MINISTRY).search(part)
    party_department = chinese and re.search(r"(?:组织|宣传|统战)部", part)
    if ministry and not party_department:
        name = ministry[1].removeprefix("国家").strip().lower()
        vice = "vice_" if chinese and ministry[2] else ""
        return f"{vice}minister:{_MINISTRIES.get(name, name)}"
    for key, _, zh, en in _patterns():
        if (zh if chinese else en).search(part):
            return key
    return None


@cache
def _one_seat() -> frozenset[str]:
    return frozenset(key for key, one, _, _ in _patterns() if one)


def is_one_seat(key: str) -> bool:
    """Whether only one person at a time can hold such an office."""
    return key in _one_seat() or key.startswith("minister:")
