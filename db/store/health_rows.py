"""What is known of a source's health: one row per day, and incidents that open and close."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

EVERY = "*"
"""The source of an incident that is nobody's fault but our own network's."""


Evidence = Mapping[str, float | int | str | None]
"""The numbers behind an incident, by name."""


class Kind(StrEnum):
    NETWORK = "network"
    ERRORS = "errors"
    NEVER = "never"
    DEAD = "dead"
    STALE = "stale"
    ENCODING = "encoding"
    LAYOUT = "layout"
    FIELDS = "fields"
    TAGS = "tags"
    VOLUME = "volume"


KIND_LABELS = {
    Kind.NETWORK: "our own network 本机网络",
    Kind.ERRORS: "no answer 无法访问",
    Kind.NEVER: "never brought anything 从未入库",
    Kind.DEAD: "dead, lists are empty 列表失效",
    Kind.STALE: "dead, only old articles 停更",
    Kind.ENCODING: "wrong characters 乱码",
    Kind.LAYOUT: "layout changed 版式改动",
    Kind.FIELDS: "field lost 字段缺失",
    Kind.TAGS: "no names found 标注骤减",
    Kind.VOLUME: "volume fell 数量骤减",
}
OUTCOME_LABELS = {
    "recovered": "recovered 已恢复",
    "norm": "the new rule 已成常态",
    "other": "told as another kind 并入其他事件",
    "off": "not crawled any more 已停用",
}


@dataclass(frozen=True, slots=True)
class SourceDay:
    """One source on one day of the schedule's calendar; counts unless said otherwise.

    ``bad``: runs that got no answer at all; ``fresh``: new articles dated within FRESH_DAYS, or
    without a date; ``refused``: pages that gave no article; the counts from ``titled`` to
    ``tagged`` are of the ``new`` articles; ``chars*`` are quartiles of their bodies' code points.
    """

    day: str
    runs: int = 0
    bad: int = 0
    fetched: int = 0
    failed: int = 0
    new: int = 0
    fresh: int = 0
    newest: str | None = None
    pages: int = 0
    refused: int = 0
    titled: int = 0
    dated: int = 0
    timed: int = 0
    authored: int = 0
    origins: int = 0
    readable: int = 0
    tagged: int = 0
    mentions: int = 0
    chars_low: int = 0
    chars: int = 0
    chars_high: int = 0
    ours: bool = False
    """Our own network was down: the day says nothing about the source."""


FRESH_DAYS = 3
SEEN_DAYS = 7
FIELDS = {
    "title": "titled",
    "date": "dated",
    "minute": "timed",
    "author": "authored",
    "origin": "origins",
}
"""Name of a field for people, and the count of articles that have it."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One article as an incident shows it: ``value`` is what stands in the field, or a passage."""

    title: str
    url: str
    value: str


@dataclass(frozen=True, slots=True)
class Incident:
    """``since``: the first day that shows it; ``detail``: which fields, comma between them.

    ``outcome`` of a closed one: recovered, norm (the new level has become the rule), other (it is
    told as another kind now), off (the source is not crawled any more).
    """

    source: str
    kind: Kind
    since: str
    opened_at: str
    reason: str
    detail: str = ""
    evidence: Evidence = field(default_factory=dict)
    before: Sample | None = None
    after: Sample | None = None
    id: int = 0
    closed_at: str | None = None
    outcome: str | None = None


@dataclass(frozen=True, slots=True)
class SourceState:
    """What the last health stage found: ``state`` ok, learning or incident; ``base``: articles a
    normal day; ``interval``: normal days that it is usually silent at most; ``seen``,
    ``expected``: articles of the newest SEEN_DAYS days; ``judged_run``: the newest crawl that was
    judged."""

    source: str
    state: str
    base: float
    interval: float
    seen: int
    expected: float
    judged_run: int
    at: str
