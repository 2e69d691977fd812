"""Signings in Chinese: which parties, what they signed, where."""

import re
from collections.abc import Iterator

from db.models import Event, EventKind
from nlp.components.events_stage import Piece, Stage, trim
from nlp.components.events_words import pattern
from nlp.components.names import ORG, PLACE

_LINK = re.compile(
    "(?<!共)(?<!一)(?<!陪)(?:与(?!会)|同(?!意|时|步|比|行|日)|和(?!平|谐|龙)|携手|联合|跟)"
)
_BEFORE = re.compile(
    "(?:(?:[\\d年]*\\d+月)?\\d+日|今天|今日|昨天|昨日|近日|日前|当天|当日|上午|下午|晚间|会上|仪式上|"
    "活动上|现场|期间|在[^,。;]{1,20}?[上中会],?|其间|会后|[,\\s]|经[^,。]{2,12}?,|双方|由)+"
)
_TAIL = re.compile(
    f"(?:在(?P<place>[{PLACE}]+)|在[^,。;、]{{1,14}}|于[^,。;、]{{1,10}}|正式|共同|成功|现场|集中|举行|分别|再次|隆重|顺利|就[^,。;]{{0,24}}|"
    "代表双方|双方|[\\d年月日上下午]+|今天|昨天|近日|日前|了|已|并)+$"
)
_DEAL = re.compile(
    f"(?P<deal>[^,。;\\s、]{{0,40}}?(?:项目|协议|合同|备忘录|意向书|协定|合作))(?:成功|正式|集中|现场|顺利|在[{PLACE}]+)*$"
)
_AIM = re.compile(
    "(?:双方)?(?:将)?(?:共同|合作|携手|联合|共)?(?:投资)?(?:建设|建|打造|推进|开发|实施)(?P<aim>[^,。;]{2,40}?(?:项目|基地|平台|产业园|中心))"
)
_GOAL = re.compile(f"(?:落户|选址|建在|落地|落子)(?:于|在)?[{PLACE}]")
_NO_VERB = re.compile("率|额|的(?!是)|人|者|国|量|数")
_CEREMONY = re.compile("仪式|活动|大会|会")
_STOP = re.compile(",|,|;|。|\\s|并(?!购|网)|后(?=[,])|落户")
_BODY = re.compile(f"[{PLACE}{ORG}]+(?:人民政府|政府|有限公司|公司|集团)?")
_HOLD = re.compile("举行|召开|开展|进行|座谈|会谈|洽谈|达成")
_LIST = re.compile("、|以及|及(?!其)")
_SPOT = re.compile(f"在[{PLACE}]")
_PEOPLE = re.compile("^(?:双方|三方|各方|两地|两市|两省|二者|政企|校企)")


def find_signings(stage: Stage, sentence: Piece) -> Iterator[Event]:
    """The signings one sentence states; one verb of a clause each."""
    clauses = stage.clauses(sentence)
    for index, clause in enumerate(clauses):
        found = pattern("zh", "sign").search(stage.plain, clause.start, clause.end)
        if found is None or (
            found.group() == "签约" and _NO_VERB.match(stage.plain, found.end(), clause.end)
        ):
            continue
        event = _read(stage, sentence, clauses, index, found)
        if event:
            yield event
            return


def _read(
    stage: Stage, sentence: Piece, clauses: list[Piece], index: int, verb: re.Match[str]
) -> Event | None:
    clause, text = clauses[index], stage.plain
    at = verb.start()
    if stage.has(clause.start, at, "plan", "deny", "doubt", "order") or stage.alleges(sentence):
        return None
    ceremony = _CEREMONY.match(text, verb.end(), clause.end)
    what = _signed(stage, verb, clause, ceremony)
    if what is None and index + 1 < len(clauses):
        what = _aim(stage, clauses[index + 1])
    parties = _parties(stage, clauses, index, at, what)
    if what is None or not parties:
        return None
    who = tuple(dict.fromkeys(stage.printed(party) for party in parties))
    where = _where(stage, sentence, clause, at, parties, what)
    return stage.event(EventKind.SIGNING, who, what, where, sentence, at, "signing:parties", 0.88)


