"""Appointments and departures in Chinese: the office, and the verb that gives or takes it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from db.fold import simplify
from db.models import Event, EventKind, PostStatus
from nlp.components.events_stage import Piece, Stage
from nlp.components.events_words import pattern, words
from nlp.components.linker import Jurisdictions
from nlp.components.names import ORG, PLACE, surnames
from nlp.components.titles import Title, find_titles

_NAME = "[一-鿿·]{2,12}?"
_CHAIN = re.compile(r"[、,和及兼\s]{0,2}$")
_PASSING = re.compile("^(?:原|时任|前任|现任|曾任|历任|首任)")
_STATE = re.compile(
    "(?:曾|曾经|历|先后|长期|一直|仍|继续|此前|现|目前|时|原|同时还)(?:先后|长期|被)?$"
)
_AFTER_STATE = re.compile("(?:职务|一职)?(?:的)?(?:期间|以来|时(?!任)|之前|前,)")
_REMOVING = re.compile("(?:免去|免除)$")
_LISTED = re.compile("[、和及]")
_FRAME = "(?:同志|等)?(?:的|担任的|所任|所担任的|兼任的)?"
_FRAME_END = re.compile(f"{_FRAME}$")
_HELD = re.compile("现任|时任|曾任|历任|新任|首任")
_UNKNOWN = "(?P<names>[一-鿿]{2,3}(?:[、和][一-鿿]{2,3})*)"
_GIVEN_TO = re.compile(
    f"(?:^|[,;:。\\s日]|决定|宣布|由|任命|选举|补选|的)(?:任命|选举|由)?{_UNKNOWN}(?:同志)?(?:被|已|正式|日前|近日|当天)?$"
)
_AFTER_BY = re.compile(f"由{_UNKNOWN}$")
_TAKEN_FROM = re.compile(f"(?:免去|免除){_UNKNOWN}(?:同志)?$")
_NOT_NAME = frozenset(
    "的了在是与及将被不也已任其各这那该我他她们人员者民会院校委组部局厅处司选举后先曾职历现同"
)
_GIVEN_AFTER = re.compile(
    f"(?:一职)?由(?P<who>{_NAME}(?:[、和]{_NAME})*)(?:担任|接任|出任|兼任|代理|继任)"
)
_IN_LIST = re.compile(
    "(?:^|[^一-鿿·]|任命|选举|免去|决定|将|由|补选|聘任|同志)(?P<name>[一-鿿·]{2,4})(?:同志)?$"
)
_SENTENCE_OF_CHOICE = re.compile("任命|选举|当选|补选|推选|聘任|委任|决定")


@dataclass(slots=True)
class _Seat:
    """An office as stated, chains as one; ``where`` its jurisdiction."""

    start: int
    end: int
    where: str | None
    passing: bool


@cache
def _new() -> re.Pattern[str]:
    body = "|".join(map(re.escape, words("zh", "appoint")))
    return re.compile(f"(?P<verb>{body}|为)(?:了|中国共产党|中共|新一届|新任|其)*$")


@cache
def _out() -> re.Pattern[str]:
    body = "|".join(map(re.escape, words("zh", "depart")))
    return re.compile(f"(?P<verb>{body})(?:了|其|所任|担任的|兼任的|所担任的|的|现任|中共)*$")


@cache
def _leave() -> re.Pattern[str]:
    body = "|".join(map(re.escape, words("zh", "leave")))
    ways = "因[^,。]{1,14}|已|正式|近日|日前|到龄|申请|主动|提出"
    return re.compile(f"(?:同志)?(?:{ways})*(?:{body})(?!的|后)")


class PersonnelReader:
    """Reads the offices given and taken in one scene's text."""

    def __init__(self, stage: Stage, places: Jurisdictions) -> None:
        self._stage, self._text = stage, stage.plain
        self._seats = self._all_seats(places)
        self._named: list[Piece] = []

    def read(self, sentence: Piece) -> Iterator[Event]:
        stage = self._stage
        if stage.alleges(sentence) or stage.has(sentence.start, sentence.end, "void"):
            return
        self._named = []
        for seat in self._seats:
            if sentence.start <= seat.start and seat.end <= sentence.end:
                yield from self._of(sentence, seat)

    def _all_seats(self, places: Jurisdictions) -> list[_Seat]:
        stage = self._stage
        seats: list[_Seat] = []
        for title in find_titles(self._text, stage.masked):
            where = places.of(title)
            if seats and self._continues(seats[-1], title, where):
                seats[-1].end = title.end
                seats[-1].where = seats[-1].where or where
                continue
            passing = _PASSING.match(title.words) is not None
            seats.append(_Seat(self._begin(title), title.end, where, passing))
        for post in stage.scene.posts:
            for seat in seats:
                if seat.start <= post.end - 1 < seat.end and post.jurisdiction:
                    seat.where = post.jurisdiction
                    if post.start < seat.start:
                        seat.start = post.start
        return seats

    def _begin(self, title: Title) -> int:
        held = _HELD.match(self._text, title.start)
        return held.end() if held else title.start

    def _continues(self, seat: _Seat, title: Title, where: str | None) -> bool:
        gap = self._text[seat.end : title.start - len(title.before)]
        same = where is None or seat.where in (None, where) or title.kind in ("party", "rank")
        return not title.before and bool(gap) and bool(_CHAIN.match(gap)) and same

    def _of(self, sentence: Piece, seat: _Seat) -> Iterator[Event]:
        kind, who, at = self._frame(sentence, seat)
        if kind is None or not who:
            return
        low = max(sentence.start, self._clause_start(sentence, who[0].start) - 1)
        first, last = min(p.start for p in who), max(p.end for p in who)
        intent = ("plan", "deny", "doubt") if kind is EventKind.APPOINTMENT else ("plan", "doubt")
        stage = self._stage
        if self._plans(low, first, seat.start, intent) or stage.has(
            seat.end, min(sentence.end, seat.end + 6), "plan"
        ):
            return
        self._named = who
        what = Piece(seat.start, seat.end)
        names = tuple(dict.fromkeys(stage.printed(piece) for piece in who))
        yield stage.event(
            kind, names, what, seat.where or stage.place_in(sentence.start, sentence.end),
            sentence, max(last, at), f"{kind.value}:office", 0.92,
        )  # fmt: skip

    def _plans(self, low: int, first: int, high: int, roles: tuple[str, ...]) -> bool:
        """A word of intent, denial or doubt; 将 before a name only marks the object."""
        for mark in pattern("zh", *roles).finditer(self._text, low, high):
            if mark.group() == "将" and mark.end() == first:
                continue
            return True
        return False

    def _clause_start(self, sentence: Piece, at: int) -> int:
        cut = max(self._text.rfind(mark, sentence.start, at) for mark in ",;:")
        return cut + 1 if cut >= 0 else sentence.start

    def _frame(self, sentence: Piece, seat: _Seat) -> tuple[EventKind | None, list[Piece], int]:
        text, low = self._text, sentence.start
        out = _out().search(text, low, seat.start)
        if out:
            return EventKind.DEPARTURE, self._before(sentence, out.start("verb")), out.start()
        end = self._strip_back(seat.start, low)
        row = self._row_ending(sentence, end) or self._unknown(_TAKEN_FROM, low, end)
        if row and _REMOVING.search(text, low, row[0].start):
            return EventKind.DEPARTURE, row, row[0].start
        new = _new().search(text, low, seat.start)
        if new and not seat.passing:
            return self._appointed(sentence, seat, new)
        given = _GIVEN_AFTER.match(text, seat.end, sentence.end)
        if given:
            who = self._row_ending(sentence, given.end("who"))
            who = who or self._unknown(_AFTER_BY, given.start(), given.end("who"))
            return EventKind.APPOINTMENT, who, seat.end
        return self._left_after(sentence, seat)

    def _appointed(
        self, sentence: Piece, seat: _Seat, new: re.Match[str]
    ) -> tuple[EventKind | None, list[Piece], int]:
        text, at = self._text, new.start("verb")
        none = (None, list[Piece](), at)
        if _AFTER_STATE.match(text, seat.end) or _STATE.search(text, sentence.start, at):
            return none
        if self._stage.past(sentence.start, at):
            return none
        if new["verb"] == "任命":
            return none
        if new["verb"] == "为" and not _SENTENCE_OF_CHOICE.search(text, sentence.start, at):
            return none
        return EventKind.APPOINTMENT, self._before(sentence, at), at

    def _left_after(
        self, sentence: Piece, seat: _Seat
    ) -> tuple[EventKind | None, list[Piece], int]:
        """OFFICE NAME 辞职; OFFICE NAME 离任."""
        people = self._stage.people_in(seat.end, seat.end + 3)
        if people:
            gone = _leave().match(self._text, people[0].end, sentence.end)
            if gone:
                return EventKind.DEPARTURE, [Piece(people[0].start, people[0].end)], gone.start()
        return None, [], seat.end

    def _strip_back(self, at: int, low: int) -> int:
        frame = _FRAME_END.search(self._text, max(low, at - 8), at)
        return frame.start() if frame else at

    def _before(self, sentence: Piece, at: int) -> list[Piece]:
        """The names right before a verb, or the subject the sentence carries on."""
        text, low = self._text, sentence.start
        people = self._stage.people_in(low, at)
        if not people:
            carried = self._named if text[at - 1 : at] in (",", "并") else []
            return self._unknown(_GIVEN_TO, low, at) or carried
        last = people[-1]
        row = self._row_ending(sentence, last.end)
        gap = text[last.end : at]
        return row if "," in gap or (len(gap) <= 24 and not re.search("[:;]", gap)) else []

    def _unknown(self, frame: re.Pattern[str], low: int, at: int) -> list[Piece]:
        """Names no list knows, between a border and the verb of a full appointment sentence."""
        found = frame.search(self._text, low, at)
        if found is None or any(char in _NOT_NAME for char in found["names"]):
            return []
        start, row = found.start("names"), []
        for name in re.split("[、和]", found["names"]):
            if not 2 <= len(name) <= 4 or set(self._stage.masked[start : start + len(name)]) & {
                PLACE, ORG
            }:  # fmt: skip
                return []
            if name.endswith("新") and name[0] not in surnames():
                return []
            row.append(Piece(start, start + len(name)))
            start += len(name) + 1
        return row

    def _row_ending(self, sentence: Piece, end: int) -> list[Piece]:
        """The list of names that ends at ``end``; one tagged name vouches for the others."""
        people = self._stage.people_in(sentence.start, end + 1)
        if not people or people[-1].end != end:
            return []
        row = [Piece(people[-1].start, people[-1].end)]
        start = row[0].start
        while start > sentence.start and _LISTED.match(self._text[start - 1]):
            known = [p for p in people if p.end in (start - 1, start - 3)]
            if known:
                row.insert(0, Piece(known[-1].start, known[-1].end))
            else:
                found = _IN_LIST.search(self._text[sentence.start : start - 1])
                if not found:
                    break
                base = sentence.start
                row.insert(0, Piece(base + found.start("name"), base + found.end("name")))
            start = row[0].start
        return row


def from_posts(stage: Stage, sentence: Piece, found: list[Event]) -> Iterator[Event]:
    """What the officials' grammar calls appointed or left and no verb here accounts for."""
    known = {(event.kind, name) for event in found for name in map(simplify, event.who)}
    if stage.alleges(sentence) or stage.has(
        sentence.start, sentence.end, "void", "plan", "deny", "doubt"
    ):
        return
    kinds = {
        PostStatus.APPOINTED: EventKind.APPOINTMENT,
        PostStatus.LEFT: EventKind.DEPARTURE,
    }
    for post in stage.scene.posts:
        kind = kinds.get(post.status)
        if kind is None or not (sentence.start <= post.start and post.end <= sentence.end):
            continue
        people = [
            p for p in stage.people_in(sentence.start, sentence.end)
            if stage.plain[p.start : p.end] == post.name
        ]  # fmt: skip
        if (kind, post.name) in known or not people:
            continue
        past = stage.past(sentence.start, post.start)
        if past or _STATE.search(stage.plain, sentence.start, post.start):
            continue
        yield stage.event(
            kind, stage.names(people[:1]), Piece(post.start, post.end), post.jurisdiction, sentence,
            post.start, f"{kind.value}:post", 0.8,
        )  # fmt: skip
