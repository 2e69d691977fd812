"""Pages that are gone leave a tombstone and their text; one bad answer leaves nothing."""

import asyncio
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database
from test_crawl_web import ARTICLE, home_for, html, listing
from tiny_web import Answer, TinyWeb

from crawler.vanished import GONE, is_notice, says_gone, settle
from db.models import Article, Language
from db.settings import load
from db.store import articles, frontier
from db.store.articles import Outcome
from db.store.database import open_crawl, open_news
from db.store.frontier import ARTICLE as PAGE
from db.store.frontier import NewTarget
from scheduler import crawls, jobs
from tests.web_html import page
from tests.web_world import make_home, serving

START = datetime(2026, 5, 12, 8, tzinfo=UTC)
DAY = timedelta(days=1)
URL = "http://a.cn/1"
PATHS = ("/news/articles/1", "/news/articles/2", "/")
NOTICES = [
    "<title>404 Not Found</title><center><h1>404 Not Found</h1></center>",
    "<title>沈阳新闻</title><p>您访问的页面不存在</p>",
    "<div>对不起，该稿件已被撤下！</div>",
    "<p>抱歉，没有找到您要访问的页面</p>",
    "<p>您查看的文章可能已被删除。</p>",
    "<h2>Sorry, this article has been removed.</h2>",
    "<p>The page you are looking for could not be found</p>",
    "<p>This story is no longer available</p>",
]
NOT_NOTICES = [
    "<title>沈阳新闻</title><ul><li><a href='/2'>网传该文章已被删除</a></li></ul>",
    "<script>var text = '页面不存在'</script><h1>要闻</h1>",
    "<style>/* page not found */</style><h1>要闻</h1>",
    "<p>" + "有关部门说明了情况，" * 9 + "该信息已被删除。</p>",
    "<h1>404路公交车今天恢复运行</h1>",
    "<p>Page 3 of 410</p>",
]


@pytest.mark.parametrize("html", NOTICES)
def test_a_page_that_says_so_is_a_notice(html: str) -> None:
    assert says_gone(html)
    assert says_gone("<html><body>" + html.replace("<", "\n <") + "</body></html>")


@pytest.mark.parametrize("html", NOT_NOTICES)
def test_other_pages_are_not(html: str) -> None:
    assert not says_gone(html)


def test_a_short_text_that_only_says_so_is_no_article() -> None:
    assert is_notice("404", "您访问的页面不存在或已被删除，请返回首页。")
    assert is_notice("页面没有找到", "推荐阅读：" + "沈阳机床交付。" * 20)
    assert not is_notice("网信部门通报三起案例", "该信息已被删除。" + "有关部门说明了情况。" * 12)
    assert not is_notice("沈阳机床交付", "工人们庆祝了一番。")


