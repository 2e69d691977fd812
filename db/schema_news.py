"""The SQL of news.db's schema steps; db/migrations.py says in which order they are run."""

NEWS_ARTICLES = """
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

NEWS_TAGS = """
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

NEWS_STORIES = """
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

NEWS_EVENTS = """
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

NEWS_AMBIGUOUS = """
create table ambiguous_names (
  article_id integer not null references articles(id), start integer not null,
  "end" integer not null, text text not null, type text not null, candidates text not null,
  primary key (article_id, start, "end")
);
"""

NEWS_NAMES = """
create table entity_names (
  name text not null, entity_id text not null references entities(id), primary key (name, entity_id)
);
create index entity_names_entity on entity_names(entity_id);
"""

NEWS_HEALTH = """
create table source_days (
  source text not null references sources(id), day text not null,
  runs integer not null, bad integer not null, fetched integer not null, failed integer not null,
  new integer not null, fresh integer not null, newest text,
  pages integer not null, refused integer not null, titled integer not null,
  dated integer not null, timed integer not null, authored integer not null,
  origins integer not null, readable integer not null, tagged integer not null,
  mentions integer not null, chars_low integer not null, chars integer not null,
  chars_high integer not null, ours integer not null, primary key (source, day)
);
create table incidents (
  id integer primary key, source text not null, kind text not null, since text not null,
  opened_at text not null, closed_at text, outcome text, reason text not null,
  detail text not null, evidence text not null, before text, after text
);
create unique index incidents_open on incidents(source, kind) where closed_at is null;
create index incidents_source on incidents(source, opened_at);
create table source_states (
  source text primary key references sources(id), state text not null, base real not null,
  interval real not null, seen integer not null, expected real not null,
  judged_run integer not null, at text not null
);
create index articles_first_seen on articles(first_seen);
create index extractions_at on extractions(at);
"""

# The fingerprints' hash changed with their table: each text is printed anew and keeps its story.
NEWS_VANISHED = """
alter table articles add column vanished_at text;
create index articles_vanished on articles(vanished_at) where vanished_at is not null;
create index extractions_gone on extractions(raw_id) where outcome = 'gone';
create index extractions_article on extractions(article_id);
drop table fingerprints;
create table fingerprints (hash integer primary key, articles blob not null);
update story_articles set text_hash = '', prints = x'';
"""

# The comment after content= is for readers that look for the text content="articles" (Datasette,
# sqlite-utils); FTS5 itself reads the view, so 'rebuild' and 'integrity-check' keep working.
NEWS_SEARCH = """
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

# A statement that fires a trigger makes FTS5 write out the terms it holds. Without this one they
# are written once for many articles; what inserts a text inserts its index row (articles.add_text).
NEWS_UNTRIGGERED = "drop trigger article_text_ai;"
