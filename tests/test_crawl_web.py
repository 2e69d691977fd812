"""Crawls of small hostile or careless sites on loopback, through the real command."""

import itertools
import json
from pathlib import Path
from typing import Any

import pytest
from site_home import dongbei, rows
from tiny_web import Answer, TinyWeb

ARTICLE = (
    "<html><head><title>{n}号稿件</title></head><body><h1>{n}号稿件</h1>"
    "<p>2026年5月12日 08:30 来源：试验报</p><p>"
    + "沈阳市今年安排重点项目，企业加快改造设备，产量比去年同期增加。" * 6
    + "</p></body></html>"
)
LIST = "<html><body>{links}</body></html>"


def listing(*paths: str) -> Answer:
    links = "".join(f'<a href="{path}">稿件 {path}</a>' for path in paths)
    return html(LIST.format(links=links))


def html(text: str) -> Answer:
    return Answer(text.encode(), headers={"Content-Type": "text/html; charset=utf-8"})


def home_for(folder: Path, *webs: TinyWeb, loopback: bool = True, **fields: Any) -> Path:
    """One source per server: a listing at /, articles under /a/."""
    (folder / "sources").mkdir(parents=True)
    values = {"delay": 0, "revisit_hours": [0.0001], "allow": ["/a/"]} | fields
    lines = "\n".join(f"{name} = {json.dumps(value)}" for name, value in values.items())
    for number, web in enumerate(webs):
        (folder / "sources" / f"tiny-{number}.toml").write_text(
            f'id = "tiny-{number}"\nname_zh = "试验报"\nname_en = "Tiny"\nlanguage = "zh"\n'
            f'{lines}\n[[discovery]]\nkind = "listing"\nurls = ["{web.url}/"]\n',
            encoding="utf-8",
        )
    (folder / "dongbei.toml").write_text(
        f'sources = ["tiny-*"]\nallow_loopback = {str(loopback).lower()}\n', encoding="utf-8"
    )
    return folder


def states(home: Path) -> dict[str, str]:
    return dict(rows(home / "crawl.db", "select url, state from frontier"))


def test_rules_hold_for_requests_that_wait_for_them(tmp_path: Path) -> None:
    robots = Answer(b"User-agent: *\nDisallow: /list/\nAllow: /list/3\n", wait=0.5)
    with TinyWeb({"/robots.txt": robots, "/list/3": listing("/a/1")}) as web:
        home = home_for(tmp_path, web)
        path = home / "sources" / "tiny-0.toml"
        lists = json.dumps([f"{web.url}/list/{n}" for n in range(6)])
        path.write_text(path.read_text().replace(f'["{web.url}/"]', lists), encoding="utf-8")
        dongbei(home, "crawl")
        assert sorted(web.paths()) == ["/a/1", "/list/3", "/robots.txt"]
    denied = [url for url, state in states(home).items() if state == "denied"]
    assert sorted(denied) == [f"{web.url}/list/{n}" for n in (0, 1, 2, 4, 5)]


@pytest.mark.parametrize("status", [429, 500, 503])
def test_robots_that_cannot_be_had_deny_everything(tmp_path: Path, status: int) -> None:
    with TinyWeb({"/": listing("/a/1"), "/robots.txt": Answer(b"", status)}) as web:
        home = home_for(tmp_path, web)
        dongbei(home, "crawl")
        assert set(web.paths()) == {"/robots.txt"}
        error = rows(home / "crawl.db", "select error from frontier")[0][0]
    assert "robots.txt" in error


def test_no_robots_file_allows(tmp_path: Path) -> None:
    with TinyWeb({"/": listing("/a/1"), "/a/1": html(ARTICLE.format(n=1))}) as web:
        home = home_for(tmp_path, web)
        assert dongbei(home, "crawl").returncode == 0
        assert "/a/1" in web.paths()


def test_crawl_delay_is_kept(tmp_path: Path) -> None:
    pages = {f"/a/{n}": html(ARTICLE.format(n=n)) for n in range(4)}
    robots = Answer(b"User-agent: *\nCrawl-delay: 0.4\n")
    with TinyWeb({"/": listing(*pages), "/robots.txt": robots, **pages}) as web:
        dongbei(home_for(tmp_path, web), "crawl")
        times = [seen.at for seen in web.seen if seen.path != "/robots.txt"]
    assert len(times) == 5
    assert min(b - a for a, b in itertools.pairwise(times)) > 0.36


def test_one_bad_source_never_stops_the_others(tmp_path: Path) -> None:
    good = {"/": listing("/a/1"), "/a/1": html(ARTICLE.format(n=1))}
    with TinyWeb(good) as one, TinyWeb({"/": Answer(b"", 500)}) as two:
        home = home_for(tmp_path, one, two)
        (home / "sources" / "tiny-9.toml").write_text('id = "tiny-9"\ndelya = 3\n')
        done = dongbei(home, "run")
        assert "/a/1" in one.paths()
    assert done.returncode == 1
    assert "tiny-9.toml" in done.stderr
    assert "delya" in done.stderr
    assert "HTTP 500" in done.stderr
    assert "Traceback" not in done.stderr
    assert rows(home / "news.db", "select count(*) from articles")[0][0] == 1


