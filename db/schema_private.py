"""The SQL of the schema steps of crawl.db and alerts.db, which the web never opens."""

CRAWL = """
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

POLITE = """
create table hosts (
  host text primary key, next_at text, rest_until text, refusals integer not null default 0,
  reason text
);
create table robots (
  id integer primary key, root text not null, status integer not null, hash text not null,
  delay real, rules text not null, first_at text not null, last_at text not null,
  unique (root, status, hash)
);
alter table frontier add column robots text;
alter table frontier add column robots_id integer;
"""

ALERTS = """
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

REVIEWS = """
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

# An outbox row belongs to an alert or to a notice; SQLite changes a foreign key by a new table.
NOTICES = """
create table notices (
  key text primary key, channel text not null, items text not null, created_at text not null
);
create table noticed (item text primary key, at text not null);
create table outbox_new (
  key text primary key, state text not null default 'due',
  tries integer not null default 0, due_at text not null, leased_until text,
  sent_at text, error text
);
insert into outbox_new select key, state, tries, due_at, leased_until, sent_at, error from outbox;
create table deliveries_new (
  id integer primary key, key text not null references outbox_new(key), at text not null,
  ok integer not null, detail text not null
);
insert into deliveries_new select id, key, at, ok, detail from deliveries;
drop table deliveries;
drop table outbox;
alter table outbox_new rename to outbox;
alter table deliveries_new rename to deliveries;
create index outbox_due on outbox(state, due_at);
"""
