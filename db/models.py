"""The words of the project as frozen dataclasses: what stages hand to one another and to the store.

Offsets are code points into ``text_of(title, body)``. Times are ISO 8601 strings with an offset
(``2024-05-01T08:30:00+08:00``); a value known only to the day is stored as ``2024-05-01``.
"""

from dataclasses import dataclass, field
from enum import StrEnum


class EntityType(StrEnum):
    PROVINCE = "PROVINCE"
    CITY = "CITY"
    SOE = "SOE"
    OFFICIAL = "OFFICIAL"


class Language(StrEnum):
    HANS = "zh-Hans"
    HANT = "zh-Hant"
    EN = "en"
    OTHER = "other"


class PostStatus(StrEnum):
    INCUMBENT = "incumbent"
    ACTING = "acting"
    FORMER = "former"
    APPOINTED = "appointed"
    LEFT = "left"


class EventKind(StrEnum):
    APPOINTMENT = "appointment"
    DEPARTURE = "departure"
    INSPECTION = "inspection"
    MEETING = "meeting"
    SIGNING = "signing"


def text_of(title: str, body: str) -> str:
    """The text that is tagged and that every offset points into: title, newline, body."""
    return f"{title}\n{body}"


@dataclass(frozen=True, slots=True)
class Article:
    """One canonical URL at one source; ``rules`` names the rule that won for each field."""

    url: str
    source: str
    title: str
    body: str
    language: Language
    published_at: str | None = None
    author: tuple[str, ...] = ()
    origin: str | None = None
    editor: tuple[str, ...] = ()
    quality: float = 0.0
    rules: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Mention:
    """An exact span and the entity it names; ``text[start:end] == text``."""

    start: int
    end: int
    text: str
    type: EntityType
    entity_id: str
    name_zh: str | None
    name_en: str | None
    confidence: float
    rule: str
    embedded: bool = False


@dataclass(frozen=True, slots=True)
class Post:
    """Official x office x place-or-enterprise as the text states it.

    ``jurisdiction``: ``gb:210000`` a place, ``gb:100000`` central, ``soe:ansteel``, or None.
    """

    name: str
    office: str
    jurisdiction: str | None
    status: PostStatus
    start: int
    end: int
    person_id: str | None = None
    confidence: float = 0.0


@dataclass(frozen=True, slots=True)
class Event:
    """A public act as one sentence states it: who, what, where, when.

    ``who``: names of officials (or of parties, for a signing) as printed. ``what``: the office
    (appointment, departure), what is inspected, the meeting, or the project signed, as printed.
    ``where``: ``gb:210100`` or ``soe:ansteel`` or None. ``when``: ``YYYY-MM-DD`` or None.
    ``start``, ``end``: the sentence.
    """

    kind: EventKind
    who: tuple[str, ...]
    what: str
    where: str | None
    when: str | None
    start: int
    end: int
    confidence: float
    rule: str


@dataclass(frozen=True, slots=True)
class Ambiguity:
    """A name that several units bear where the text does not say which: nothing is guessed.

    ``candidates``: (entity id, name_zh) of the units, the likeliest first; an id may be of a unit
    that the knowledge base only knows as a namesake. ``text[start:end]`` is the name.
    """

    start: int
    end: int
    text: str
    type: EntityType
    candidates: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Tags:
    """What the tagger says of one text; ``relevance`` is 0..1."""

    language: Language
    relevance: float
    mentions: tuple[Mention, ...]
    posts: tuple[Post, ...]
    relevance_reasons: tuple[str, ...] = ()
    events: tuple[Event, ...] = ()
    topics: tuple[str, ...] = ()
    ambiguous: tuple[Ambiguity, ...] = ()


@dataclass(frozen=True, slots=True)
class Entity:
    """A canonical id: ``gb:210000``, ``soe:ansteel``, ``person:hao-peng``, ``nil:name@office``."""

    id: str
    type: EntityType
    name_zh: str | None
    name_en: str | None
    parent_id: str | None = None
    level: str | None = None


@dataclass(frozen=True, slots=True)
class Watch:
    """Who wants to hear of what; ``to`` is a secret channel URL (mailto:, file:, json:, ...)."""

    id: int
    entity_id: str
    to: str
    created_at: str
    token: str
    active: bool = True


@dataclass(frozen=True, slots=True)
class Alert:
    """One story for one watch, with the sentence that matters; ``key`` is its idempotency key."""

    key: str
    watch_id: int
    story_key: str
    article_id: int
    entity_id: str
    entity_name: str
    url: str
    title: str
    source: str
    published_at: str | None
    sentence: str
    sentence_start: int
    mention_start: int
    mention_end: int
    created_at: str
    confidence: float = 1.0
    """Of the article's surest mention of the entity, 0..1."""


@dataclass(frozen=True, slots=True)
class NoticeItem:
    """What the operator is told of one incident: ``event`` is opened or closed."""

    event: str
    source: str
    name: str
    kind: str
    reason: str
    since: str
    at: str
    outcome: str | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """What one round of the health stage tells the operator; ``key`` is its idempotency key."""

    key: str
    items: tuple[NoticeItem, ...]
    created_at: str


@dataclass(frozen=True, slots=True)
class Run:
    """One execution of one stage for one source (``*`` for all), with counts and errors."""

    id: int
    stage: str
    source: str
    due_at: str
    started_at: str
    finished_at: str | None = None
    rc: int | None = None
    stats: dict[str, int] = field(default_factory=dict)
    error: str | None = None
