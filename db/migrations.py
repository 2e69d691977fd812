"""Append-only schema steps of the three databases (sqlite-utils migrations).

news.db    what researchers read: articles, text, mentions, stories, full-text index
crawl.db   what the crawler knows: frontier, raw pages, run ledger
alerts.db  what is private: watches, alerts, outbox, deliveries, the reviewer's decisions and
           reports of wrong tags; the web reads none of it, and writes only new reports

A released step is never edited: add a new one below it.
"""

import sqlite3

from sqlite_utils import Database, Migrations

from db import schema_news, schema_private

news = Migrations("dongbei-news")
crawl = Migrations("dongbei-crawl")
alerts = Migrations("dongbei-alerts")


@news()
def m001_articles(db: Database) -> None:
    _run(db, schema_news.NEWS_ARTICLES)


@news()
def m002_tags(db: Database) -> None:
    _run(db, schema_news.NEWS_TAGS)


@news()
def m003_stories(db: Database) -> None:
    _run(db, schema_news.NEWS_STORIES)


@news()
def m004_search(db: Database) -> None:
    _run(db, schema_news.NEWS_SEARCH)


@news()
def m005_events(db: Database) -> None:
    _run(db, schema_news.NEWS_EVENTS)


@news()
def m006_names(db: Database) -> None:
    _run(db, schema_news.NEWS_NAMES)


@news()
def m007_health(db: Database) -> None:
    _run(db, schema_news.NEWS_HEALTH)


@news()
def m008_vanished(db: Database) -> None:
    _run(db, schema_news.NEWS_VANISHED)


@news()
def m009_ambiguous(db: Database) -> None:
    _run(db, schema_news.NEWS_AMBIGUOUS)


@news()
def m010_untriggered(db: Database) -> None:
    _run(db, schema_news.NEWS_UNTRIGGERED)


@crawl()
def m001_crawl(db: Database) -> None:
    _run(db, schema_private.CRAWL)


@crawl()
def m002_polite(db: Database) -> None:
    _run(db, schema_private.POLITE)


@alerts()
def m001_alerts(db: Database) -> None:
    _run(db, schema_private.ALERTS)


@alerts()
def m002_reviews(db: Database) -> None:
    _run(db, schema_private.REVIEWS)


@alerts()
def m003_confidence(db: Database) -> None:
    db.execute("alter table alerts add column confidence real not null default 1")


@alerts()
def m004_notices(db: Database) -> None:
    _run(db, schema_private.NOTICES)


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