def test_a_feed_that_is_a_web_page_is_said(tmp_path: Path) -> None:
    with TinyWeb({"/": html("<html><body>维护中</body></html>")}) as web:
        home = home_for(tmp_path, web)
        path = home / "sources" / "tiny-0.toml"
        path.write_text(path.read_text().replace('"listing"', '"feed"'), encoding="utf-8")
        done = dongbei(home, "crawl")
    assert done.returncode == 1
    assert "web page (HTML) instead of" in done.stderr
    assert "no article was found at all" in done.stderr


def endless(stream: Any) -> None:
    for _ in range(60 * 16):
        stream.write(b"<p>" + b"x" * 65533)


def test_pages_that_are_too_large_or_empty_or_gone_harm_nobody(tmp_path: Path) -> None:
    large = {"Content-Length": str(50 * 1024 * 1024)}
    answers = {
        "/": listing("/a/1", "/a/big", "/a/huge", "/a/empty", "/a/gone"),
        "/a/1": html(ARTICLE.format(n=1)),
        "/a/big": Answer(endless),
        "/a/huge": Answer(lambda stream: stream.write(b"x"), headers=large),
        "/a/empty": html(""),
    }
    with TinyWeb(answers) as web:
        home = home_for(tmp_path, web)
        done = dongbei(home, "run")
    assert "Traceback" not in done.stderr
    by_path = {url.rsplit("/", 1)[-1]: state for url, state in states(home).items()}
    assert by_path["gone"] == "gone"
    assert by_path["big"] == by_path["huge"] == "queued", "failed pages are tried again later"
    outcomes = rows(home / "news.db", "select outcome from extractions order by outcome")
    assert outcomes == [("error",), ("stored",)]
    sizes = rows(home / "crawl.db", "select max(length) from raw")
    assert sizes[0][0] < 100_000


def test_redirects_are_followed_but_not_for_ever(tmp_path: Path) -> None:
    answers = {
        "/": listing("/a/old", "/a/loop"),
        "/a/old": Answer(b"", 302, {"Location": "/a/new"}),
        "/a/new": html(ARTICLE.format(n=1)),
        "/a/loop": Answer(b"", 302, {"Location": "/a/loop"}),
    }
    with TinyWeb(answers) as web:
        home = home_for(tmp_path, web)
        dongbei(home, "run")
        assert web.paths().count("/a/loop") <= 12
    found = states(home)
    assert found[f"{web.url}/a/old"] != "failed"
    assert rows(home / "news.db", "select count(*) from articles")[0][0] == 1


@pytest.mark.parametrize(
    "target", ["http://127.0.0.1:{port}/a/x", "http://localhost:{port}/a/x", "http://[::1]:{port}/x",
               "http://169.254.169.254/latest", "http://10.0.0.1/", "http://2130706433:{port}/a/x"],
)  # fmt: skip
def test_private_addresses_are_never_reached(tmp_path: Path, target: str) -> None:
    with TinyWeb({}) as inner:
        port = inner.url.rsplit(":", 1)[1]
        home = home_for(tmp_path, inner, loopback=False)
        path = home / "sources" / "tiny-0.toml"
        text = path.read_text().replace(f"{inner.url}/", target.format(port=port))
        path.write_text(text, encoding="utf-8")
        dongbei(home, "crawl")
        assert inner.seen == []
    (error,) = rows(home / "crawl.db", "select error from frontier")[0]
    assert error


def test_a_port_that_the_source_does_not_use_is_refused(tmp_path: Path) -> None:
    with TinyWeb({}) as inner:
        link = listing(f"{inner.url}/a/1")
        with TinyWeb({"/": link}) as web:
            home = home_for(tmp_path, web)
            dongbei(home, "crawl")
        assert inner.seen == []
    errors = rows(home / "crawl.db", "select error from frontier where url like '%/a/1'")
    assert "port" in errors[0][0]


def test_nothing_listens_while_a_crawl_runs(tmp_path: Path) -> None:
    from crawler.crawl import scrapy_settings
    from crawler.source import load_source
    from db.settings import Settings

    with TinyWeb({}) as web:
        home = home_for(tmp_path, web)
    settings = scrapy_settings(Settings(home=home), load_source(home / "sources" / "tiny-0.toml"))
    assert settings["TELNETCONSOLE_ENABLED"] is False
    assert settings["REMOTE_CONTROL_ENABLED"] is False
    assert settings["DOWNLOAD_VERIFY_CERTIFICATES"] is True
    assert settings["DOWNLOAD_HANDLERS"] == {"file": None, "data": None, "ftp": None, "s3": None}
