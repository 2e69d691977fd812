"""Events in English: subject, verb, object; offices as the officials' grammar reads them."""

import re
from collections.abc import Iterator

from db.models import Event, EventKind, Mention, Post, PostStatus
from nlp.components.events_stage import Piece, Stage, trim
from nlp.components.events_words import pattern
from nlp.components.names import ORG, PLACE

_KINDS = {
    "inspect": EventKind.INSPECTION, "receive": EventKind.MEETING, "attend": EventKind.MEETING,
}  # fmt: skip
_CUT = re.compile(
    r",|;|:|\.(?=\s|$)|\n|[!?]| (?:on|last|this) (?=[A-Z]|week|month)"
    r"| (?:during|while|before|after|when|where|which|who|as part|to discuss|to promote|to learn|"
    r"to mark|and (?:\w+ly )?(?:\w+ed|met|held|spoke|said|called)|recently|yesterday|today|earlier|"
    rf"(?:in|at|along) (?=(?:the )?(?:city of |[\w-]+ )?[{PLACE}]))\b"
    rf"| (?:in|at) (?=(?:the )?[{PLACE}])| (?:in|at) (?=\w+(?:, | )[{PLACE}])"
)
_ACTIVE = re.compile(r"\b(?P<verb>appointed|elected|named|removed|dismissed)(?: Comrade)? $")
_ROW = re.compile(r"(?:,? and |, )$")
_ADVERB = re.compile(
    r"^(?:(?:On|In|At|Last|During|After|Earlier|Yesterday|Also|Meanwhile)\b[^,]*, )+"
)
_AUX = re.compile(
    r"(?: (?:have|has|had|also|jointly|recently|officially|formally|both|each|on \w+day))+$"
)
_LINK = re.compile(r",? and (?:the )?|, (?:the )?")


def find_english(stage: Stage, sentence: Piece) -> Iterator[Event]:
    """The events one English sentence states."""
    if stage.has(sentence.start, sentence.end, "void") or stage.plain[
        sentence.start : sentence.end
    ].rstrip().endswith("?"):
        return
    found = list(_acts(stage, sentence))
    yield from found
    if not stage.alleges(sentence):
        yield from _personnel(stage, sentence)
        yield from _signings(stage, sentence)


def _acts(stage: Stage, sentence: Piece) -> Iterator[Event]:
    busy = 0
    for role, kind in _KINDS.items():
        for verb in pattern("en", role).finditer(stage.plain, sentence.start, sentence.end):
            if verb.start() < busy:
                continue
            row = _subject(stage, sentence, verb.start())
            what = _object(stage, verb.end(), sentence.end)
            if not row or what is None or stage.alleges(sentence, what):
                continue
            if kind is EventKind.INSPECTION and not _inspected(stage, sentence, verb, what):
                continue
            busy = what.end
            where = stage.place_in(what.start, sentence.end)
            if kind is EventKind.INSPECTION:
                where = where or stage.seat_in(what.start, sentence.end)
            yield stage.event(
                kind, stage.names(row), what, where, sentence, verb.start(),
                f"{kind.value}:{role}", 0.85,
            )  # fmt: skip


def _inspected(stage: Stage, sentence: Piece, verb: re.Match[str], what: Piece) -> bool:
    """Only a visit to something in China is a tour of inspection."""
    home = stage.places_in(sentence.start, sentence.end) or stage.orgs_in(what.start, what.end)
    if verb.group() not in ("visited", "paid a visit to"):
        return True
    alone = re.fullmatch(r"[A-Z]\w+(?: and [A-Z]\w+)*", stage.plain[what.start : what.end])
    inside = stage.places_in(what.start, what.end)
    return bool(home) and (not alone or bool(inside))


def _subject(stage: Stage, sentence: Piece, at: int) -> list[Mention]:
    people = stage.people_in(sentence.start, at)
    if not people or at - people[-1].end > 160:
        return []
    row = [people[-1]]
    for person in reversed(people[:-1]):
        gap = stage.plain[person.end : row[0].start]
        posts = [p for p in stage.scene.posts if person.end <= p.start and p.end <= row[0].start]
        for post in sorted(posts, key=lambda p: -p.start):
            gap = gap[: post.start - person.end] + gap[post.end - person.end :]
        if not re.fullmatch(r"(?:,|,? and|,? with|\s|the|Comrade)+", gap):
            break
        row.insert(0, person)
    start = row[-1].end
    if stage.has(start, at, "plan", "deny", "doubt", "order", "speech"):
        return []
    before = stage.plain[sentence.start : row[0].start]
    if pattern("en", "doubt", "order").search(before):
        return []
    return row


