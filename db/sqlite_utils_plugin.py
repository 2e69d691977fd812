"""So that the sqlite-utils command line can read and write a news.db with its search index."""

import sqlite3

from sqlite_utils import hookimpl

from db.functions import register


@hookimpl
def prepare_connection(conn: sqlite3.Connection) -> None:
    register(conn)
