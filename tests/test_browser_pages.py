"""Sources with ``js``: pages that scripts make, drawn by a browser that has no network."""

import json
import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from browser import absent
from hostile_crawl import declare, rule, watched
from hostile_server import HostileWeb, page, to
from site_home import dongbei, rows

from crawler.browser import NAMES, browser_settings, find_browser
from crawler.source import Source, parse_source
from db.errors import ConfigError, SourceError
from db.settings import BrowserSettings, load
from scheduler import jobs

TEXT = "沈阳市今年安排重点项目，企业加快改造设备，产量比去年同期增加。"
CONFIG = """sources = ["tiny-*"]
allow_loopback = true
[fetch]
timeout = 10.0
[browser]
sandbox = {sandbox}
seconds = 15.0
"""
SHELL = (
    '<html><head><meta charset="utf-8"></head><body><div id="app"></div><script src="{}"></script>'
)
LIST_JS = """
fetch('/data/list.json').then(answer => answer.json()).then(rows => {
  for (const row of rows) {
    const link = document.createElement('a');
    link.href = row.url; link.textContent = row.title;
    document.getElementById('app').append(link);
  }
});
"""
ARTICLE_JS = """
const number = location.pathname.split('/').pop();
fetch('/data/' + number + '.json').then(answer => answer.json()).then(row => {
  document.title = row.title;
  document.getElementById('app').innerHTML =
    '<h1>' + row.title + '</h1><p>' + row.date + '</p>' + row.text.map(t => '<p>' + t + '</p>').join('');
});
"""
ATTACK_JS = """
const there = '%s';
const quiet = promise => promise.catch(() => 0);
quiet(fetch('http://169.254.169.254/latest'));
quiet(fetch(there + '/fetched'));
quiet(fetch('/private/data.json'));
quiet(fetch('/a/posted', {method: 'POST', body: 'x'}));
try { new WebSocket(there.replace('http', 'ws') + '/socket'); } catch (error) {}
for (const kind of ['img', 'iframe', 'script']) {
  const element = document.createElement(kind);
  element.src = there + '/' + kind; document.body.append(element);
}
navigator.sendBeacon(there + '/beacon', 'x');
window.open(there + '/window');
if (navigator.serviceWorker) quiet(navigator.serviceWorker.register('/worker.js'));
const style = document.createElement('link');
style.rel = 'stylesheet'; style.href = there + '/style'; document.head.append(style);
document.getElementById('app').innerHTML = '<h1>attack</h1>';
"""


@pytest.fixture(scope="module", autouse=True)
def _needs_a_browser() -> None:
    if not any(map(shutil.which, NAMES)):
        absent("no chromium on this machine")
    try:
        import scrapy_playwright  # noqa: F401
    except ImportError:
        absent("the browser extra is not installed")


def source(**fields: object) -> Source:
    names = {"id": "tiny-js", "name_zh": "甲", "name_en": "A", "language": "zh", "allow": ["/a/"]}
    urls = {"kind": "listing", "urls": ["http://a.example.org/"]}
    return parse_source(names | {"discovery": [urls]} | fields, "tiny-js.toml")


@pytest.fixture(scope="module")
def listener() -> Iterator[HostileWeb]:
    with HostileWeb({}) as web:
        yield web


@pytest.fixture(scope="module")
def crawled(
    tmp_path_factory: pytest.TempPathFactory, listener: HostileWeb
) -> Iterator[tuple[Path, HostileWeb]]:
    home = tmp_path_factory.mktemp("home")
    names = ("1", "2", "attack", "stuck", "moved", "huge")
    links = [{"url": f"/a/{name}", "title": f"稿件{name}"} for name in names]
    answers = {
        "/robots.txt": page(b"User-agent: *\nDisallow: /private/\n"),
        "/": page(SHELL.format("/list.js")),
        "/list.js": page(LIST_JS, content_type="text/javascript"),
        "/article.js": page(ARTICLE_JS, content_type="text/javascript"),
        "/data/list.json": page(json.dumps(links), content_type="application/json"),
        "/a/attack": page(SHELL.format("/attack.js")),
        "/attack.js": page(ATTACK_JS % listener.url, content_type="text/javascript"),
        "/a/stuck": page(SHELL.format("") + "<script>for (;;) ;</script>"),
        "/a/huge": page("<script>document.write('x'.repeat(20000000))</script>"),
        "/a/moved": to("/a/2"),
    }
    for number in "12":
        row = {"title": f"{number}号稿件", "date": "2026-05-12 08:30", "text": [TEXT * 2] * 4}
        answers[f"/a/{number}"] = page(SHELL.format("/article.js"), etag='"shell"')
        answers[f"/data/{number}.json"] = page(json.dumps(row), content_type="application/json")
    with HostileWeb(answers) as web:
        declare(home, "tiny-js", [rule("listing", f"{web.url}/")], js=True)
        sandbox = json.dumps(os.geteuid() != 0)
        (home / "dongbei.toml").write_text(CONFIG.format(sandbox=sandbox), encoding="utf-8")
        watched(home, "crawl")
        jobs.process(load(home, {}), lambda: datetime.now(UTC), ("extract",))
        yield home, web


