"""English office titles: head words from ``data/titles_en.csv``, and the words around them."""

import bisect
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from db.models import PostStatus
from nlp.components.titles_judge import Verdict
from nlp.tables import Folder

_MOD = (
    r"(?:(?:executive|vice|deputy|acting|former|then|assistant|standing|first|senior|chief|"
    r"current|new|"
    r"newly appointed|newly elected|late|ex|once|previously|formerly|incumbent|honorary)[- ])*"
)
_LOWER = (
    "of|the|and|for|in|on|at|provincial|municipal|city|county|district|state|"
    "publicity|organization|department|bureau|commission|committee|office|administration|"
    "government|ministry|congress|party|people|"
    "public|security|commerce|finance|agriculture|education|tourism|culture|transport|"
    "development|reform|council|political|"
    "advisory|body|discipline|inspection|supervision|province|region|autonomous|league|banner|"
    "united|front|work|"
    "legislature|country|nation|police|customs|industry|information|technology|science|health|"
    "water|natural|resources|ecology|environment|forestry|energy|human|social|housing|"
    "construction|emergency|"
    "management|market|statistics|foreign|affairs|trade|civil|justice|audit|planning|investment|"
    "promotion|"
    "cooperation|tax|taxation|rural|top|leading|leadership|group|"
    "(?:north|south)(?:east|west)?(?:ern)?|(?:east|west)(?:ern)?|central|coastal|neighbou?ring|"
    "board|directors|supervisors|standing"
)
_CAP = (
    r"(?!(?:January|February|March|April|May|June|July|August|September|October|November|December|"
    r"\w+day)\b)[A-Z][\w&’'-]*"
)
_DELEGATE = (
    r"deputy (?:to|of) the (?:\d+(?:st|nd|rd|th) )?(?:[A-Z]\w+ ){1,4}?People['’]s Congress|"
    r"NPC deputy"
)
_LISTED = (
    rf"(?:(?:, {_CAP}(?: {_CAP})*){{1,4}},? and {_CAP}(?: {_CAP})*?"
    r" (?:Committee|Commission|Department|Bureau|Office)\b)?"
)
_OF = re.compile(
    rf"(?: |-)(?:of|for|in|at)(?: (?:{_LOWER})){{0,6}}(?: \d+(?:st|nd|rd|th))?"
    rf"(?: [a-z]+ly)?(?: [a-z]+(?:ed|ern|al))?(?: {_CAP}|’s|'s){_LISTED}"
    rf"(?:(?: (?:{_LOWER})\b){{0,4}}(?: {_CAP}| (?:province|city|county)-based|"
    rf" \((?:{_CAP} ?)+\)| \d+th)){{0,12}}(?: (?:{_LOWER})\b){{0,4}}"
    rf"|(?: of(?: (?:{_LOWER})\b){{1,6}})"
)
_PRE = re.compile(
    rf"(?:\b(?:{_CAP}|{_LOWER}|vice|deputy|executive|acting|former|then|of|the|’s|'s)"
    r"[ ,]?(?:’s |'s )?){0,14}$"
)
_TRAILING = re.compile(r"(?: (?:of|the|and|for|in|on|at)\b)+,?$")
_STARTING = re.compile(
    r"^(?:(?:of|the|and|for|in|on|at|In|The|At|On|For|And|But|As|From|With|When|While|By|To|Its|"
    r"Their|His|Her|Our) )+"
)
_OURS = re.compile(r"Inner Mongolia\w*|\b\w+ (?:Ethnic )?Autonomous")
_LINK = re.compile(
    rf",? (?:and|&) (?:the )?(?:concurrently )?(?:{_CAP} |(?!and\b)(?:{_LOWER}) ){{0,5}}$"
)
_LEARNED = re.compile(
    r"\b(?:universit|institut|academy|college|school|cent(?:er|re)\b|hospital|association|museum|"
    r"laborator|studio|"
    r"research|village|think tank|foundation|society|federation of|club|team|chamber)", re.I,
)  # fmt: skip
_BODY = re.compile(
    r"\b(?:bureau|department|commission|administration|office|committee|government|ministry|"
    r"authority|customs|"
    r"district|county|city|province|zone|public security|council|taxation|banner|"
    r"league|region|prefecture|provincial|municipal|legislature|congress|publicity|police|SCIO|"
    r"NDRC|MIIT|MOFCOM|SASAC|CPC|NPC|CPPCC)\b", re.I,
)  # fmt: skip
_CHAIRED = re.compile(
    r"congress|consultative|cppcc|npc|standing committee|commission|inner mongolia|tibet|xizang|"
    r"xinjiang|ningxia|guangxi|"
    r"autonomous region|state council|municipal|provincial|sasac|trade unions|political advisory|"
    r"legislature", re.I,
)  # fmt: skip
_MEMBER = re.compile(
    r"standing committee|central committee|party (?:leadership )?group|politburo|political bureau|"
    r"secretariat|leading party|party committee|(?:provincial|municipal|prefectural|district|"
    r"county) committee",
    re.I,
)  # fmt: skip
_COMMITTEE = re.compile(r"committee|cpc|party|commission|secretariat", re.I)
_CHINA = re.compile(r"\b(?:Chinese|China|PRC)\b")
_TOP = re.compile(r"\btop\b", re.I)
_NEEDED = {
    "envoy": _CHINA, "dept": _BODY, "secretary": _COMMITTEE, "member": _MEMBER, "lawmaker": _TOP,
    "legislator": _TOP, "political adviser": _TOP, "political advisor": _TOP,
    "delegate": re.compile("(?!)"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class TitleEn:
    """One title: ``start``..``end`` with the words before it and the of-phrase."""

    start: int
    head_start: int
    head_end: int
    end: int
    head: str
    kind: str
    words: str
    status: PostStatus
    plural: bool = False
    """Said of several persons (Vice Governors Li and Wang)."""


@cache
def _heads() -> tuple[re.Pattern[str], dict[str, str]]:
    kinds = {row["head"]: row["kind"] for row in Folder().rows("titles_en.csv", ("head", "kind"))}
    longest = sorted(kinds, key=lambda head: (-len(head), head))
    heads = "|".join(re.sub("[ -]", "[ -]", head) for head in longest)
    plain = {head.replace("-", " "): kind for head, kind in kinds.items()}
    heads = heads.replace("'", "['’]")
    return re.compile(rf"\b{_MOD}({_DELEGATE}|(?:{heads})s?)\b(?!-|['’]s\b)", re.I), plain


@cache
def _foreign() -> re.Pattern[str]:
    words = sorted((row["word"] for row in Folder().rows("foreign_en.csv", ("word",))), key=len)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, reversed(words)))})(?!\w)")


