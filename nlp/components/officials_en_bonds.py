"""How an English title belongs to a name: beside it, after a comma, after a verb.

``bond`` answers with the status the words give, or None if they do not belong together.
"""

import re

from db.models import PostStatus
from nlp.components.names_en import NameEn
from nlp.components.titles_en import TitleEn

_WHEN = (
    r",? (?:in (?:\w+ )?\d{4}|(?:in|last|this|on|earlier|late)? ?\w+(?:day|month|year|week)|"
    r"in [A-Z]\w+),?"
)
_TO_NAME = re.compile(r",? (?:Comrade )?$")
_APPOSED = re.compile(
    r"(?: \([^()]{1,20}\))?(?: (?=,))?(?:, (?:aged )?\d\d)?(?:, born "
    r"[^,;]{1,50}(?:,[^,;]{1,30})?(?=,))?"
    r"(?:,| \(| [—–-]{1,2}|,? who is|,? who was|,? who has been|,? is|,? was|,? has been|"
    r",? had been|:)"
    r"(?: (?:the|a|an|its|then|now|currently|also|been|both|concurrently|once))* ?$"
)
_GAPPED = re.compile(r" the $")
_CLAUSE = re.compile(
    r", (?:who )?(?:also )?(?:is|was|has been|had been)(?: also| now| currently| previously)*"
    r"(?: the| an?)? $"
)
_LEAVING = re.compile(
    r"^ as (?:the |its )?$|\b(?:from|off) (?:the |his |her )?(?:posts?|positions?|offices?|"
    r"duties)? ?(?:of|as) (?:the )?$"
)
_AS = re.compile(
    r"\b(?P<verb>transferred|moved|assigned|came|sent|returned|went|took over|take over)\b"
    r"[^.;,]{0,60}(?:, )?(?: as| becoming|, becoming| to be| and became) (?:the |its )?$"
)
REPLACING = re.compile(
    r"\b(?:to replace|replac(?:ing|es|ed)|succeed(?:ing|s|ed)|t(?:akes?|ook|aking) over from|"
    r"in place of)"
    r"(?: (?:Mr|Ms)\.?)? $"
)
_VERB = re.compile(
    r"\b(?P<verb>appointed|named|elected|re-elected|promoted|became|becomes|becoming|assum(?:ed|"
    r"es|ing)|tak(?:es|ing)|took|holds|held|serves?|served|"
    r"serving|works?|worked|nominated|"
    r"took (?:office|over)|take over|transferred|resigned|stepped down|removed|dismissed|replaced|"
    r"succeeded|sworn in|designated|chosen|picked|confirmed|selected)"
    rf"(?:{_WHEN})?(?: (?:as|to|from|to be|the|be|its|an?|position|post|role|of|both))* ?$"
)
_AND = re.compile(
    r" ?,? (?:and|&|as well as)(?: then| later|, [^,]{4,24},)? (?:also )?(?:the |its |a |"
    r"concurrently )*| ?, (?:the |a )?|/"
)
_NEW = re.compile(
    "appointed|named|elected|promoted|bec|nominated|took|take|sworn|transferred|designated|chosen"
)
_PAST = re.compile("served|worked")
_OUT = re.compile("resigned|stepped|removed|dismissed")
_OTHER_SUBJECT = re.compile(r"\b(?:and|while|but) (?:[A-Z][a-z]+|he|she) ")
_OWN = re.compile(r"(?:\b[Ii]ts|[’']s|\b[Tt]he)(?: (?:vice|deputy|former))* $")
_NEXT_NAME = re.compile(" [A-Z]")
_NO_LONGER = re.compile(r"\b(?:no longer|ceased to|not) ")


def bond(text: str, name: NameEn, title: TitleEn, limit: int, *, free: bool) -> PostStatus | None:
    """How ``title`` belongs to ``name`` within its sentence, which ends at ``limit``.

    ``free``: the title is not yet someone's, so that a name after its comma may be its bearer.
    """
    if title.start < name.start:
        return title.status if _is_before(text, name, title, free) else None
    if title.start < name.end or title.start >= limit:
        return None
    between = text[name.end : title.start]
    ahead = text[max(0, name.start - 90) : name.start]
    if _LEAVING.search(between) and "resign" in ahead[-40:] + between:
        return PostStatus.LEFT
    verb = _VERB.search(between) or _AS.search(between)
    if verb and not _OTHER_SUBJECT.search(between):
        return _after_verb(verb["verb"], between, title)
    if title.plural:
        return None
    if _GAPPED.fullmatch(between) and "elected" in ahead:
        return PostStatus.APPOINTED
    if not _APPOSED.fullmatch(between) and not _CLAUSE.search(between):
        return None
    if names_next(text, title, limit):
        return None
    was = " was" in between and title.status is PostStatus.INCUMBENT
    return PostStatus.FORMER if was else title.status


def _is_before(text: str, name: NameEn, title: TitleEn, free: bool) -> bool:
    """Whether a title runs up to the name, or its head does ("Jilin governor of 2010 Li Wei")."""
    if title.end <= name.start:
        gap = text[title.end : name.start]
        placed = title.end - title.start > title.head_end - title.head_start
        placed = placed or _OWN.search(text, max(0, title.start - 12), title.head_start) is not None
        return bool(
            len(gap) < 14 and _TO_NAME.fullmatch(gap) and ("," not in gap or (placed and free))
        )
    return _TO_NAME.fullmatch(text[title.head_end : name.start]) is not None


def _after_verb(verb: str, between: str, title: TitleEn) -> PostStatus:
    if _OUT.search(verb) or _NO_LONGER.search(between):
        return PostStatus.LEFT
    if title.status is not PostStatus.INCUMBENT:
        return title.status
    if _PAST.match(verb):
        return PostStatus.FORMER
    return PostStatus.APPOINTED if _NEW.search(verb) else title.status


def names_next(text: str, title: TitleEn, limit: int) -> bool:
    """Whether the name that begins at ``limit`` stands right behind the title."""
    return _NEXT_NAME.fullmatch(text, title.end, limit + 1) is not None


def are_joined(text: str, one: TitleEn, two: TitleEn) -> bool:
    """Whether "and" or a comma is all that stands between two titles."""
    return _AND.fullmatch(text, one.end, max(one.end, two.start)) is not None
