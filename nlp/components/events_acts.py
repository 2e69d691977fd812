"""Inspection tours and meetings in Chinese: the verb, who acts, and what the act is about."""

import re
from dataclasses import replace
from functools import cache

from db.models import Event, EventKind, Mention
from nlp.components.events_people import subject
from nlp.components.events_stage import QUOTED, Piece, Stage, trim
from nlp.components.events_words import words
from nlp.components.names import ORG, PLACE

_SPEECH = (
    "(?P<speak>在(?P<venue>[^,。;\\s]{0,40}?(?:会议|大会|论坛|[一-鿿]{2}会|仪式|典礼))上)"
    "(?=(?:的)?(?:作|发表|讲话|致辞|发言|强调|指出|宣布|提出|表示|主旨|书面))"
)
_PREPOSITION = re.compile(
    "(?P<topic>就(?!业|医|读|地|近|是|要|能|可)|围绕|针对|聚焦)"
    "|(?P<dest>来到|走进|深入(?!推|贯|学|开|实|了|研|一线)|前往|抵达|奔赴|赶赴|到(?!位|任|期|会|场)|赴|在(?!建|线|校)"
    "|对(?!外|口|接)|沿(?!途|线|海))"
    "|(?P<with>(?<!共)(?<!一)(?<!陪)(?<!会)同|与(?!会)|和|跟)"
)
_WAYS = re.compile(
    "(?:进行|开展|组织|专题|实地|现场|深入|集中|专程|认真|详细|一线|一行|亲自|共同|一起|分别|逐一|开展了|进行了|"
    "(?:举行|进行|开展)工作|举行|亲切|友好|正式|再次|继续|带队|率队|突击|随机|全面|重点|时|基层|先后|在此|,)+$"
)
_TIME = re.compile(
    "(?:期间|之际|前夕|当天|当日|时|会上|以来|节前|节后|下午|上午|中午|晚上|之前|之后)$"
)
_AFTER = re.compile(
    "了?(?:时(?!代|间|期|政|尚)|期间|过程中|中(?=强调|指出|表示|要求)|后$|之际|并(?!购|网|轨|联)|强调|指出|要求|表示|听取|召开"
    "|主持|看望|慰问|、?座谈(?!会))"
)
_DONE = re.compile("了(?!解)")
_NO_OBJECT = re.compile("(?:[他她]们?|其|双方|对方|彼此|[都和均也得过])(?=$|[^一-鿿]|[十很非多])")
_TIMES = re.compile("[两三四五六七八九十几多数\\d]次|以来|期间曾")
_NO_VERB = {
    "inspect": re.compile("组|团|报告|座谈会|成果|站|员|的|期|对象|院|官|机关|提纲|方案|机制"),
    "look": re.compile("的"),
    "receive": re.compile("厅|室"),
    "talk": re.compile("会(?!上)|纪要|室"),
    "host": re.compile("人|的|权"),
    "attend": re.compile("者|人员|的|对象|国"),
    "speak": re.compile("$^"),
}
_EMPTY = re.compile("(?:了)?(?:活动|工作|指导|指导工作|慰问|活动时)?$")
_MEETING = re.compile(
    "会议|大会|[^社机协委工学商国]会$|全会|例会|论坛|仪式|活动|典礼|座谈会|推进会|调度会|博览会|开幕式|闭幕式|年会|峰会|签约|启动"
)
_HELD = re.compile(
    f"(?P<name>[^,。;\\s]*(?:会议|大会|[一-鿿{QUOTED}》”]会|论坛|仪式|典礼|活动|[开闭]幕式))"
    "(?:[\\d月日上下午]*在[^,。;]{1,12}?|于[^,。;]{1,10}?|[\\d月日今昨上下午天]*|[^,。;]{0,8})(?:隆重)?"
    "(?:召开|举行|举办|开幕|闭幕|启动)"
)
_ADVERB = re.compile(
    "(?:(?:[\\d年]*[\\d]+月)?[\\d]+日(?:上午|下午|晚)?|今天|今日|昨天|昨日|近日|日前|上午|下午|晚|中共|由|[,\\s])+"
)
_AT_END = re.compile(f"(?<=.)(?:在[{PLACE}]+$|(?:在[^,。;]{{1,12}})?(?:举行|进行|召开))")
_HELD_AT = re.compile(f"在[{PLACE}]+(?![^,]*的)")
_COMMA = re.compile("[,;:\\s]")
_HELD_THEN = re.compile(".*(?:召开|举行|举办)的")
_BACK = 200
"""How far before a sentence the meeting it speaks of may be named, in characters."""
_GENERIC = frozenset(("", "会议", "并讲话", "大会", "活动", "仪式"))


