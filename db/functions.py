"""The functions that our SQL uses, given to a connection: the index, queries, snippets."""

import sqlite3

from db.search import compile_query, seg
from db.snippet import snippet


def register(conn: sqlite3.Connection) -> None:
    """Add ``cjk_seg(text)``, ``cjk_query(text)`` and ``cjk_snippet(text, query, width)``."""
    conn.create_function("cjk_seg", 1, seg, deterministic=True)
    conn.create_function("cjk_query", 1, compile_query, deterministic=True)
    conn.create_function("cjk_snippet", 3, snippet, deterministic=True)
