"""Places that a text names without their names: 我市 with a known home, 沪、粤两地.

Rules in ``PlaceHit.rule``: ``place:home`` the unit of that level at or above the source's home;
``place:compound`` provinces by their one-character abbreviations, counted or at their border.
"""

import re
from collections.abc import Sequence

from nlp.components.context import opens
from nlp.knowledge import Knowledge
from nlp.scene import PlaceHit, Scene

_OURS = re.compile(
    "(?:我|(?<![日基成资样标版文])本)(?:(?P<省>省)(?![略钱力油心察了下吃着得]|去(?!年))"
    "|(?P<市>市)(?![场值井价]|面(?![向对积临貌]))"
    "|(?P<县>县)|(?P<区>区)(?![间块域]|分(?![局管别批])|别(?!墅)|划(?!定))"
    "|(?P<旗>旗)(?![帜舰])|(?P<盟>盟)(?![友国约])|(?P<州>州))"
)
_LETTERS = dict(
    zip("京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵黔云滇藏陕甘青宁新疆台港澳穗", (
        "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37",
        "41", "42", "43", "44", "45", "46", "50", "51", "52", "52", "53", "53", "54", "61", "62",
        "63", "64", "65", "65", "71", "81", "82", "4401",
    ), strict=True)
)  # fmt: skip
_LETTER = f"[{''.join(_LETTERS)}]"
_COUNTS = {char: count for count, char in enumerate("两三四五六七八九十", 2)}
_RUN = re.compile(
    f"(?P<run>{_LETTER}(?:[、和与及]?{_LETTER})+)"
    "(?:(?P<more>等)?(?P<count>[两二三四五六七八九十])个?(?:省(?P<plus>一市)?|市|区|地(?![块级])|方)"
    "|(?P<border>(?:省际)?(?:交界|边界|接壤|毗邻))|(?P<others>等(?:省|市|地(?!块)|多地|多省)))"
)


def relative_places(scene: Scene, knowledge: Knowledge) -> list[PlaceHit]:
    """我市, 我省, 本县 of a text whose source has a home."""
    home = knowledge.places.get(scene.home or "")
    if home is None:
        return []
    above = [home, *(knowledge.places[c] for c in knowledge.parents(home.code))]
    hits = []
    for found in _OURS.finditer(scene.simple):
        place = next((p for p in above if p.name_zh.endswith(found[0][-1])), None)
        if place is not None and (found[0][0] == "我" or opens(scene.simple, found.start())):
            hits.append(
                PlaceHit(found.start(), found.end(), place.code, place.level, 0.85, "place:home")
            )
    return hits


def letter_lists(scene: Scene, named: Sequence[PlaceHit]) -> list[PlaceHit]:
    """Provinces by one character each where a count, a border or 等地 shows the list.

    ``named``: places that are known already; no list lies across them.
    """
    hits = []
    for found in _RUN.finditer(scene.simple):
        letters = [(m.start(), m[0]) for m in re.finditer(_LETTER, found["run"])]
        across = any(h.start < found.end() and found.start() < h.end for h in named)
        if across or not _is_list(scene.simple, found, len(letters)):
            continue
        for at, letter in letters:
            start, code = found.start() + at, _LETTERS[letter].ljust(6, "0")
            level = "province" if code.endswith("0000") else "prefecture"
            hits.append(PlaceHit(start, start + 1, code, level, 0.85, "place:compound"))
    return hits


def _is_list(text: str, found: re.Match[str], letters: int) -> bool:
    if found["count"]:
        count = _COUNTS.get(found["count"], 2) + bool(found["plus"])
        return count > letters if found["more"] and count != letters else count == letters
    return opens(text, found.start())
