"""A finished scene as mentions: exact spans with the entity's names."""

from db.models import Ambiguity, EntityType, Mention
from nlp.knowledge import Knowledge
from nlp.scene import OrgHit, PlaceHit, Scene

_PROVINCE, _CITY, _SOE = EntityType.PROVINCE, EntityType.CITY, EntityType.SOE


def mentions_of(scene: Scene, knowledge: Knowledge) -> tuple[Mention, ...]:
    """Places, enterprises and officials by start, longer ones first."""
    found: dict[tuple[int, int, str], Mention] = {}
    for hit in scene.places:
        mention = _place(scene.text, hit, knowledge)
        found[hit.start, -hit.end, mention.entity_id] = mention
    for org in scene.orgs:
        mention = _soe(scene.text, org, knowledge)
        found[org.start, -org.end, mention.entity_id] = mention
    for mention in scene.officials:
        found[mention.start, -mention.end, mention.entity_id] = mention
    return tuple([mention for _, mention in sorted(found.items())])


def _place(text: str, hit: PlaceHit, knowledge: Knowledge) -> Mention:
    place = knowledge.places[hit.code]
    start, end = hit.start, hit.end
    return Mention(
        start, end, text[start:end], _PROVINCE if place.level == "province" else _CITY,
        f"gb:{hit.code}", place.name_zh, place.name_en or None, hit.confidence, hit.rule,
        hit.embedded,
    )  # fmt: skip


def _soe(text: str, hit: OrgHit, knowledge: Knowledge) -> Mention:
    soe = knowledge.soes.get(hit.soe_id)
    entity_id = f"soe:{hit.soe_id}" if soe else hit.soe_id
    own_name = hit.rule not in ("soe:unit", "soe:class")
    name_zh = soe.name_zh if soe and own_name else None
    name_en = (soe.name_en or None) if soe and own_name else None
    return Mention(
        hit.start, hit.end, text[hit.start : hit.end], _SOE, entity_id, name_zh, name_en,
        hit.confidence, hit.rule, hit.embedded,
    )  # fmt: skip


def ambiguities_of(scene: Scene, knowledge: Knowledge) -> tuple[Ambiguity, ...]:
    """Place names that several units bear and the text does not decide, by start."""
    return tuple(
        Ambiguity(
            start, end, scene.text[start:end], _type_of(codes, knowledge),
            tuple((f"gb:{code}", knowledge.full_name(code)) for code in codes),
        )
        for start, end, codes in sorted(scene.ambiguous)
    )  # fmt: skip


def _type_of(codes: tuple[str, ...], knowledge: Knowledge) -> EntityType:
    levels = {place.level for code in codes if (place := knowledge.places.get(code))}
    return EntityType.PROVINCE if levels == {"province"} else EntityType.CITY
