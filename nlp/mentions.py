"""A finished scene as mentions: exact spans with the entity's names."""

from db.models import EntityType, Mention
from nlp.knowledge import Knowledge
from nlp.scene import OrgHit, PlaceHit, Scene


def mentions_of(scene: Scene, knowledge: Knowledge) -> tuple[Mention, ...]:
    """Places, enterprises and officials by start, longer ones first."""
    found = {
        (m.start, -m.end, m.entity_id): m
        for m in (
            *(_place(scene, hit, knowledge) for hit in scene.places),
            *(_soe(scene, hit, knowledge) for hit in scene.orgs),
            *scene.officials,
        )
    }
    return tuple(mention for _, mention in sorted(found.items()))


def _place(scene: Scene, hit: PlaceHit, knowledge: Knowledge) -> Mention:
    place = knowledge.places[hit.code]
    kind = EntityType.PROVINCE if place.level == "province" else EntityType.CITY
    text = scene.text[hit.start : hit.end]
    return Mention(
        hit.start, hit.end, text, kind, f"gb:{hit.code}", place.name_zh, place.name_en or None,
        hit.confidence, hit.rule, hit.embedded,
    )  # fmt: skip


def _soe(scene: Scene, hit: OrgHit, knowledge: Knowledge) -> Mention:
    text = scene.text[hit.start : hit.end]
    soe = knowledge.soes.get(hit.soe_id)
    entity_id = f"soe:{hit.soe_id}" if soe else hit.soe_id
    own_name = hit.rule not in ("soe:unit", "soe:class")
    name_zh = soe.name_zh if soe and own_name else None
    name_en = (soe.name_en or None) if soe and own_name else None
    return Mention(
        hit.start, hit.end, text, EntityType.SOE, entity_id, name_zh, name_en, hit.confidence,
        hit.rule, hit.embedded,
    )  # fmt: skip