def _signed(
    stage: Stage, verb: re.Match[str], clause: Piece, ceremony: re.Match[str] | None
) -> Piece | None:
    """What is signed: the object, else the project or agreement before the verb."""
    text = stage.plain
    if ceremony is None:
        stop = _STOP.search(text, verb.end(), clause.end)
        piece = trim(text, verb.end(), stop.start() if stop else clause.end, "了、 。!?\n《》“”")
        if piece.end > piece.start:
            return piece
    deal = _DEAL.search(stage.masked, clause.start, verb.start())
    if deal is None:
        return None
    start, end = deal.span("deal")
    opening = _BEFORE.match(stage.masked, start, end)
    start = opening.end() if opening else start
    for link in _LINK.finditer(stage.masked, start, end):
        after = _BODY.match(stage.masked, link.end(), end)
        start = after.end() if after else link.end()
    topic = stage.masked.find("就", start, end)
    return trim(text, topic + 1 if topic >= 0 else start, end, "在与 、")


def _aim(stage: Stage, clause: Piece) -> Piece | None:
    """The project of the next clause: …签约，共建某项目."""
    aim = _AIM.match(stage.plain, clause.start, clause.end)
    return Piece(*aim.span("aim")) if aim else None


def _parties(
    stage: Stage, clauses: list[Piece], index: int, at: int, what: Piece | None
) -> list[Piece]:
    """A与B, or A、B和C: at least one of them a place, its body or a tagged enterprise."""
    clause = clauses[index]
    end = min(at, what.start) if what else at
    found = _split(stage, clause.start, end)
    if _plain_parties(stage, found):
        return found
    if index and _PEOPLE.match(stage.plain[clause.start : at] or "双方"):
        for earlier in reversed(clauses[:index]):
            found = _split(stage, earlier.start, _held(stage, earlier))
            if _plain_parties(stage, found):
                return found
    return []


def _held(stage: Stage, clause: Piece) -> int:
    verb = _HOLD.search(stage.plain, clause.start, clause.end)
    return verb.start() if verb else clause.end


def _split(stage: Stage, start: int, end: int) -> list[Piece]:
    text, masked = stage.plain, stage.masked
    opening = _BEFORE.match(masked, start, end)
    start = opening.end() if opening else start
    tail = _TAIL.search(masked[start:end])
    end = start + tail.start() if tail else end
    cuts = [m.span() for m in _LINK.finditer(masked, start, end)]
    cuts += [m.span() for m in _LIST.finditer(masked, start, end)]
    pieces, at = [], start
    for a, b in [*sorted(cuts), (end, end)]:
        piece = trim(text, at, a, " ,、")
        if piece.end > piece.start:
            pieces.append(piece)
        at = b
    return pieces


def _plain_parties(stage: Stage, pieces: list[Piece]) -> bool:
    named = [p for p in pieces if set(stage.masked[p.start : p.end]) & {PLACE, ORG}]
    return len(pieces) > 1 and bool(named) and all(p.end - p.start <= 30 for p in pieces)


def _where(
    stage: Stage, sentence: Piece, clause: Piece, at: int, parties: list[Piece], what: Piece
) -> str | None:
    """The place of signing (在…), else of the first party that is a place, else of the object."""
    place = _SPOT.search(stage.masked, clause.start, at)
    if place:
        return stage.place_in(place.start(), at)
    goal = _GOAL.search(stage.masked, at, sentence.end)
    if goal:
        return stage.place_in(goal.start(), sentence.end)
    spans = [(p.start, p.end) for p in parties]
    return next((found for span in spans if (found := stage.place_in(*span))), None)
