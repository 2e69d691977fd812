"""What a home folder knows, without run times, counters and row ids."""

from pathlib import Path
from typing import Any

from site_home import rows

_ARTICLE = "(select url from articles a where a.id = {})"
_NEWS = {
    "sources": "select * from sources",
    "articles": "select url, source, title, language, published_at, published_day, author, origin,"
    " editor, relevance, quality, text_hash from articles",
    "article_text": f"select {_ARTICLE.format('article_id')}, body, rules from article_text",
    "revisions": f"select {_ARTICLE.format('article_id')}, text_hash, title, body from revisions",
    "extractions": f"select {_ARTICLE.format('article_id')}, outcome, error, parser"
    " from extractions",
    "attempts": "select stage, item from attempts",
    "entities": "select * from entities",
    "entity_names": "select * from entity_names",
    "mentions": f'select {_ARTICLE.format("article_id")}, start, "end", text, type, entity_id,'
    " confidence, rule, embedded from mentions",
    "article_entities": f"select {_ARTICLE.format('article_id')}, entity_id, type, mentions,"
    " first_start from article_entities",
    "posts": f'select {_ARTICLE.format("article_id")}, start, "end", name, office, jurisdiction,'
    " status, person_id, confidence from posts",
    "events": f'select {_ARTICLE.format("article_id")}, start, "end", kind, who, what, where_id,'
    ' "when", confidence, rule from events',
    "ambiguous_names": f"select {_ARTICLE.format('article_id')}, start, text, candidates"
    " from ambiguous_names",
    "article_topics": f"select {_ARTICLE.format('article_id')}, topic, rank from article_topics",
    "taggings": f"select {_ARTICLE.format('article_id')}, text_hash, version, reasons"
    " from taggings",
    "offices": "select * from offices",
    "source_days": "select source, sum(new), sum(titled), sum(dated), sum(timed), sum(authored),"
    " sum(origins), sum(readable), sum(tagged), sum(mentions) from source_days group by source",
    "incidents": "select source, kind from incidents",
    "source_states": "select source, state from source_states",
    "stories": f"select key, {_ARTICLE.format('head_article_id')}, size from stories",
    "story_articles": f"select {_ARTICLE.format('article_id')}, text_hash, prints,"
    " (select key from stories s where s.id = story_id) from story_articles",
    "fingerprints": "select hash, length(articles) from fingerprints",
    "articles_fts": "select (select group_concat(url) from articles a where a.id = f.rowid)"
    " from articles_fts f where articles_fts match '东*'",
}
_MEMBERS = (
    "select s.key, a.url, m.text_hash, m.prints from stories s join story_articles m on m.story_id = s.id"
    " join articles a on a.id = m.article_id"
)
_TEXT = (
    "select a.title || char(10) || t.body from articles a"
    " join article_text t on t.article_id = a.id where a.url = '{}'"
)
_FETCHED = "case when status in (200, 304) then 'fetched' else state end"
_CRAWL = {
    "frontier": "select source, url, kind, depth,"
    " (select url from frontier p where p.id = f.parent_id), title, published,"
    f" {_FETCHED}, etag, last_modified, body_hash, error from frontier f",
    "hosts": "select host, refusals, reason from hosts where refusals > 0",
    "robots": "select root, status, hash, delay, rules from robots",
    "raw": "select source, url, kind, status, headers, body_hash, length from raw",
    "discoveries": "select r.url, d.found, d.error from discoveries d join raw r on r.id = raw_id",
}
_ALERTS = {
    "watches": 'select entity_id, entity_name, "to", active from watches',
    "alerts": "select key, watch_id, story_key, entity_id, entity_name, url, title, source,"
    " published_at, sentence, sentence_start, mention_start, mention_end from alerts",
    "outbox": "select key, state, error from outbox",
    "matchings": "select text_hash from matchings",
    "deliveries": "select distinct key from deliveries where ok",
    "notices": "select items from notices",
    "noticed": "select item from noticed",
    "decisions": "select item, action, entity_id, target, details, undone_at is null"
    " from decisions",
    "reports": 'select url, start, "end", text, entity_id, sentence, why, origin from reports',
}


def picture(home: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Table name to its sorted rows."""
    parts = (("news.db", _NEWS), ("crawl.db", _CRAWL), ("alerts.db", _ALERTS))
    return {
        f"{name} {table}": sorted(rows(home / name, sql), key=repr)
        for name, tables in parts
        for table, sql in tables.items()
    }


_ORDERED = ("stories", "story_articles", "alerts", "outbox", "deliveries")
"""Tables that tell which article of a story came first."""


def picture_in_any_order(home: Path) -> dict[str, list[tuple[Any, ...]]]:
    """The same, with stories named by all their articles, and alerts by watch and story.

    Articles may come in any order: the first of a story gives it its key, and is what is alerted.
    """
    members: dict[str, set[str]] = {}
    parts = rows(home / "news.db", _MEMBERS)
    for key, url, text, _ in parts:
        members.setdefault(key, set()).add(f"{url} {text}")
    named = {key: " ".join(sorted(found)) for key, found in members.items()}
    told = rows(home / "alerts.db", "select key, watch_id, story_key, url, sentence from alerts")
    alerts = {key: (watch, named[story]) for key, watch, story, _, _ in told}
    for _, _, story, url, sentence in told:
        assert any(one.startswith(f"{url} ") for one in members[story]), url
        assert sentence in rows(home / "news.db", _TEXT.format(url))[0][0]
    sizes = rows(home / "news.db", "select key, size from stories")
    outbox = rows(home / "alerts.db", "select key, state, error from outbox")
    sent = rows(home / "alerts.db", "select distinct key from deliveries where ok")
    tables: dict[str, list[tuple[Any, ...]]] = {
        "stories": [(named[key], size) for key, size in sizes],
        "story_articles": [(url, text, prints, named[key]) for key, url, text, prints in parts],
        "alerts": list(alerts.values()),
        "outbox": [(alerts.get(key), state, error) for key, state, error in outbox],
        "deliveries": [(alerts.get(key),) for (key,) in sent],
    }
    same = {k: v for k, v in picture(home).items() if k.partition(" ")[2] not in _ORDERED}
    return same | {name: sorted(content, key=repr) for name, content in tables.items()}


def tables_left_out(home: Path) -> set[str]:
    """Tables of the three databases that no picture shows (the run ledger, index internals)."""
    seen = set(_NEWS) | set(_CRAWL) | set(_ALERTS)
    return {
        row[0]
        for name in ("news.db", "crawl.db", "alerts.db")
        for row in rows(home / name, "select name from sqlite_master where type = 'table'")
        if row[0] not in seen and not row[0].startswith(("articles_fts_", "sqlite_", "_sqlite_"))
    }
