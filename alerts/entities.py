"""What a user means by a name: one entity of news.db, or the candidates."""

import re
from collections.abc import Sequence
from difflib import get_close_matches

from sqlite_utils import Database

from db.errors import InputError
from db.fold import fold
from db.models import Entity, EntityType

SHOWN = 8
_SUFFIX = re.compile(
    r"(?:特别行政区|地区|林区|新区|[省市区县盟旗])$"
    r"|\s(?:province|city|county|district|prefecture|banner|league)$"
)
_AUTONOMOUS = re.compile(r"(.{2,}?)族?自治[区州县旗]$")


def resolve(news: Database, name: str) -> Entity:
    """The entity of an id (``gb:210400``) or a Chinese or English name, with or without 省 市 ….

    Raises InputError that lists the candidates when there are several, the nearest names when
    there is none.
    """
    entities = _all(news)
    if not entities:
        raise InputError(
            "no entities are known yet",
            where=str(_path(news)),
            hint="run `dongbei run` once, it fills them in",
        )
    wanted = _key(name)
    for found in (
        [entity for entity in entities if entity.id == name.strip()],
        [entity for entity in entities if wanted and wanted in _names(entity)],
        [entity for entity in entities if wanted and wanted in _short_names(entity)],
        [entity for entity in entities if wanted and entity.id in _other_names(news, wanted)],
    ):
        if len(found) == 1:
            return found[0]
        if found:
            raise _several(name, found, entities)
    raise _none(name, wanted, entities)


def _all(news: Database) -> list[Entity]:
    return [
        Entity(row["id"], EntityType(row["type"]), *(row[column] for column in _COLUMNS))
        for row in news.query(
            "select id, type, name_zh, name_en, parent_id, level from entities order by id"
        )
    ]


_COLUMNS = ("name_zh", "name_en", "parent_id", "level")


def _path(news: Database) -> str:
    return str(news.execute("select file from pragma_database_list").fetchone()[0])


def _key(name: str) -> str:
    return " ".join(fold(name).split())


def _other_names(news: Database, wanted: str) -> set[str]:
    """Ids of the entities that the knowledge base also calls so (鞍钢, FAW)."""
    rows = news.execute("select name, entity_id from entity_names").fetchall()
    return {entity_id for name, entity_id in rows if _key(name) == wanted}


def _names(entity: Entity) -> set[str]:
    return {_key(name) for name in (entity.name_zh, entity.name_en) if name}


def _short_names(entity: Entity) -> set[str]:
    if entity.type not in (EntityType.PROVINCE, EntityType.CITY):
        return set()
    return {short for name in _names(entity) for short in _shortened(name)}


def _shortened(name: str) -> set[str]:
    """抚顺 of 抚顺市; of 延边朝鲜族自治州 all beginnings: where the place ends is unmarked."""
    if match := _AUTONOMOUS.match(name):
        return {match[1][:length] for length in range(2, len(match[1]) + 1)}
    short = _SUFFIX.sub("", name)
    return {short} - {name, ""}


def _several(name: str, found: Sequence[Entity], entities: Sequence[Entity]) -> InputError:
    parents = {entity.id: entity.name_zh for entity in entities}
    listed = [_described(entity, parents.get(entity.parent_id or "")) for entity in found[:SHOWN]]
    more = f" and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
    return InputError(
        f"several entities have this name: {', '.join(listed)}{more}",
        where="--entity",
        value=name,
        hint="give the id of the one you mean",
    )


def _described(entity: Entity, parent: str | None) -> str:
    within = f" ({parent})" if parent else ""
    return f"{entity.id} {entity.name_zh or entity.name_en or ''}".strip() + within


def _none(name: str, wanted: str, entities: Sequence[Entity]) -> InputError:
    known: dict[str, Entity] = {}
    for entity in entities:
        for spelled in _names(entity) | _short_names(entity):
            known.setdefault(spelled, entity)
    near = [known[spelled] for spelled in get_close_matches(wanted, known, n=5, cutoff=0.5)]
    listed = ", ".join(dict.fromkeys(_described(entity, None) for entity in near))
    return InputError(
        "no entity has this name",
        where="--entity",
        value=name,
        hint=f"did you mean {listed}?" if listed else "give a name or an id such as gb:210400",
    )
