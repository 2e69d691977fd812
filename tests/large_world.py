"""A generated news world on loopback: hosts of every family, what must be stored, what was asked."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from large_world_articles import (
    ISSUES,
    Article,
    Listed,
    articles,
    broken,
    forbidden,
    mobile,
    pages,
    robots,
    site_name,
)
from large_world_hosts import ADDRESSES, HOSTS, Host
from large_world_lists import lists, second_list
from large_world_server import Answer, HostServer
from large_world_texts import LAST_DAY, Story, chinese, english

FEW = 5
"""Articles of a host that wants a second between requests."""


@dataclass(frozen=True, slots=True)
class World:
    """The running world. ``articles`` by host id; ``forbidden`` are (host, target)."""

    server: HostServer
    articles: Mapping[str, tuple[Article, ...]]
    forbidden: frozenset[tuple[str, str]]

    @property
    def expected(self) -> dict[str, tuple[Host, Article]]:
        """What must be stored, by its full address."""
        return {
            self.server.bases[host.articles_on or host.id] + article.target: (host, article)
            for host in HOSTS
            for article in self.articles[host.id]
        }

    @property
    def article_targets(self) -> set[tuple[str, str]]:
        """(host, target) of every page of every article."""
        return {
            (host.articles_on or host.id, target)
            for host in HOSTS
            for article in self.articles[host.id]
            for target in (article.target, *article.parts)
        }

    def home(self, folder: Path, parallel: int) -> Path:
        """A home folder whose only sources are the hosts."""
        (folder / "sources").mkdir(parents=True)
        today = f"{LAST_DAY + timedelta(days=1):%Y-%m-%d}"
        (folder / "dongbei.toml").write_text(
            f'sources = ["world-*"]\nallow_loopback = true\ntoday = "{today}"\n'
            f"[schedule]\nparallel = {parallel}\n",
            encoding="utf-8",
        )
        for host in HOSTS:
            path = folder / "sources" / f"world-{host.id}.toml"
            path.write_text(source_toml(host, self.server.bases), encoding="utf-8")
        return folder


@contextmanager
def running(per_host: int) -> Iterator[World]:
    """A world of about ``per_host`` articles on each host, served while the context lasts."""
    counts = {host.id: FEW if host.is_slow else per_host for host in HOSTS}
    texts = {False: iter(chinese(sum(counts.values()))), True: iter(english(sum(counts.values())))}
    with HostServer(ADDRESSES) as server:
        made: dict[str, tuple[Article, ...]] = {}
        served: dict[str, dict[str, Answer]] = {name: {} for name in ADDRESSES}
        kept_out: set[tuple[str, str]] = set()
        for host in HOSTS:
            stories: list[Story] = [
                next(texts[host.language == "en"]) for _ in range(counts[host.id])
            ]
            found = articles(host, stories)
            made[host.id] = tuple(found)
            kept_out |= _put(host, found, served, server.bases)
        server.pages = served
        yield World(server, made, frozenset(kept_out))


def _put(
    host: Host,
    found: list[Article],
    served: dict[str, dict[str, Answer]],
    bases: Mapping[str, str],
) -> set[tuple[str, str]]:
    """Put all pages of a host on its servers; which of them robots.txt forbids."""
    newest = found[0].at
    dead, closed = broken(host, newest), forbidden(host, newest)
    others = {**dead, **mobile(host, found), **closed}
    place = host.articles_on or host.id
    for article in found:
        served[place].update(pages(host, article))
    served[place] |= {link.target: answer for link, answer in others.items()}
    links = _links(found, list(others))
    served[host.id].update(lists(host, links, bases))
    if host.articles_on:
        served[place].update(second_list(host, links, bases))
    for name in {host.id, place}:
        served[name]["/robots.txt"] = robots(host)
    return {(place, link.target) for link in closed}


def _links(found: list[Article], others: list[Listed]) -> list[Listed]:
    """As lists show them: newest first, some twice, with tracking or a fragment on the copy."""
    shown: list[Listed] = [*others]
    for number, article in enumerate(found):
        shown.append(article)
        if number % 6 == 0:
            mark = "&" if "?" in article.target else "?"
            shown.append(Listed(f"{article.target}{mark}utm_source=list", "", article.at))
        if number % 9 == 0:
            shown.append(Listed(f"{article.target}#comments", "评论", article.at))
    return shown


def source_toml(host: Host, bases: Mapping[str, str]) -> str:
    """The host's source as an operator would declare it; its articles are due again at once, so
    that a second crawl asks whether each of them has changed."""
    root = bases[host.id]
    rule = {"kind": host.kind, **host.rule}
    seed = host.form if host.kind == "epaper" else host.list
    rule["urls"] = [root + seed]
    if host.kind == "epaper":
        rule["days_back"] = ISSUES + 1
    if host.kind in ("listing", "jpage", "sitemap"):
        rule["max_pages"] = 12
    top = {
        "id": f"world-{host.id}", "name_zh": site_name(host), "name_en": host.id,
        "language": host.language[:2], "family": host.family, "delay": host.delay,
        "revisit_hours": [0, 24], "allow": [host.allow], "expected_per_day": 10,
    }  # fmt: skip
    if host.codec:
        top["charset"] = host.codec
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in top.items()]
    lines += ["", "[[discovery]]"]
    lines += [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in rule.items()]
    if host.articles_on:  # its second server has a list too, and so a port that may be asked
        other = bases[host.articles_on]
        lines += ["", "[[discovery]]", 'kind = "feed"', f'urls = ["{other}/rss.xml"]']
    return "\n".join(lines) + "\n"
