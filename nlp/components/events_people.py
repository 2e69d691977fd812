"""Who acts: the official, or the row of officials, that a Chinese verb has for its subject."""

import re

from db.models import Mention
from nlp.components.events_stage import Piece, Stage
from nlp.components.events_words import pattern
from nlp.components.titles import find_titles

_JOINT = re.compile(r"(?:同志|等|一行)?[、,和及以与同暨跟\s()]{0,3}")
_CARRIED = re.compile(
    r"[\d年月日午上下早晚]+|先后|随后|接着|首先|其后|之后|然后|期间|还|又|再|并|也|到|赴|在|来到|走进|深入|前往|"
    r"抵达|实地|现场|专题|就|围绕|分别|一同|一起|共同|带队|率队|率|一行|代表|今天|当天|当日|对|与|同|和|向|沿途|"
    r"沿线|详细|认真|集中|亲切|正式|成功|轻车简从|冒雨|冒雪|冒着|顶着|利用|深夜|连夜|突击|随机|通过|以|应邀|"
    r"看望|慰问|进行|开展|作|发表|听取|采取|实施|现场|逐一|重点"
)
_PREPOSITION = re.compile(
    "到(?!位|任|期)|赴|在(?!建)|深入|来到|走进|前往|就(?!业)|围绕|针对|对(?!外)|向|与|同"
)


def subject(stage: Stage, clauses: list[Piece], index: int, at: int) -> list[Mention]:
    """The officials who do what the verb at ``at`` in clause ``index`` says; empty if none."""
    clause = clauses[index]
    before = stage.people_in(clause.start, at)
    if before:
        row = _row(stage, stage.people_in(clauses[0].start, at), before[-1])
        return row if _acts(stage, clause.start, row, at) else []
    if clause.start != at and not _CARRIED.match(stage.plain, clause.start, at):
        return []
    for earlier in reversed(clauses[:index]):
        people = stage.people_in(earlier.start, earlier.end)
        if stage.has(people[-1].end if people else earlier.start, earlier.end, "speech", "order"):
            return []
        if people:
            everyone = stage.people_in(clauses[0].start, at)
            row = _row(stage, everyone, people[0]) + _others(stage, everyone, people[0])
            free = not _taken_away(stage, clause.start, at)
            return row if free and _acts(stage, earlier.start, row, row[-1].end + 4) else []
    return []


def _row(stage: Stage, people: list[Mention], last: Mention) -> list[Mention]:
    """The officials listed without a break up to ``last``: A、B、市长C."""
    row = [last]
    for person in reversed(people[: people.index(last)]):
        if not joined(stage, person, row[0]):
            break
        row.insert(0, person)
    return row


def _others(stage: Stage, people: list[Mention], first: Mention) -> list[Mention]:
    """The officials listed after ``first`` without a break."""
    row = [first]
    for person in people[people.index(first) + 1 :]:
        if not joined(stage, row[-1], person):
            break
        row.append(person)
    return row[1:]


def joined(stage: Stage, one: Mention, two: Mention) -> bool:
    """Whether only a separator and the title of ``two`` stand between two names."""
    gap = stage.plain[one.end : two.start]
    link = _JOINT.match(gap)
    if link is None or not link.group():
        return False
    rest = gap[link.end() :]
    if not rest:
        return True
    verbs = pattern("zh", "inspect", "receive", "host", "attend", "sign", "speech", "order", "talk")
    if len(rest) > 40 or verbs.search(rest):
        return False
    masked = stage.masked[one.end + link.end() : two.start]
    return any(title.end == len(rest) for title in find_titles(rest, masked))


def _acts(stage: Stage, start: int, row: list[Mention], at: int) -> bool:
    """Whether nothing takes the act away: an order, a plan, a denial, an opinion."""
    first = row[0].start
    if stage.has(max(start, first - 4), first, "order"):
        return False
    return not stage.has(start, first, "doubt", "deny") and not _taken_away(stage, row[-1].end, at)


def _taken_away(stage: Stage, start: int, at: int) -> bool:
    """Whether the words from the subject to the verb deny it, only intend it, or order it."""
    if stage.has(start, at, "order", "speech"):
        return True
    preposition = _PREPOSITION.search(stage.plain, start, at)
    adverbs = preposition.start() if preposition else at
    intent = ("plan", "deny", "doubt")
    return stage.has(start, adverbs, *intent) or stage.has(max(start, at - 4), at, *intent)
