"""Append-only schema steps of the three databases (sqlite-utils migrations).

news.db    what researchers read: articles, text, mentions, stories, full-text index
crawl.db   what the crawler knows: frontier, raw pages, run ledger
alerts.db  what is private: watches, alerts, outbox, deliveries, the reviewer's decisions and
           reports of wrong tags; the web reads none of it, and writes only new reports

A released step is never edited: add a new one below it.
"""

import sqlite3

from sqlite_utils import Database, Migrations

news = Migrations("dongbei-news")
crawl = Migrations("dongbei-crawl")
alerts = Migrations("dongbei-alerts")

_NEWS_ARTICLES = """
create table sources (
  id text primary key, name_zh text, name_en text, language text not null, region text,
  family text, state text not null, enabled integer not null
);
create table articles (
  id integer primary key, url text not null unique, source text not null references sources(id),
  title text not null, language text not null, published_at text, published_day text,
  author text not null default '', origin text, editor text not null default '',
  relevance real, quality real not null, text_hash text not null,
  first_seen text not null, updated_at text not null
);
create index articles_published on articles(published_at);
create index articles_source on articles(source, published_at);
create index articles_language on articles(language);
create table article_text (
  article_id integer primary key references articles(id), body text not null, rules text not null
);
create view full_articles as
  select a.id, a.url, a.title, t.body, a.published_at, a.language
  from articles a join article_text t on t.article_id = a.id;
create table revisions (
  article_id integer not null references articles(id), raw_id integer not null,
  text_hash text not null, title text not null, body text not null, replaced_at text not null,
  primary key (article_id, raw_id)
);
create table extractions (
  raw_id integer primary key, article_id integer references articles(id), outcome text not null,
  error text, parser text not null, at text not null
);
create table attempts (
  stage text not null, item text not null, tries integer not null, error text, at text not null,
  primary key (stage, item)
);
"""

_NEWS_TAGS = """
create table entities (
  id text primary key, type text not null, name_zh text, name_en text, parent_id text, level text
);
create index entities_type on entities(type);
create table mentions (
  article_id integer not null references articles(id), start integer not null,
  "end" integer not null, text text not null, type text not null,
  entity_id text not null references entities(id), confidence real not null, rule text not null,
  embedded integer not null, primary key (article_id, start, "end", entity_id)
);
create index mentions_entity on mentions(entity_id, article_id);
create table article_entities (
  article_id integer not null references articles(id),
  entity_id text not null references entities(id), type text not null, mentions integer not null,
  first_start integer not null, primary key (article_id, entity_id)
);
create index article_entities_entity on article_entities(entity_id, article_id);
create table posts (
  article_id integer not null references articles(id), start integer not null,
  "end" integer not null, name text not null, office text not null, jurisdiction text,
  status text not null, person_id text, confidence real not null,
  primary key (article_id, start, "end", name)
);
create index posts_person on posts(person_id);
create table taggings (
  article_id integer primary key references articles(id), text_hash text not null,
  version text not null, reasons text not null, at text not null
);
create table offices (
  person_id text not null references entities(id), office_zh text, office_en text,
  jurisdiction text, start_date text, end_date text, status text not null, as_of text,
  confidence text not null, evidence text not null, id text primary key
);
create index offices_person on offices(person_id);
"""

_NEWS_STORIES = """
create table stories (
  id integer primary key, key text not null unique, head_article_id integer not null
  references articles(id), size integer not null
);
create table story_articles (
  article_id integer primary key references articles(id), story_id integer not null
  references stories(id), text_hash text not null, at text not null,
  prints blob not null default x''
);
create index story_articles_story on story_articles(story_id);
create table fingerprints (
  hash integer not null, article_id integer not null references articles(id),
  primary key (hash, article_id)
) without rowid;
"""

_NEWS_EVENTS = """
create table events (
  article_id integer not null references articles(id), start integer not null,
  "end" integer not null, kind text not null, who text not null, what text not null,
  where_id text, "when" text, confidence real not null, rule text not null,
  primary key (article_id, start, kind, who, what)
);
create index events_kind on events(kind, "when");
create index events_where on events(where_id, article_id);
create table article_topics (
  article_id integer not null references articles(id), topic text not null,
  rank integer not null, primary key (article_id, topic)
);
create index article_topics_topic on article_topics(topic, article_id);
"""

_NEWS_NAMES = """
create table entity_names (
  name text not null, entity_id text not null references entities(id), primary key (name, entity_id)
);
create index entity_names_entity on entity_names(entity_id);
"""