@cache
def _verbs() -> re.Pattern[str]:
    roles = ("inspect", "look", "receive", "talk", "host", "attend")
    tails = {"inspect": "(?:(?:、|和|与|并)?(?:开展|进行)?(?:执法)?(?:{0}|指导|慰问|了解))*"}
    parts = []
    for role in roles:
        body = "|".join(map(re.escape, words("zh", role)))
        tail = tails.get(role, "").format(body)
        parts.append(f"(?P<{role}>(?:{body}){tail})")
    return re.compile("|".join([*parts, _SPEECH]))


def find_acts(stage: Stage, sentence: Piece) -> list[Event]:
    """The inspection tours and meetings one sentence states."""
    clauses = stage.clauses(sentence)
    busy = 0
    found: list[Event] = []
    toured: set[str] = set()
    meetings: list[Piece] = []
    for index, clause in enumerate(clauses):
        for verb in _verbs().finditer(stage.plain, clause.start, clause.end):
            role = verb.lastgroup or ""
            if verb.start() < busy or _NO_VERB[role].match(stage.plain, verb.end(), clause.end):
                continue
            if any(p.start < verb.end() and verb.start() < p.end for p in stage.people):
                continue
            act = _Act(stage, sentence, clauses, index, verb, role, meetings)
            event = act.read()
            if event is None:
                continue
            busy = max(busy, act.used)
            if event.kind is EventKind.INSPECTION:
                if toured & set(event.who):
                    continue
                toured |= set(event.who)
            found.append(event)
    return _joint(found)


def _joint(found: list[Event]) -> list[Event]:
    """Meetings of one name as one event: A出席大会，B主持会议."""
    kept: list[Event] = []
    for event in found:
        same = [
            k for k, one in enumerate(kept)
            if (one.kind, one.what) == (event.kind, event.what) == (EventKind.MEETING, one.what)
        ]  # fmt: skip
        if same:
            who = (*kept[same[0]].who, *event.who)
            kept[same[0]] = replace(kept[same[0]], who=tuple(dict.fromkeys(who)))
        else:
            kept.append(event)
    return kept