def _object(stage: Stage, start: int, end: int) -> Piece | None:
    text, masked = stage.plain, stage.masked
    first = start + 1
    cut = _CUT.search(masked, first, end)
    stop = cut.start() if cut else end
    if cut and cut.group() == ",":
        named = stage.people_in(stop, stop + 3)
        stop = named[0].end if named else stop
    piece = trim(text, start, stop, " .,;:!?\n")
    return piece if piece.end > piece.start else None


def _personnel(stage: Stage, sentence: Piece) -> Iterator[Event]:
    for post in stage.scene.posts:
        if not (sentence.start <= post.start and post.end <= sentence.end):
            continue
        everyone = stage.people_in(sentence.start, sentence.end)
        people = [p for p in everyone if p.entity_id == post.person_id]
        if not people:
            continue
        person = people[0]
        kind = _turn(stage, post, person)
        if kind is None:
            continue
        low, high = sorted((person.end, post.start))
        roles = ("plan", "deny", "doubt", "order")
        if stage.has(low, high, *roles) or stage.has(sentence.start, person.start, "doubt", "plan"):
            continue
        row = _list_up_to(stage, sentence, person)
        where = post.jurisdiction or stage.seat_in(post.start, post.end)
        yield stage.event(
            kind, stage.names(row), Piece(post.start, post.end), where, sentence, high,
            f"{kind.value}:office", 0.9,
        )  # fmt: skip


def _turn(stage: Stage, post: Post, person: Mention) -> EventKind | None:
    if post.status is PostStatus.APPOINTED:
        return EventKind.APPOINTMENT
    if post.status is PostStatus.LEFT:
        return EventKind.DEPARTURE
    active = _ACTIVE.search(stage.plain, max(0, person.start - 30), person.start)
    if active is None or post.start < person.end or post.status is PostStatus.FORMER:
        return None
    out = active["verb"] in ("removed", "dismissed")
    return EventKind.DEPARTURE if out else EventKind.APPOINTMENT


def _list_up_to(stage: Stage, sentence: Piece, person: Mention) -> list[Mention]:
    row = [person]
    for other in reversed(stage.people_in(sentence.start, person.start)):
        if not _ROW.fullmatch(stage.plain[other.end : row[0].start]):
            break
        row.insert(0, other)
    return row


def _signings(stage: Stage, sentence: Piece) -> Iterator[Event]:
    for verb in pattern("en", "sign").finditer(stage.plain, sentence.start, sentence.end):
        if stage.has(sentence.start, verb.start(), "plan", "deny", "doubt", "order"):
            continue
        what = _object(stage, verb.end(), sentence.end)
        if what is None:
            continue
        left = _clean(stage, sentence, verb.start())
        parties = _split(stage, left)
        partner = re.compile(r" with (?:the )?").search(stage.plain, what.start, what.end)
        if partner:
            parties += _split(stage, Piece(partner.end(), what.end))
            what = Piece(what.start, partner.start())
        named = [p for p in parties if set(stage.masked[p.start : p.end]) & {PLACE, ORG}]
        if len(parties) < 2 or not named:
            continue
        where = stage.place_in(what.end, sentence.end)
        spans = [(p.start, p.end) for p in parties]
        where = where or next((w for s in spans if (w := stage.place_in(*s))), None)
        who = tuple(dict.fromkeys(stage.printed(party) for party in parties))
        yield stage.event(
            EventKind.SIGNING, who, what, where, sentence, verb.start(), "signing:parties", 0.82
        )
        return


def _clean(stage: Stage, sentence: Piece, at: int) -> Piece:
    """What stands before the verb without the day before it and the auxiliaries after it."""
    text = stage.plain[sentence.start : at].rstrip()
    opening = _ADVERB.match(text)
    start = sentence.start + (opening.end() if opening else 0)
    ending = _AUX.search(text)
    end = sentence.start + (ending.start() if ending else len(text))
    return trim(stage.plain, start, end, " ,")


def _split(stage: Stage, piece: Piece) -> list[Piece]:
    found, at = [], piece.start
    for link in _LINK.finditer(stage.plain, piece.start, piece.end):
        found.append(trim(stage.plain, at, link.start(), " ,"))
        at = link.end()
    found.append(trim(stage.plain, at, piece.end, " ,"))
    kept = [Piece(p.start + _article(stage, p), p.end) for p in found if p.end > p.start]
    return [p for p in kept if p.end - p.start <= 80]


def _article(stage: Stage, piece: Piece) -> int:
    match = re.compile(r"(?:[Tt]he) ").match(stage.plain, piece.start, piece.end)
    return match.end() - match.start() if match else 0
