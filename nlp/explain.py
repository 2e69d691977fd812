"""Why a mention is tagged as it is: its rule in words, and the knowledge that it rests on."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from db.models import EntityType, Mention, Post
from nlp import corrections
from nlp.knowledge import Knowledge, Soe
from nlp.office_days import last_day
from nlp.office_keys import office_keys
from nlp.offices import Holding, Offices

if TYPE_CHECKING:
    from nlp.pipeline import Resources

RULES = {
    "place:full": "an official name that only one unit bears: 沈阳市",
    "place:short": "a short name that is safe alone: 沈阳",
    "place:alias": "another name of a place, an old one or a foreign spelling",
    "place:chain": "its province or prefecture stands right before it: 辽宁朝阳",
    "place:list": "a short name that is also a word, in a list of place names: 鸡西、鹤岗、伊春",
    "place:votes": "several units bear the name; the rest of the text decides",
    "place:compound": "an abbreviation among others: 黑吉辽, 沪、粤两地",
    "place:home": "我市, 我省, 本县: the unit of that level at or above the source's home",
    "place:en": "an English name that is safe alone",
    "place:type": "an English name with its kind beside it: Jinzhou city",
    "place:parent": "an English name with its province or prefecture beside it",
    "soe:name": "a name that is safe alone; 0.60 where it is part of the name of a plant",
    "soe:context": "a short form that is also a word, with evidence beside it or in the text",
    "soe:unit": "a plant or subsidiary named after its group",
    "soe:class": "a kind of enterprise that is always the state's: a power grid, a mining bureau",
    "title-name": "the office, then the name: 省长王某",
    "title-list": "an office, then several names",
    "list-title": "several names, then what they are: 张某、王某等市领导",
    "title-surname": "in English, an office and a surname alone",
    "name-title": "the name, then the office: 王某省长",
    "name-is-title": "a person is described as holding the office: 王某是…书记",
    "name-verb-title": "a verb between name and office: 任命王某为…",
    "resume": "the offices of a short biography: 王某，1965年生，历任…",
    "removal": "dismissed or resigned: 免去王某的…职务",
    "repeat": "the same name again, without its office",
    "leaders-list": "a long list of names led by national leaders",
    "company": "a sentence that only says who was there: 张某、王某陪同",
    "known": "a name of the table without an office, where nobody else can be meant",
    "known-seat": "a name of the table, and its office elsewhere in the text",
}
"""Rule, without the ``:linked`` or ``:nil`` of officials, to what it means (docs/tagging.md)."""

HIGH = 0.9
"""A linked official below this is not confirmed: the evidence of office and day is weak."""
_RANK = ("high", "medium", "low", None)


def explain(
    mention: Mention, resources: "Resources", date: str | None = None, posts: Sequence[Post] = ()
) -> str:
    """One line: what the rule means, then what is known of the entity and from where.

    ``date``: ``YYYY-MM-DD`` of the text, for owners and holders; ``posts``: those of the text, they
    tell which of a person's offices is meant.
    """
    if mention.type is EntityType.OFFICIAL:
        known = _official(mention, resources.offices, date, posts)
    elif mention.type is EntityType.SOE:
        known = _soe(mention, resources.knowledge, date)
    else:
        known = _place(mention.entity_id.removeprefix("gb:"), resources.knowledge)
    return f"{meaning(mention.rule)}; {known}"


def meaning(rule: str) -> str:
    """The sentence of a rule as a mention has it; raises KeyError for a rule nobody described."""
    if rule == corrections.RULE:
        return "a reviewer corrected this tag"
    words = RULES[rule.removesuffix(":linked").removesuffix(":nil")]
    return words.replace(": ", ", as in ", 1)


def _place(code: str, knowledge: Knowledge) -> str:
    place = knowledge.places[code]
    above = ", ".join(knowledge.places[parent].name_zh for parent in knowledge.parents(code))
    english = f" ({place.name_en})" if place.name_en else ""
    return f"GB/T 2260 {code} {place.name_zh}{english}" + (f", in {above}" if above else "")


def _soe(mention: Mention, knowledge: Knowledge, date: str | None) -> str:
    soe = knowledge.soes.get(mention.entity_id.removeprefix("soe:"))
    if soe is None:
        return "not in the table of enterprises: taken for its kind alone"
    part = "part of " if mention.rule in ("soe:unit", "soe:class") else ""
    facts = [f"{part}{soe.name_zh}, {_owner(soe, date)}", f"{soe.confidence} confidence"]
    if soe.evidence:
        facts.append(f"evidence: {soe.evidence}")
    return "; ".join(facts)


def _owner(soe: Soe, date: str | None) -> str:
    period = soe.owned(date)
    if period is not None:
        span = f"{period.start or '?'} to {period.end or 'now'}"
        return f"{period.level} on {date} ({span}: {period.evidence})"
    if soe.level == "former":
        return "private now, no known owner of the state" + (f" on {date}" if date else "")
    return f"{soe.level}, of the state" + (f" on {date}" if date else "")


def _official(mention: Mention, offices: Offices, date: str | None, posts: Sequence[Post]) -> str:
    held = offices.of_person(mention.entity_id)
    if not held:
        return "not in the office table: for review"
    stated = [post for post in posts if post.person_id == mention.entity_id]
    best = min(held, key=lambda holding: _rank(holding, date, stated))
    when = f"{best.start or '?'} to {best.end or '?'}"
    if not best.end and best.as_of:
        when += f" (seen {best.as_of})"
    return (
        f"{best.name_zh}, {best.office_zh} ({best.jurisdiction}) {when}; "
        f"{_certainty(best, mention, date)}; evidence: {best.evidence}"
    )


def _rank(holding: Holding, date: str | None, stated: Sequence[Post]) -> tuple[bool, int, str]:
    """Sorts first the office that the text states, then the one held most surely, then the last."""
    meant = any(
        post.jurisdiction == holding.jurisdiction and office_keys(post.office) & holding.keys
        for post in stated
    )
    latest = "".join(chr(0xFFFF - ord(char)) for char in holding.start or "")
    return not meant, _RANK.index(_on(holding, date)), latest


def _on(holding: Holding, date: str | None) -> str | None:
    return holding.on(date) if date else "low"


def _certainty(holding: Holding, mention: Mention, date: str | None) -> str:
    grade = _on(holding, date)
    day = f"on {date}" if date else "on an unknown day"
    if grade:
        told = f"{grade} confidence {day}"
    else:
        ended = date and holding.end and date > last_day(holding.end)
        told = f"held before {date}" if ended else f"not known to be held {day}"
    return told if mention.confidence >= HIGH else f"{told}, link not confirmed"