class _Act:
    """One verb of one clause being read."""

    def __init__(
        self, stage: Stage, sentence: Piece, clauses: list[Piece], index: int,
        verb: re.Match[str], role: str, meetings: list[Piece],
    ) -> None:  # fmt: skip
        self.meetings = meetings
        self.stage, self.sentence, self.clauses, self.index = stage, sentence, clauses, index
        self.clause, self.verb, self.role = clauses[index], verb, role
        self.used = verb.end()

    def read(self) -> Event | None:
        stage = self.stage
        row = subject(stage, self.clauses, self.index, self.verb.start())
        if not row or self._background(row):
            return None
        if self.role in ("inspect", "look"):
            return self._inspection(row)
        if self.role == "talk":
            return self._talk(row)
        if self.role == "speak":
            return self._speech(row)
        found = self._object(self.clause.end)
        if self.role in ("host", "attend"):
            return self._meeting(row, found)
        return self._made(EventKind.MEETING, row, found, self._where(row), "receive", 0.9)

    def _background(self, row: list[Mention]) -> bool:
        """History rather than news: a year before the subject, so many times, since then."""
        before = self.stage.past(self.sentence.start, row[0].start)
        return (
            before
            or _TIMES.search(self.stage.plain, self.sentence.start, self.verb.start()) is not None
        )

    def _inspection(self, row: list[Mention]) -> Event | None:
        stage = self.stage
        topic, dest = self._lead(row[-1].end)
        found = self._object(self.clause.end)
        if found and _EMPTY.match(stage.plain[found.start : found.end]):
            found = None
        if self.role == "look" and not dest:
            return None
        what = (dest if self.role == "look" else None) or found or topic or dest
        spans = [piece for piece in (dest, what) if piece]
        where = next((w for s in spans if (w := stage.seat_in(s.start, s.end))), None)
        where = where or self._where(row)
        sure = 0.9 if dest else 0.85
        return self._made(EventKind.INSPECTION, row, what, where, self.role, sure)

    def _lead(self, start: int) -> tuple[Piece | None, Piece | None]:
        """The topic and the destination stated between the subject and the verb."""
        stage, end = self.stage, self.verb.start()
        marks = list(_PREPOSITION.finditer(stage.masked, start, end))
        topic: Piece | None = None
        dests: list[Piece] = []
        for number, mark in enumerate(marks):
            stop = marks[number + 1].start() if number + 1 < len(marks) else end
            if mark.lastgroup == "with":
                continue
            joint = number + 1
            while joint < len(marks) and marks[joint].lastgroup == "with":
                joint += 1
                stop = marks[joint].start() if joint < len(marks) else end
            piece = self._argument(mark.end(), stop)
            if piece is None:
                continue
            if mark.lastgroup == "topic":
                topic = topic or piece
            else:
                dests.append(piece)
        named = [d for d in dests if set(stage.masked[d.start : d.end]) & {PLACE, ORG}]
        return topic, next(iter(named or dests), None)

    def _argument(self, start: int, stop: int) -> Piece | None:
        text = self.stage.plain
        comma = _COMMA.search(text, start, stop)
        stop = comma.start() if comma else stop
        ways = _WAYS.search(text[start:stop])
        stop = start + ways.start() if ways else stop
        piece = trim(text, start, stop, "了、, ")
        words_ = text[piece.start : piece.end]
        return None if not words_ or _TIME.search(words_) else piece

    def _object(self, end: int) -> Piece | None:
        """What follows the verb in its clause."""
        text, start = self.stage.plain, self.verb.end()
        cut = _AFTER.search(text, start, end)
        piece = trim(text, start, cut.start() if cut else end, "、, 。!?\n")
        gone = _DONE.match(text, piece.start, piece.end)
        piece = trim(text, gone.end() if gone else piece.start, piece.end, " ")
        if piece.end <= piece.start or _NO_OBJECT.match(text, piece.start, piece.end):
            return None
        self.used = piece.end
        return piece

    def _talk(self, row: list[Mention]) -> Event | None:
        """A与B举行会谈: who stands before 与, the counterpart after it."""
        stage, at = self.stage, self.verb.start()
        marks = [
            m for m in _PREPOSITION.finditer(stage.masked, self.clause.start, at)
            if m.lastgroup == "with"
        ]  # fmt: skip
        for mark in marks:
            left = stage.people_in(self.clauses[0].start, mark.start())
            if mark.group() == "和" and any(m.group() != "和" for m in marks):
                continue
            if left or self.index:
                whole = self._argument(mark.end(), at)
                piece = self._counterpart(whole)
                if piece is None:
                    return None
                people = [p for p in row if p.end <= mark.start()] or left[-1:] or row
                where = stage.place_in(piece.end, at) or self._where(people, mark.start())
                return self._made(EventKind.MEETING, people, piece, where, "talk", 0.88)
        return None

    def _counterpart(self, piece: Piece | None) -> Piece | None:
        """A counterpart without where and how one meets: 企业代表|在沈阳举行."""
        if piece is None or _NO_OBJECT.match(self.stage.plain, piece.start, piece.end):
            return None
        end = _AT_END.search(self.stage.masked, piece.start, piece.end)
        return Piece(piece.start, end.start()) if end else piece

    def _speech(self, row: list[Mention]) -> Event | None:
        """在某会上讲话: who speaks at a meeting attends it."""
        start, end = self.verb.span("venue")
        named = _HELD_THEN.match(self.stage.plain, start, end)
        venue = Piece(named.end() if named else start, end)
        self.meetings.append(venue)
        self.used = self.verb.end()
        where = self.stage.place_in(start, named.end()) if named else None
        return self._made(EventKind.MEETING, row, venue, where, "speech", 0.8)

    def _meeting(self, row: list[Mention], found: Piece | None) -> Event | None:
        text = self.stage.plain
        said = text[found.start : found.end] if found else ""
        if said in _GENERIC:
            named = self.meetings[-1] if self.meetings else self._named_meeting()
            found = named or (found if said else None)
        elif self.verb.group() != "主持召开" and not _MEETING.search(said):
            return None
        if found:
            self.meetings.append(found)
            self.stage.meeting = found
        return self._made(EventKind.MEETING, row, found, self._where(row), self.role, 0.9)

    def _named_meeting(self) -> Piece | None:
        """The meeting an earlier clause says was held."""
        low = max(0, self.sentence.start - _BACK)
        held = list(_HELD.finditer(self.stage.plain, low, self.verb.start()))
        if not held:
            return self.stage.meeting
        start, end = held[-1].span("name")
        opening = _ADVERB.match(self.stage.plain, start, end)
        return Piece(opening.end() if opening else start, end)

    def _where(self, row: list[Mention], stop: int | None = None) -> str | None:
        """The place stated between subject and verb, or before the subject with 在."""
        stage = self.stage
        between = stage.place_in(row[-1].end, self.verb.start() if stop is None else stop)
        held = _HELD_AT.search(stage.masked, self.sentence.start, row[0].start)
        return between or (stage.place_in(held.start(), held.end()) if held else None)

    def _made(
        self, kind: EventKind, row: list[Mention], what: Piece | None, where: str | None,
        rule: str, sure: float,
    ) -> Event | None:  # fmt: skip
        if what is None or what.end <= what.start or self.stage.alleges(self.sentence, what):
            return None
        return self.stage.event(
            kind, self.stage.names(row), what, where, self.sentence, self.verb.start(),
            f"{kind.value}:{rule}", sure,
        )  # fmt: skip