# The comment after content= is for readers that look for the text content="articles" (Datasette,
# sqlite-utils); FTS5 itself reads the view, so 'rebuild' and 'integrity-check' keep working.
_NEWS_SEARCH = """
create view articles_seg as
  select a.id as id, cjk_seg(a.title) as title, cjk_seg(t.body) as body
  from articles a join article_text t on t.article_id = a.id;
create virtual table articles_fts using fts5(title, body,
  content="articles_seg" /* content="articles" */, content_rowid="id", tokenize='unicode61');
insert into articles_fts(articles_fts, rank) values('rank', 'bm25(5.0, 1.0)');
create trigger article_text_ai after insert on article_text begin
  insert into articles_fts(rowid, title, body)
    select id, title, body from articles_seg where id = new.article_id;
end;
create trigger article_text_bu before update of body on article_text begin
  insert into articles_fts(articles_fts, rowid, title, body)
    select 'delete', id, title, body from articles_seg where id = old.article_id;
end;
create trigger article_text_au after update of body on article_text begin
  insert into articles_fts(rowid, title, body)
    select id, title, body from articles_seg where id = new.article_id;
end;
create trigger article_text_bd before delete on article_text begin
  insert into articles_fts(articles_fts, rowid, title, body)
    select 'delete', id, title, body from articles_seg where id = old.article_id;
end;
create trigger articles_bu before update of title on articles begin
  insert into articles_fts(articles_fts, rowid, title, body)
    select 'delete', id, title, body from articles_seg where id = old.id;
end;
create trigger articles_au after update of title on articles begin
  insert into articles_fts(rowid, title, body)
    select id, title, body from articles_seg where id = new.id;
end;
create trigger articles_bd before delete on articles begin
  delete from article_text where article_id = old.id;
end;
"""

_CRAWL = """
create table frontier (
  id integer primary key, source text not null, url text not null, kind text not null,
  depth integer not null default 0, parent_id integer,
  title text, published text, state text not null default 'queued',
  tries integer not null default 0, fetches integer not null default 0,
  due_at text not null, found_at text not null,
  fetched_at text, status integer, etag text, last_modified text, body_hash text, error text,
  unique (source, url)
);
create index frontier_due on frontier(source, state, due_at);
create index frontier_parent on frontier(parent_id);
create table raw (
  id integer primary key, frontier_id integer not null references frontier(id),
  source text not null, url text not null, kind text not null, fetched_at text not null,
  status integer not null, headers text not null, body blob not null, body_hash text not null,
  length integer not null, unique (frontier_id, body_hash, fetched_at)
);
create index raw_frontier on raw(frontier_id);
create table discoveries (
  raw_id integer primary key references raw(id), found integer not null, error text,
  at text not null
);
create table runs (
  id integer primary key, stage text not null, source text not null, due_at text not null,
  started_at text not null, heartbeat_at text not null, finished_at text, rc integer,
  stats text not null default '{}', error text, unique (stage, source, due_at)
);
"""

_ALERTS = """
create table watches (
  id integer primary key, entity_id text not null, entity_name text not null, "to" text not null,
  token text not null unique, created_at text not null, active integer not null default 1,
  unique (entity_id, "to")
);
create table matchings (
  article_id integer primary key, text_hash text not null, at text not null
);
create table alerts (
  key text primary key, watch_id integer not null references watches(id), story_key text not null,
  article_id integer not null, entity_id text not null, entity_name text not null,
  url text not null, title text not null, source text not null, published_at text,
  sentence text not null, sentence_start integer not null, mention_start integer not null,
  mention_end integer not null, created_at text not null, unique (watch_id, story_key)
);
create table outbox (
  key text primary key references alerts(key), state text not null default 'due',
  tries integer not null default 0, due_at text not null, leased_until text,
  sent_at text, error text
);
create index outbox_due on outbox(state, due_at);
create table deliveries (
  id integer primary key, key text not null references outbox(key), at text not null,
  ok integer not null, detail text not null
);
"""

_REVIEWS = """
create table decisions (
  id integer primary key, item text not null, action text not null, entity_id text not null,
  target text, details text not null, at text not null, undone_at text
);
create unique index decisions_in_force on decisions(item) where undone_at is null;
create table reports (
  id integer primary key, article_id integer not null, url text not null, start integer not null,
  "end" integer not null, text text not null, entity_id text not null, sentence text not null,
  sentence_start integer not null, why text not null, origin text not null, at text not null,
  unique (article_id, start, "end", entity_id, sentence)
);
"""


@news()
def m001_articles(db: Database) -> None:
    _run(db, _NEWS_ARTICLES)


@news()
def m002_tags(db: Database) -> None:
    _run(db, _NEWS_TAGS)


@news()
def m003_stories(db: Database) -> None:
    _run(db, _NEWS_STORIES)


@news()
def m004_search(db: Database) -> None:
    _run(db, _NEWS_SEARCH)


@news()
def m005_events(db: Database) -> None:
    _run(db, _NEWS_EVENTS)


@news()
def m006_names(db: Database) -> None:
    _run(db, _NEWS_NAMES)


@crawl()
def m001_crawl(db: Database) -> None:
    _run(db, _CRAWL)


@alerts()
def m001_alerts(db: Database) -> None:
    _run(db, _ALERTS)


@alerts()
def m002_reviews(db: Database) -> None:
    _run(db, _REVIEWS)


@alerts()
def m003_confidence(db: Database) -> None:
    db.execute("alter table alerts add column confidence real not null default 1")


def _run(db: Database, script: str) -> None:
    """One statement at a time: ``executescript`` would commit the step's transaction."""
    statement = ""
    for line in script.strip().splitlines():
        statement += line + "\n"
        if sqlite3.complete_statement(statement):
            db.execute(statement)
            statement = ""
    if statement.strip():
        raise ValueError(f"unfinished statement in a migration: {statement!r}")
