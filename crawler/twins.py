"""Addresses of one article in several skins: rewritten where links are found, or told by the page.

``m.``, ``wap.`` and ``/amp/`` addresses follow no rule that holds for every site, so a site's own
rules come from its family or its source, and the rest from the page's ``rel=canonical``.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from crawler.source_shape import site_of
from db.errors import ForbiddenAddress
from db.urls import canonical_url

ARROW = " => "
FAMILY_TWINS = {
    "founder_a1": (r"/pad/(?=(?:con|content|c)/\d{6}/) => /pc/",),
    "founder_a2": (r"/pad/(?=paper/(?:con|content|c)/\d{6}/) => /pc/",),
}
"""The tablet edition of a Founder e-paper has the same pages as the one for computers."""

WORDS = 8
"""Characters that a name without a number has at least."""

_ENDING = re.compile(r"\.\w{1,5}$")
_NUMBER = re.compile(r"\d{3,}")


def rewritten(url: str, rules: Iterable[str]) -> str:
    """``url`` with each rule ``expression => replacement`` applied once.

    >>> rewritten("http://a.cn/pad/con/202605/12/c1.html", ["/pad/con/ => /pc/con/"])
    'http://a.cn/pc/con/202605/12/c1.html'
    """
    for rule in rules:
        expression, replacement = parts(rule)
        url = expression.sub(replacement, url, count=1)
    return url


@lru_cache(maxsize=256)
def parts(rule: str) -> tuple[re.Pattern[str], str]:
    """The two sides of a rule; raises ValueError or re.error saying what is wrong with it."""
    expression, arrow, replacement = rule.partition(ARROW)
    if not arrow or not expression:
        raise ValueError("not a rule of two addresses")
    compiled = re.compile(expression)
    re.compile(f"{expression}|").sub(replacement, "")
    return compiled, replacement


def same_article(url: str, canonical: str) -> str:
    """The address an article found at ``url`` is kept under, where its page says ``canonical``.

    That of the page, if it is on the same site, is no home page, and names what ``url`` names: a
    template that says the same of all its pages must not make one article of them.
    """
    if canonical == url:
        return url
    try:
        told = canonical_url(canonical)
    except ForbiddenAddress:
        return url
    same = site_of(told) == site_of(url) and _name(told) == _name(url) != ""
    return told if same else url


def _name(url: str) -> str:
    """What an address calls its article: the last number of its query or path, else its words.

    >>> _name("http://m.a.cn/2026/t20260512_8451.html?amp"), _name("http://a.cn/why-so-far/amp/")
    ('8451', 'why-so-far')
    """
    address = urlsplit(url)
    for part in reversed([*address.path.split("/"), address.query]):
        stem = _ENDING.sub("", unquote(part))
        if numbers := _NUMBER.findall(stem):
            return str(numbers[-1])
        if len(stem) >= WORDS and part != address.query:
            return stem
    return ""
