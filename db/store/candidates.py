"""What news.db holds for a reviewer: officials without a known person, and single tags."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sqlite_utils import Database

from db.errors import InputError
from db.models import text_of

SHOWN = 3
"""Articles quoted as evidence for a candidate."""

_NIL = (
    "p.person_id >= 'nil:' and p.person_id < 'nil;' and p.jurisdiction like '%:%'"
    " and p.jurisdiction not like 'soe:nil:%'"
)
_END = re.compile(r"[。！？!?；]+[”’」』）)\"]*|\.(?=\s)|\n+")
_REACH = 300


@dataclass(frozen=True, slots=True)
class StatedOffice:
    """An office as texts print it; ``status`` and ``day`` (or None) of its latest statement."""

    office: str
    jurisdiction: str
    status: str
    day: str | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence that states an office; ``day``: of publication, or None."""

    article_id: int
    url: str
    day: str | None
    source: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """An official (``nil:<name>@<office>``) proposed as a holder of ``offices``.

    ``first``, ``last``: days of publication, None when no article has one; ``articles`` and
    ``sources`` count those that state an office; ``evidence``: the newest of them, at most SHOWN.
    """

    entity_id: str
    name: str
    offices: tuple[StatedOffice, ...]
    first: str | None
    last: str | None
    articles: int
    sources: int
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class StatedHolder:
    """Someone stated to be in office by a text of ``day``, and one such text."""

    name: str
    person_id: str | None
    office: str
    jurisdiction: str
    day: str
    url: str


@dataclass(frozen=True, slots=True)
class TaggedSpan:
    """A stored mention with the sentence around it; ``sentence_start``: offset of the mention."""

    article_id: int
    url: str
    start: int
    end: int
    text: str
    entity_id: str
    sentence: str
    sentence_start: int


def candidate_ids(news: Database) -> list[str]:
    """Entity ids of all candidates, named in most articles first."""
    rows = news.execute(
        "select p.person_id from posts p"
        f" where {_NIL} group by p.person_id order by count(distinct p.article_id) desc, 1"
    )
    return [row[0] for row in rows.fetchall()]


def candidate(news: Database, entity_id: str) -> Candidate | None:
    """One candidate; None when no text states such an official any more."""
    rows = news.execute(
        'select p.name, p.office, p.jurisdiction, p.status, p.start, p."end", a.id, a.url,'
        " a.published_day, a.source from posts p join articles a on a.id = p.article_id"
        f" where p.person_id = ? and {_NIL}"
        " order by a.published_day is null, a.published_day desc, a.id desc, p.start",
        [entity_id],
    ).fetchall()
    if not rows:
        return None
    days = sorted(row[8] for row in rows if row[8])
    offices: dict[tuple[str, str], StatedOffice] = {}
    for row in rows:
        offices.setdefault((row[1], row[2]), StatedOffice(row[1], row[2], row[3], row[8]))
    quoted = {row[6]: row for row in reversed(rows)}
    newest = sorted(quoted.values(), key=rows.index)[:SHOWN]
    return Candidate(
        entity_id, rows[0][0], tuple(offices.values()),
        days[0] if days else None, days[-1] if days else None,
        len(quoted), len({row[9] for row in rows}),
        tuple(_evidence(news, row) for row in newest),
    )  # fmt: skip


def spans_at(news: Database, article_id: int, start: int, end: int) -> list[TaggedSpan]:
    """The tags of exactly that span; raises InputError when there are none."""
    rows = news.execute(
        "select a.url, a.title, t.body, m.text, m.entity_id from mentions m"
        " join articles a on a.id = m.article_id join article_text t on t.article_id = a.id"
        ' where m.article_id = ? and m.start = ? and m."end" = ? order by m.entity_id',
        [article_id, start, end],
    ).fetchall()
    if not rows:
        raise InputError(
            "no tag there",
            where=f"article {article_id}",
            value=f"{start} {end}",
            hint=f"list the tags of the article: dongbei review report {article_id}",
        )
    found = []
    for url, title, body, text, entity_id in rows:
        left, right = _sentence(text_of(title, body), start, end)
        sentence = text_of(title, body)[left:right]
        found.append(
            TaggedSpan(article_id, url, start, end, text, entity_id, sentence, start - left)
        )
    return found


def spans_of(news: Database, article_id: int) -> list[tuple[int, int, str, str]]:
    """(start, end, text, entity id) of every tag of an article; raises InputError if unknown."""
    if news.execute("select 1 from articles where id = ?", [article_id]).fetchone() is None:
        raise InputError(
            "no such article", value=article_id, hint="find it: dongbei search QUERY --json"
        )
    rows = news.execute(
        'select start, "end", text, entity_id from mentions where article_id = ?'
        ' order by start, "end", entity_id',
        [article_id],
    )
    return [(row[0], row[1], row[2], row[3]) for row in rows.fetchall()]


def _evidence(news: Database, row: tuple[str, ...]) -> Evidence:
    start, end, article_id = int(row[4]), int(row[5]), int(row[6])
    title, body = news.execute(
        "select a.title, t.body from articles a join article_text t on t.article_id = a.id"
        " where a.id = ?",
        [article_id],
    ).fetchone()
    left, right = _sentence(text_of(title, body), start, end)
    sentence = " ".join(text_of(title, body)[left:right].split())
    return Evidence(article_id, row[7], row[8], row[9], sentence)


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """Bounds of the sentence around a span; at most _REACH code points to either side."""
    low = max(0, start - _REACH)
    ends = [match.end() for match in _END.finditer(text, low, start)]
    match = _END.search(text, end, end + _REACH)
    right = match.end() if match else min(len(text), end + _REACH)
    left = ends[-1] if ends else low
    return left, max(end, left + len(text[left:right].rstrip()))


def stated_in_office(news: Database) -> Iterator[StatedHolder]:
    """Who is stated to hold an office, one per person, office, place and day of publication."""
    rows = news.execute(
        "select p.name, p.person_id, p.office, p.jurisdiction, a.published_day, min(a.url)"
        " from posts p join articles a on a.id = p.article_id"
        " where p.status in ('incumbent', 'acting') and p.jurisdiction is not null"
        " and a.published_day is not null group by 1, 2, 3, 4, 5 order by 4, 5, 1, 3"
    )
    for name, person_id, office, jurisdiction, day, url in rows:
        yield StatedHolder(name, person_id, office, jurisdiction, day, url)
