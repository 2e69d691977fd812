"""Where the story of an article comes from, and how many newsrooms carry it."""

import sqlite3
from dataclasses import dataclass

from web.site import name_of

_STORY = """
select s.size as articles, count(distinct a.source) as newsrooms, h.source, o.name_zh, o.name_en,
  (select b.origin from story_articles sb join articles b on b.id = sb.article_id
    where sb.story_id = s.id and b.origin != ''
    group by b.origin order by count(*) desc, min(b.published_at), b.origin limit 1) as origin
from story_articles mine join stories s on s.id = mine.story_id
join story_articles sa on sa.story_id = s.id join articles a on a.id = sa.article_id
join articles h on h.id = s.head_article_id left join sources o on o.id = h.source
where mine.article_id = :id and s.size > 1 group by s.id
"""


@dataclass(frozen=True, slots=True)
class StoryLine:
    """``origin``: the medium that the articles name, else the source that had it first."""

    origin: str
    newsrooms: int
    articles: int


def story_of(conn: sqlite3.Connection, article_id: int) -> StoryLine | None:
    """The story of an article that others carry too, else None."""
    row = conn.execute(_STORY, {"id": article_id}).fetchone()
    if row is None:
        return None
    origin = row["origin"] or name_of(row["name_zh"], row["name_en"], row["source"])
    return StoryLine(origin, row["newsrooms"], row["articles"])
