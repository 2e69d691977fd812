"""Applies an operator's decisions about single tags: refused officials, corrected mentions."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from db.models import Entity, EntityType, Event, Mention, Tags
from nlp.overlay import Correction, Overlay

RULE = "review:corrected"
_Spans = dict[tuple[int, int, str], str | None]


def correct(text: str, tags: Tags, overlay: Overlay, entities: Mapping[str, Entity]) -> Tags:
    """``tags`` of ``text`` as the operator decided.

    A correction to an entity that is not in ``entities`` drops the mention. Posts follow their
    person: they go when all his mentions went, and are the other's when all became that other's.
    A name that is no official's any more leaves the events, and an event without names goes.
    """
    wrong = _spans(text, tags.mentions, overlay.corrections)
    kept = []
    for mention in tags.mentions:
        if mention.entity_id in overlay.refused:
            continue
        key = (mention.start, mention.end, mention.entity_id)
        if key not in wrong:
            kept.append(mention)
        elif entity := entities.get(wrong[key] or ""):
            kept.append(_relabelled(mention, entity))
    fate = _fates(tags.mentions, wrong, overlay, {m.entity_id for m in kept})
    posts = tuple(
        replace(post, person_id=fate.get(post.person_id or "", post.person_id))
        for post in tags.posts
        if fate.get(post.person_id or "", "") is not None
    )
    events = _events(tags.events, _officials(tags.mentions) - _officials(kept))
    return replace(tags, mentions=tuple(kept), posts=posts, events=events)


def _officials(mentions: Iterable[Mention]) -> set[str]:
    return {m.text for m in mentions if m.type is EntityType.OFFICIAL}


def _events(events: tuple[Event, ...], gone: set[str]) -> tuple[Event, ...]:
    """Events without the names in ``gone``."""
    left = (replace(e, who=tuple(name for name in e.who if name not in gone)) for e in events)
    return tuple(new for new, old in zip(left, events, strict=True) if new.who or not old.who)


def _spans(text: str, mentions: tuple[Mention, ...], corrections: tuple[Correction, ...]) -> _Spans:
    """Wrong (start, end, entity) to what it should be."""
    present = {mention.entity_id for mention in mentions}
    found: _Spans = {}
    for one in corrections:
        at = text.find(one.sentence) if one.entity_id in present else -1
        while at >= 0:
            start = at + one.start
            found[start, start + len(one.text), one.entity_id] = one.target
            at = text.find(one.sentence, at + 1)
    return found


def _fates(
    mentions: tuple[Mention, ...], wrong: _Spans, overlay: Overlay, left: set[str]
) -> dict[str, str | None]:
    """Officials with no mention left, to who they became (None: nobody)."""
    fates: dict[str, str | None] = {}
    for mention in mentions:
        who = mention.entity_id
        if mention.type is EntityType.OFFICIAL and (who in overlay.refused or who not in left):
            target = wrong.get((mention.start, mention.end, who))
            fates[who] = target if target in left else None
    return fates


def _relabelled(mention: Mention, entity: Entity) -> Mention:
    return replace(
        mention, type=entity.type, entity_id=entity.id, name_zh=entity.name_zh,
        name_en=entity.name_en, confidence=1.0, rule=RULE,
    )  # fmt: skip