def error(crawled: tuple[Path, HostileWeb], path: str) -> str:
    home, web = crawled
    sql = "select coalesce(error, '') from frontier where url = ?"
    return str(rows(home / "crawl.db", sql, web.url + path)[0][0])


def test_links_and_texts_that_scripts_make_are_had(crawled: tuple[Path, HostileWeb]) -> None:
    home, web = crawled
    sql = "select a.title, t.body from articles a join article_text t on a.id = t.article_id"
    found = dict(rows(home / "news.db", f"{sql} where a.url != '{web.url}/a/moved'"))
    assert found.keys() == {"1号稿件", "2号稿件"}
    assert all(body.count(TEXT) == 8 for body in found.values())
    assert error(crawled, "/a/1") == ""


def test_a_script_is_fetched_once(crawled: tuple[Path, HostileWeb]) -> None:
    assert crawled[1].paths().count("/article.js") == 1


def test_no_condition_is_sent_for_a_page_that_scripts_make(
    crawled: tuple[Path, HostileWeb],
) -> None:
    assert rows(crawled[0] / "crawl.db", "select etag from frontier where etag is not null") == []


def test_a_redirect_is_followed_before_it_is_drawn(crawled: tuple[Path, HostileWeb]) -> None:
    sql = "select headers from raw where url like '%/a/moved'"
    ((headers,),) = rows(crawled[0] / "crawl.db", sql)
    assert json.loads(headers)["final-url"] == f"{crawled[1].url}/a/2"


def test_a_page_reaches_nothing_that_the_crawl_would_not(
    crawled: tuple[Path, HostileWeb], listener: HostileWeb
) -> None:
    _, web = crawled
    assert "/a/attack" in web.paths() and "/attack.js" in web.paths()
    assert listener.seen == []
    assert not {"/private/data.json", "/a/posted", "/worker.js"} & set(web.paths())


def test_a_page_that_never_ends_is_given_up(crawled: tuple[Path, HostileWeb]) -> None:
    assert "takes too long" in error(crawled, "/a/stuck")
    assert "too large when drawn" in error(crawled, "/a/huge")


def test_no_browser_is_left_behind(crawled: tuple[Path, HostileWeb]) -> None:
    lines = [path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline") if _mine(path)]
    assert [line for line in lines if b"MAP * ~NOTFOUND" in line] == []


def _mine(path: Path) -> bool:
    try:
        return path.stat().st_uid == os.geteuid() and path.read_bytes() != b""
    except OSError:
        return False


def test_without_a_browser_only_that_source_fails(tmp_path: Path) -> None:
    with HostileWeb({"/": page("<a href='/a/1'>x</a>")}) as web:
        declare(tmp_path, "tiny-js", [rule("listing", f"{web.url}/")], js=True)
        declare(tmp_path, "tiny-plain", [rule("listing", f"{web.url}/")])
        text = CONFIG.format(sandbox="false") + 'path = "/nowhere/chromium"\n'
        (tmp_path / "dongbei.toml").write_text(text, encoding="utf-8")
        done = dongbei(tmp_path, "crawl")
    assert done.returncode == 1
    assert "tiny-js: js: this source needs a browser" in done.stderr
    assert "install Debian's package chromium" in done.stderr
    assert "Traceback" not in done.stderr
    ledger = dict(rows(tmp_path / "crawl.db", "select source, rc from runs"))
    assert ledger == {"tiny-js": 1, "tiny-plain": 0}


def test_root_is_told_about_the_sandbox(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    with pytest.raises(ConfigError, match="another user"):
        find_browser(BrowserSettings(), source(js=True))


def test_other_sources_need_no_browser() -> None:
    assert browser_settings(BrowserSettings(path="/nowhere"), source(), "agent") == {}


def test_hosts_without_js_are_a_mistake() -> None:
    with pytest.raises(SourceError, match="js_hosts without js"):
        source(js_hosts=["cdn.example.org"])
    with pytest.raises(SourceError, match="not a host name"):
        source(js=True, js_hosts=["https://cdn.example.org/"])
