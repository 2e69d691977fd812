"""Pages in another skin of an article we have: they become that article, never a second one."""

import json
from dataclasses import replace

from sqlite_utils import Database

from db.models import Article


def placed(db: Database, article: Article, found_at: str) -> Article | None:
    """``article`` under the address it is kept at; None where that is read from another page.

    ``article.url`` is what the page itself says; ``article.rules["url"]`` is there if that is not
    the address it was found at. An article that was kept under that one before stays there.
    """
    if article.url == found_at:
        return article
    if _rules(db, found_at) is not None:
        rules = {name: rule for name, rule in article.rules.items() if name != "url"}
        return replace(article, url=found_at, rules=rules)
    known = _rules(db, article.url)
    ours = known is None or known.get("url") == article.rules.get("url")
    return article if ours else None


def _rules(db: Database, url: str) -> dict[str, str] | None:
    """The rules of the article kept at ``url``; None where there is none."""
    row = db.execute(
        "select t.rules from articles a join article_text t on t.article_id = a.id where a.url = ?",
        [url],
    ).fetchone()
    return json.loads(row[0]) if row else None