def find_titles_en(text: str, names: Sequence[tuple[int, int]]) -> Iterator[TitleEn]:
    """All titles, in order, without overlap; none runs into a name (``names``: their spans)."""
    pattern, kinds = _heads()
    last = 0
    starts = [start for start, _ in names]
    for found in pattern.finditer(text):
        if found.end() <= last:
            continue
        head = found.group(1)
        of = _OF.match(text, found.end())
        end = of.end() if of else found.end()
        ahead = bisect.bisect_left(starts, found.end())
        if ahead < len(starts) and starts[ahead] < end:
            end = max(found.end(), starts[ahead] - 1)
        end = _before_next(text, found.end(), end)
        trailing = _TRAILING.search(text[found.end() : end])
        end -= len(trailing.group()) if trailing else 0
        line = max(text.rfind(mark, last, found.start()) for mark in '\n.;:,()“”"') + 1
        named = names[ahead - 1][1] if ahead else 0
        line = max(line, min(max(last, named), found.start()), found.start() - 90)
        before = text[line : found.start()]
        own = _PRE.search(before)
        words = before[own.start() :] if own else ""
        words = _STARTING.sub("", words.lstrip())
        start = found.start() - len(words)
        head, plural, kind = _of_kind(head, kinds)
        yield TitleEn(
            start,
            found.start(),
            found.end(),
            end,
            head,
            kind,
            text[start:end],
            _status(text[start : found.end()]),
            plural,
        )
        last = end


def _of_kind(head: str, kinds: dict[str, str]) -> tuple[str, bool, str]:
    """The head word in lower case and in the singular, whether it was plural, and its kind."""
    plain = head.lower().replace("-", " ").replace("’", "'")
    for form in (plain, plain.removesuffix("s")):
        if form in kinds:
            return form, form != plain, kinds[form]
    return plain, False, "delegate"


def _before_next(text: str, start: int, end: int) -> int:
    """Where an of-phrase ends: before "and" if another title follows it there."""
    pattern, _ = _heads()
    for found in pattern.finditer(text, start, end + 30):
        link = _LINK.search(text, start, found.start()) if found.start() <= end else None
        if link:
            return link.start()
    return end


def _status(words: str) -> PostStatus:
    if re.search(r"\b(?:former|then|ex|late|once|previously|formerly)\b", words, re.I):
        return PostStatus.FORMER
    return PostStatus.ACTING if re.search(r"\bacting\b", words, re.I) else PostStatus.INCUMBENT


def judge_en(title: TitleEn, state_firm: bool) -> Verdict:
    """The verdict on one title; ``state_firm``: it is a state enterprise's."""
    if _foreign().search(_OURS.sub("", title.words)):
        return Verdict.FOREIGN
    if title.kind == "other" or (_LEARNED.search(title.words) and title.kind != "envoy"):
        return Verdict.OTHER
    if title.kind in ("firm", "chair") and not state_firm and title.words.lower() == title.head:
        return Verdict.NEUTRAL
    if title.kind in ("firm", "chair"):
        public = title.kind == "chair" and _CHAIRED.search(title.words)
        return Verdict.OFFICE if state_firm or public else Verdict.OTHER
    if title.kind == "central" and "president" in title.head:
        return _president(title, state_firm)
    return Verdict.OFFICE if _is_public(title, state_firm) else Verdict.NEUTRAL


def _is_public(title: TitleEn, state_firm: bool) -> bool:
    """Whether the words make an office of a title that is one only in some company."""
    needed = _NEEDED.get(title.head) or _NEEDED.get(title.kind)
    if needed is None or (state_firm and title.kind == "dept"):
        return True
    return needed.search(title.words) is not None


def _president(title: TitleEn, state_firm: bool) -> Verdict:
    if state_firm or re.search(r"\bcourt\b", title.words, re.I):
        return Verdict.OFFICE
    alone = title.words.lower() in ("president", "vice president", "former president")
    return Verdict.OFFICE if alone or _CHINA.search(title.words) else Verdict.OTHER
