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
    r"(?:(?:executive|vice|deputy|acting|former|then|assistant|standing|first|senior|chief|current|new|"
    r"newly appointed|late|ex|once|previously|formerly)[- ])*"
)
_LOWER = (
    "of|the|and|for|in|on|at|provincial|municipal|city|county|district|state|"
    "publicity|organization|department|bureau|commission|committee|office|administration|government|ministry|congress|party|people|"
    "public|security|commerce|finance|agriculture|education|tourism|culture|transport|development|reform|council|political|"
    "advisory|body|discipline|inspection|supervision|province|region|autonomous|league|banner|united|front|work|"
    "legislature|country|nation|police|customs|industry|information|technology|science|health|water|natural|resources|ecology|environment|forestry|energy|human|social|housing|construction|emergency|"
    "management|market|statistics|foreign|affairs|trade|civil|justice|audit|planning|investment|promotion|"
    "cooperation|tax|taxation|rural"
)
_CAP = (
    r"(?!(?:January|February|March|April|May|June|July|August|September|October|November|December|"
    r"\w+day)\b)[A-Z][\w&’'-]*"
)
_OF = re.compile(
    rf"(?: |-)(?:of|for|in|at)(?: (?:{_LOWER})){{0,6}}"
    rf"(?: [a-z]+ly)?(?: [a-z]+(?:ed|ern|al))?(?: {_CAP}|’s|'s)"
    rf"(?:(?: (?:{_LOWER})\b){{0,4}}(?: {_CAP})){{0,10}}(?: (?:{_LOWER})\b){{0,4}}"
)
_PRE = re.compile(rf"(?:\b(?:{_CAP}|{_LOWER}|of|the|’s|'s)[ ,]?(?:’s |'s )?){{0,14}}$")
_TRAILING = re.compile(r"(?: (?:of|the|and|for|in|on|at)\b)+,?$")
_STARTING = re.compile(
    r"^(?:(?:of|the|and|for|in|on|at|In|The|At|On|For|And|But|As|From|With|When|While|By|To) )+"
)
_LEARNED = re.compile(
    r"\b(?:universit|institut|academy|college|school|cent(?:er|re)\b|hospital|association|museum|laborator|studio|"
    r"research|village|think tank|foundation|society|federation of|club|team|chamber)", re.I,
)  # fmt: skip
_BODY = re.compile(
    r"\b(?:bureau|department|commission|administration|office|committee|government|ministry|authority|customs|"
    r"district|county|city|province|zone|public security|council|taxation|banner|"
    r"league|region|prefecture)\b", re.I,
)  # fmt: skip
_CHAIRED = re.compile(
    r"congress|consultative|cppcc|npc|standing committee|commission|inner mongolia|tibet|xizang|"
    r"xinjiang|ningxia|guangxi|"
    r"autonomous region|sasac|trade unions|political advisory|legislature", re.I,
)  # fmt: skip
_COMMITTEE = re.compile(r"committee|cpc|party|commission|secretariat", re.I)
_CHINA = re.compile(r"\b(?:Chinese|China|PRC)\b")


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


@cache
def _heads() -> tuple[re.Pattern[str], dict[str, str]]:
    kinds = {row["head"]: row["kind"] for row in Folder().rows("titles_en.csv", ("head", "kind"))}
    longest = sorted(kinds, key=lambda head: (-len(head), head))
    heads = "|".join(re.sub("[ -]", "[ -]", head) for head in longest)
    plain = {head.replace("-", " "): kind for head, kind in kinds.items()}
    return re.compile(rf"\b{_MOD}({heads})\b(?!-|['’]s\b)", re.I), plain


@cache
def _foreign() -> re.Pattern[str]:
    words = sorted((row["word"] for row in Folder().rows("foreign_en.csv", ("word",))), key=len)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, reversed(words)))})(?!\w)")


def find_titles_en(text: str, names: Sequence[int]) -> Iterator[TitleEn]:
    """All titles, in order, without overlap; none runs past a start of ``names``."""
    pattern, kinds = _heads()
    last = 0
    for found in pattern.finditer(text):
        head = found.group(1)
        of = _OF.match(text, found.end())
        end = of.end() if of else found.end()
        ahead = bisect.bisect_left(names, found.end())
        if ahead < len(names) and names[ahead] < end:
            end = max(found.end(), names[ahead] - 1)
        trailing = _TRAILING.search(text[found.end() : end])
        end -= len(trailing.group()) if trailing else 0
        line = max(text.rfind(mark, last, found.start()) for mark in '\n.;:,()“”"') + 1
        line = max(line, min(last, found.start()), found.start() - 90)
        before = text[line : found.start()]
        own = _PRE.search(before)
        words = before[own.start() :] if own else ""
        words = _STARTING.sub("", words.lstrip())
        start = found.start() - len(words)
        kind = kinds[head.lower().replace("-", " ")]
        yield TitleEn(
            start,
            found.start(),
            found.end(),
            end,
            head.lower(),
            kind,
            text[start:end],
            _status(text[start : found.end()]),
        )
        last = end


def _status(words: str) -> PostStatus:
    if re.search(r"\b(?:former|then|ex|late|once|previously|formerly)\b", words, re.I):
        return PostStatus.FORMER
    return PostStatus.ACTING if re.search(r"\bacting\b", words, re.I) else PostStatus.INCUMBENT


def judge_en(title: TitleEn, state_firm: bool) -> Verdict:
    """The verdict on one title; ``state_firm``: a state enterprise stands in its words."""
    if _foreign().search(title.words) and "Inner Mongolia" not in title.words:
        return Verdict.FOREIGN
    if title.kind == "envoy":
        return Verdict.OFFICE if _CHINA.search(title.words) else Verdict.NEUTRAL
    if title.kind == "other" or _LEARNED.search(title.words):
        return Verdict.OTHER
    if title.kind in ("firm", "chair"):
        public = title.kind == "chair" and _CHAIRED.search(title.words)
        return Verdict.OFFICE if state_firm or public else Verdict.OTHER
    if title.kind == "dept":
        return Verdict.OFFICE if _BODY.search(title.words) else Verdict.NEUTRAL
    if title.head == "secretary":
        return Verdict.OFFICE if _COMMITTEE.search(title.words) else Verdict.NEUTRAL
    if "president" in title.head:
        return _president(title, state_firm)
    return Verdict.OFFICE


def _president(title: TitleEn, state_firm: bool) -> Verdict:
    if state_firm or re.search(r"\bcourt\b", title.words, re.I):
        return Verdict.OFFICE
    alone = title.words.lower() in ("president", "vice president", "former president")
    return Verdict.OFFICE if alone or _CHINA.search(title.words) else Verdict.OTHER
