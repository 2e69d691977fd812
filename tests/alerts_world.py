"""A small home for alert tests: news.db and alerts.db filled with our own articles."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlite_utils import Database

from db.models import Alert, Watch, text_of
from db.settings import MailSettings, Settings
from db.store import articles, watches
from db.store.database import open_alerts, open_news, stamp

CHINA = ZoneInfo("Asia/Shanghai")
NOW = datetime(2024, 5, 1, 9, 0, tzinfo=CHINA)
FUSHUN = "gb:210400"
ENTITIES = (
    ("gb:210000", "PROVINCE", "辽宁省", "Liaoning", None),
    ("gb:220000", "PROVINCE", "吉林省", "Jilin", None),
    ("gb:150000", "PROVINCE", "内蒙古自治区", "Inner Mongolia", None),
    ("gb:210400", "CITY", "抚顺市", "Fushun", "gb:210000"),
    ("gb:211300", "CITY", "朝阳市", "Chaoyang", "gb:210000"),
    ("gb:220100", "CITY", "长春市", "Changchun", "gb:220000"),
    ("gb:220104", "CITY", "朝阳区", "Chaoyang District", "gb:220100"),
    ("gb:220200", "CITY", "吉林市", "Jilin City", "gb:220000"),
    ("gb:222400", "CITY", "延边朝鲜族自治州", "Yanbian", "gb:220000"),
    ("soe:ansteel", "SOE", "鞍钢集团有限公司", "Ansteel Group", None),
)


@dataclass
class World:
    """Both databases of one home folder, and how to put articles and watches into them."""

    home: Path
    news: Database
    alerts: Database
    articles: dict[str, int] = field(default_factory=dict)

    def settings(self, **mail: object) -> Settings:
        return Settings(home=self.home, allow_loopback=True, mail=MailSettings.model_validate(mail))

    def watch(self, entity_id: str, to: str, at: datetime = NOW - timedelta(days=1)) -> Watch:
        names = {row[0]: row[2] for row in ENTITIES}
        return watches.add(self.alerts, entity_id, names[entity_id], to, at)

    def article(
        self,
        url: str,
        title: str,
        body: str,
        *,
        story: str | None = None,
        names: tuple[tuple[str, str], ...] = (),
        embedded: tuple[tuple[str, str], ...] = (),
        seen: datetime = NOW,
        published_at: str | None = "2024-05-01T08:00:00+08:00",
    ) -> int:
        """Stores (or revises) an article, tagged and clustered.

        ``names``, ``embedded``: (entity id, name) pairs; every occurrence is a mention.
        """
        digest = sha256(text_of(title, body).encode()).hexdigest()
        article_id = self._put_text(url, title, body, digest, seen, published_at)
        self._put_mentions(article_id, text_of(title, body), names, embedded)
        run = self.news.execute
        run(
            "insert or replace into taggings values (?, ?, 'test', '', ?)",
            [article_id, digest, stamp(seen)],
        )
        key = story or url
        run(
            "insert or ignore into stories(key, head_article_id, size) values (?, ?, 1)",
            [key, article_id],
        )
        run(
            "insert or replace into story_articles (article_id, story_id, text_hash, at) select ?, id, ?, ? from stories where key = ?",
            [article_id, digest, stamp(seen), key],
        )
        return article_id

    def _put_text(
        self, url: str, title: str, body: str, digest: str, seen: datetime, published: str | None
    ) -> int:
        run = self.news.execute
        run(
            "insert into articles(url, source, title, language, published_at, quality, text_hash, "
            "first_seen, updated_at) values (?, 'paper', ?, 'zh-Hans', ?, 1, ?, ?, ?) "
            "on conflict(url) do update set title = excluded.title, "
            "text_hash = excluded.text_hash, updated_at = excluded.updated_at",
            [url, title, published, digest, stamp(seen), stamp(seen)],
        )
        article_id = int(run("select id from articles where url = ?", [url]).fetchone()[0])
        changed = run("update article_text set body = ? where article_id = ?", [body, article_id])
        if not changed.rowcount:
            articles.add_text(self.news, article_id, title, body, "{}")
        self.articles[url] = article_id
        return article_id

    def _put_mentions(
        self,
        article_id: int,
        text: str,
        names: tuple[tuple[str, str], ...],
        embedded: tuple[tuple[str, str], ...],
    ) -> None:
        self.news.execute("delete from mentions where article_id = ?", [article_id])
        for inside, pairs in ((0, names), (1, embedded)):
            for entity_id, name in pairs:
                start = text.index(name)
                while start >= 0:
                    self.news.execute(
                        "insert into mentions values (?, ?, ?, ?, 'CITY', ?, 1, 'test', ?)",
                        [article_id, start, start + len(name), name, entity_id, inside],
                    )
                    start = text.find(name, start + 1)

    def outbox(self) -> dict[str, str]:
        return dict(self.alerts.execute("select key, state from outbox").fetchall())


def make_world(home: Path) -> World:
    """An empty home with the entities above and one source, ``paper``."""
    news = open_news(home / "news.db")
    news.execute(
        "insert into sources values ('paper', '示例晚报', null, 'zh', null, null, 'ok', 1)"
    )
    for entity_id, kind, name_zh, name_en, parent in ENTITIES:
        news.execute(
            "insert into entities values (?, ?, ?, ?, ?, null)",
            [entity_id, kind, name_zh, name_en, parent],
        )
    return World(home, news, open_alerts(home / "alerts.db"))


def sample_alert(**changes: object) -> Alert:
    """One alert that is in no database; the mention is 抚顺市 in its sentence."""
    alert = Alert(
        key=sha256(b"1|story").hexdigest(),
        watch_id=1,
        story_key="story",
        article_id=7,
        entity_id=FUSHUN,
        entity_name="抚顺市",
        url="https://paper.example/a?x=1&y=2",
        title="老工业区换新颜",
        source="paper",
        published_at="2024-05-01",
        sentence="记者走进抚顺市的老厂房。",
        sentence_start=8,
        mention_start=12,
        mention_end=15,
        created_at=stamp(NOW),
    )
    return replace(alert, **changes)  # type: ignore[arg-type]
