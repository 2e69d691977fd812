"""Chinese sentences in which somebody leaves an office: whose the title that follows is."""

import re

_REMOVED = re.compile(
    r"(?:免去|撤销|接受|罢免)(?:[一-鿿]{2,4}[、和])*(?P<name>[一-鿿·]{2,8}?)(?:同志)?"
    r"(?:(?:提出|关于)?(?:的|请求)*(?:的|辞去)(?P<more>[^。;\n]{0,6}))?$"
)
_LISTED = re.compile(
    r"(?:^|[\n;:])[ \u3000]*(?:[一-鿿]{2,4}[、和])*(?P<name>[一-鿿·]{2,8}?)(?:同志)?的$"
)
_SUCCEEDS = re.compile("(?:接替|接棒)了?$")
_HEADING = re.compile("(?P<away>免去|撤销|罢免)|任命|决定任|同志任")
_HAN = re.compile(r"[一-鿿]")
_BACK = 600
"""How far before its items the words that open a list of removals may stand, in characters."""


def removed_name(text: str, at: int) -> int | None:
    """End of the name that loses the office whose title begins at ``at``, or None.

    免去X的…, 接受X辞去…, and the items of a list that 免去: opens, each X的….
    """
    found = _REMOVED.search(text, max(0, at - 40), at)
    if found:
        more = (found["more"] or "").replace("担任", "").replace("兼任", "")
        return None if _HAN.search(more) else found.end("name")
    if text[at - 1 : at] != "的":
        return None
    item = _LISTED.search(text, max(0, at - 24), at)
    if item is None:
        return None
    headings = list(_HEADING.finditer(text, max(0, at - _BACK), item.start("name")))
    return item.end("name") if headings and headings[-1]["away"] else None


def succession(text: str, at: int) -> int | None:
    """Where the verb of A接替B任… begins if B's name begins at ``at``, else None."""
    verb = _SUCCEEDS.search(text, max(0, at - 3), at)
    return verb.start() if verb else None
