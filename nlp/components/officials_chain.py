"""A chain of Chinese titles (省委常委、沈阳市委书记) read as offices, each in one jurisdiction."""

import re
from collections.abc import Sequence

from db.models import PostStatus
from nlp.components.linker import Jurisdictions
from nlp.components.names import ORG, PLACE
from nlp.components.officials_cast import Office
from nlp.components.titles import Title
from nlp.components.titles_judge import Verdict

_JOINT = re.compile(f"{PLACE}+(?:及|和|、)$")
_OWN_BODY = re.compile(f"[{PLACE}{ORG}省市区县旗盟州]|全国|中央|国务院|国家")
_OWN_PARTY = ("党组", "党委", "纪委", "党组党委")
_HELD = re.compile("现任|曾任|历任|时任|拟任|候任|新任|首任")
_PAST = re.compile("曾任|历任")
_GAP = re.compile(r"[、,\s(和及兼暨/]{0,3}$")
_WIDEST_GAP = 4
"""Characters that ``_GAP`` may span, a break at the end included."""
_BEFORE = frozenset(("", "兼任", "兼", "暨", "和", "及", "并任", "还兼任", "并兼任", "("))
_BODY_NAME = re.compile(
    "(?:(?![的了在是和与及对为等到从向把被由兼任])[一-鿿]){2,14}(?:区|会|院|局|厅|办|中心|公司|集团|联盟|基地|部|组)$"
)
STATED = (Verdict.OFFICE, Verdict.CARRIED)


def joins(text: str, one: Title, two: Title) -> bool:
    """Whether title ``two`` goes on with the chain that ``one`` stands in."""
    begin = two.start - len(two.before)
    if begin - one.end > _WIDEST_GAP:
        return False
    gap = text[one.end : begin]
    linked = two.before in _BEFORE or (gap == "、" and _BODY_NAME.match(two.before))
    return bool(linked) and bool(_GAP.match(gap))


class ChainReader:
    """Resolves the chains of one text; an organisation named once serves the titles after it."""

    def __init__(self, text: str, places: Jurisdictions, *, follows: bool = False) -> None:
        self._text, self._places, self._follows = text, places, follows
        self._found: list[Office] = []
        self._lent: str | None = None
        self._pending: Office | None = None

    def offices(self, chain: Sequence[Title], verdicts: Sequence[Verdict]) -> list[Office]:
        """The chain's offices, one per run of titles in one jurisdiction.

        Membership of a body (常委, 委员) joins the office after it, or stands alone if none comes.
        Empty if the chain names none.
        """
        pairs = list(zip(chain, verdicts, strict=True))
        private = any(v is Verdict.OTHER and title.kind == "firm" for title, v in pairs)
        closed = private or Verdict.FOREIGN in verdicts
        denied = False
        for title, verdict in pairs:
            denied = _denied(title, verdict, denied)
            if denied or verdict not in STATED:
                continue
            own = self._places.of(title)
            if verdict is Verdict.CARRIED:
                own = own or self._lent or self._lend(title)
                if closed or not (own or self._found or self._pending is not None):
                    continue
            self._add(title, own, last=title is chain[-1])
        if self._pending is not None and not closed:
            self._found.append(self._pending)
        past = bool(chain) and _PAST.match(chain[0].words) is not None
        for office in self._found:
            if past and office.status is PostStatus.INCUMBENT:
                office.status = PostStatus.FORMER
            office.words = self._text[office.start : office.end]
        return self._found

    def _add(self, title: Title, own: str | None, last: bool) -> None:
        own = own or self._lent
        if own is None and (title.unit in _OWN_PARTY or (self._follows and title.kind == "dept")):
            own = self._places.carry(title)
        self._lent = own
        start = title.start
        if verb := _HELD.match(title.words):
            start += verb.end()
        if title.kind == "group" and (joint := _JOINT.search(title.before)):
            start -= len(joint.group())
            own = self._places.at(start) or own
        if self._pending is not None and _apart(self._pending.jurisdiction, own):
            self._found.append(self._pending)
            self._pending = None
        if self._pending is not None:
            start, self._pending = self._pending.start, None
        elif self._found and self._same(self._found[-1], title, own):
            self._found[-1].end = title.end
            if title.status is PostStatus.ACTING:
                self._found[-1].status = title.status
            return
        if title.kind == "rank" and not last:
            self._pending = Office(start, title.end, "", own, title.status)
            return
        self._found.append(Office(start, title.end, "", own, title.status))

    def _same(self, office: Office, title: Title, own: str | None) -> bool:
        """Whether a title continues the office before it: same place, no new status (拟任…)."""
        fresh = title.status in (PostStatus.FORMER, PostStatus.APPOINTED)
        return office.jurisdiction == own and (not fresh or title.status is office.status)

    def _lend(self, title: Title) -> str | None:
        if title.kind == "firm":
            return self._places.carry(title, "soe:") or self._places.employer(title)
        if title.kind == "chair":
            return self._places.carry_region(title)
        if title.kind in ("secretary", "dept", "rank", "party"):
            beside = self._places.carry(title) if self._follows else None
            return beside or self._places.same_head(title)
        return self._places.carry(title, "gb:")


def _apart(one: str | None, other: str | None) -> bool:
    """Whether one office is a place's and the other an enterprise's."""
    return one is not None and other is not None and one[:3] != other[:3]


def _denied(title: Title, verdict: Verdict, before: bool) -> bool:
    """Whether the body a chain began with is no office's (我院党委副书记、纪委书记)."""
    if verdict is Verdict.OTHER and title.kind != "other":
        return True
    return before and not _OWN_BODY.search(title.unit)