@pytest.mark.parametrize("text", ["<a", "<", "页面", "page ", "找不到", "<p>404"])
def test_a_hostile_page_is_read_in_no_time(text: str) -> None:
    started = datetime.now(UTC)
    says_gone(text * (1_000_000 // len(text)))
    assert datetime.now(UTC) - started < timedelta(seconds=5)


@dataclass
class Home:
    """Both databases, with one article that was fetched at START, and a clock."""

    folder: Path
    news: Database
    crawl: Database
    now: datetime = START
    settled: dict[str, int] = field(default_factory=dict)

    def fetch(self, body: bytes = b"first", *, outcome: Outcome = Outcome.STORED) -> None:
        """The page answers 200; new bytes are read as ``outcome``."""
        target = self._target()
        raw_id = frontier.store_page(
            self.crawl, target, status=200, headers={}, body=body, body_hash=body.hex(),
            now=self.now, next_due=None, may_have_parts=False,
        )  # fmt: skip
        if raw_id and outcome is Outcome.GONE:
            articles.mark(self.news, [raw_id], Outcome.GONE, GONE, "1", self.now)
        elif raw_id:
            article = Article(URL, "s", "题", "沈阳机床交付。", Language.HANS, "2026-05-12")
            articles.save(self.news, article, [raw_id], "1", self.now)
        self.settle()

    def miss(self, status: int | None = 404, state: str = "gone") -> None:
        """The page answers 404 or 410, or fails."""
        error = f"HTTP {status}"
        frontier.failed(
            self.crawl, self._target(), state=state, status=status, error=error, now=self.now
        )
        self.settle()

    def settle(self) -> None:
        self.settled = settle(self.news, self.crawl, self.folder / "crawl.db", lambda: self.now)

    def wait(self, days: float) -> bool:
        """Let time pass; whether the page is due then."""
        self.now += timedelta(days=days)
        state, due = self.crawl.execute("select state, due_at from frontier").fetchone()
        return bool(state == "queued" and datetime.fromisoformat(due) <= self.now)

    @property
    def vanished_at(self) -> str | None:
        found = self.news.execute("select vanished_at from articles").fetchone()[0]
        return str(found) if found else None

    def _target(self) -> frontier.Target:
        frontier.queue(self.crawl, "s", [NewTarget(URL, PAGE)], self.now, self.now)
        self.crawl.execute("update frontier set state = 'queued', due_at = ?", [str(START)[:10]])
        later = self.now + timedelta(seconds=1)
        return frontier.lease(self.crawl, "s", later, later, 1)[0]


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    with (
        closing(open_news(tmp_path / "news.db")) as news,
        closing(open_crawl(tmp_path / "crawl.db")) as crawl,
    ):
        articles.sync_sources(news, [articles.imported("s")])
        made = Home(tmp_path, news, crawl)
        made.fetch()
        yield made


@pytest.mark.parametrize("status", [404, 410])
def test_the_second_answer_that_it_is_gone_sets_the_tombstone(home: Home, status: int) -> None:
    home.wait(1)
    home.miss(status)
    assert (home.vanished_at, home.settled) == (None, {})
    assert not home.wait(0.9)
    assert home.wait(0.1), "asked for again a day later"
    home.miss(status)
    assert home.vanished_at == home.now.isoformat(timespec="microseconds")
    assert home.settled == {"vanished": 1}
    home.settle()
    assert home.settled == {}
    kept = home.news.execute("select title, body from full_articles").fetchall()
    assert kept == [("题", "沈阳机床交付。")]


def test_a_hiccup_leaves_nothing(home: Home) -> None:
    home.miss()
    home.wait(1)
    home.fetch()
    home.wait(1)
    home.miss()
    assert home.vanished_at is None


def test_another_failure_is_no_second_answer(home: Home) -> None:
    home.miss(500, "failed")
    home.miss()
    assert home.vanished_at is None
    home.miss(None, "failed")
    home.miss()
    assert home.vanished_at is None
    home.miss()
    assert home.vanished_at


def test_a_page_never_had_is_gone_at_once_and_no_tombstone(tmp_path: Path) -> None:
    with closing(open_crawl(tmp_path / "crawl.db")) as crawl:
        frontier.queue(crawl, "s", [NewTarget(URL, PAGE)], START, START)
        [target] = frontier.lease(crawl, "s", START + DAY, START + DAY, 1)
        frontier.failed(crawl, target, state="gone", status=404, error="HTTP 404", now=START)
        assert crawl.execute("select state from frontier").fetchone() == ("gone",)


@pytest.mark.parametrize("second", [b"no such page", b"no such page, token 2"])
def test_a_notice_counts_when_it_is_still_there_a_day_later(home: Home, second: bytes) -> None:
    home.wait(3)
    home.fetch(b"no such page", outcome=Outcome.GONE)
    assert home.vanished_at is None
    assert home.wait(1), "asked for again a day later"
    home.fetch(second, outcome=Outcome.GONE)
    assert home.vanished_at == home.now.isoformat(timespec="microseconds")
    home.wait(1)
    home.fetch(second, outcome=Outcome.GONE)
    assert home.vanished_at, "a notice that stays is no return"


@pytest.mark.parametrize("body", [b"first", b"new design"])
def test_a_page_that_is_back_loses_its_tombstone(home: Home, body: bytes) -> None:
    home.miss()
    home.miss()
    assert home.vanished_at
    home.wait(30)
    home.fetch(body)
    assert (home.vanished_at, home.settled) == (None, {"returned": 1})
    assert home.news.execute("select count(*) from articles").fetchone() == (1,)


def test_a_tombstone_is_visited_monthly_for_three_months(home: Home) -> None:
    home.miss()
    home.miss()
    visits = 0
    for _ in range(200):
        if home.wait(1):
            home.miss()
            visits += 1
    assert visits == 3
    assert home.vanished_at


def test_killed_between_mark_and_question_asks_all_the_same(home: Home) -> None:
    home.miss()
    home.miss()
    home.crawl.execute("update frontier set state = 'gone'")
    home.settle()
    assert home.crawl.execute("select state from frontier").fetchone() == ("queued",)


def test_the_site_says_so_and_keeps_the_text(tmp_path: Path) -> None:
    folder = make_home(tmp_path)
    with closing(open_news(folder / "news.db")) as news:
        news.execute("update articles set vanished_at = '2026-05-12T08:00:00+08:00' where id = 1")
        [body] = news.execute("select body from article_text where article_id = 1").fetchone()
    with serving(folder) as address:
        gone, other, home = (page(address, path).text for path in PATHS)
    assert "gone since 2026-05-12 08:00" in gone
    assert "".join(body.split()) in "".join(gone.split())
    assert "gone since" not in other
    assert home.count("page gone") == 1


def test_a_crawled_site_takes_pages_away_and_brings_them_back(tmp_path: Path) -> None:
    pages = {f"/a/{n}": html(ARTICLE.format(n=n)) for n in (1, 2, 3)}
    gone = {"/a/1": Answer(b"", 410), "/a/2": html("<p>您访问的页面不存在</p>")}
    with TinyWeb({"/": listing(*pages), **pages}) as web:
        folder = home_for(tmp_path, web, revisit_hours=[0.0001] * 9)
        assert visit(folder) == set()
        web.answers |= gone
        assert visit(folder) == set(), "one bad answer is no proof"
        assert visit(folder) == {f"{web.url}/a/1", f"{web.url}/a/2"}
        web.answers |= pages
        assert visit(folder) == set()
    with closing(open_news(folder / "news.db")) as news:
        assert news.execute("select count(*) from article_text").fetchone() == (3,)
        assert news.execute("select count(*) from revisions").fetchone() == (0,)


def visit(folder: Path) -> set[str]:
    """Crawl with every page due, extract, and name the tombstones."""
    settings = load(folder, {})
    with closing(open_crawl(settings.crawl_db)) as crawl:
        crawl.execute("update frontier set state = 'queued', due_at = '2020-01-01'")
    now = datetime.now(UTC)
    [run] = asyncio.run(crawls.crawl_many(settings, ["tiny-0"], now, lambda: datetime.now(UTC)))
    assert run.rc == 0, run.error
    jobs.process(settings, lambda: datetime.now(UTC), ("extract",))
    with closing(open_news(settings.news_db)) as news:
        return {row[0] for row in news.execute("select url from articles where vanished_at > ''")}
