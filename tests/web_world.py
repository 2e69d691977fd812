"""A small news.db for web tests, our own articles in it, and a real server over loopback."""

import asyncio
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from db.models import text_of
from db.settings import Settings, WebSettings
from db.store import articles
from db.store.database import open_news, transaction
from web.serve import serve

NIL = "nil:张某@沈阳市副市长"
HOSTILE = 12
ENTITIES = (
    ("gb:210000", "PROVINCE", "辽宁省", "Liaoning", None, "province"),
    ("gb:220000", "PROVINCE", "吉林省", "Jilin Province", None, "province"),
    ("gb:230000", "PROVINCE", "黑龙江省", "Heilongjiang", None, "province"),
    ("gb:210100", "CITY", "沈阳市", "Shenyang", "gb:210000", "prefecture"),
    ("gb:210200", "CITY", "大连市", "Dalian", "gb:210000", "prefecture"),
    ("gb:210300", "CITY", "鞍山市", "Anshan", "gb:210000", "prefecture"),
    ("gb:220100", "CITY", "长春市", "Changchun", "gb:220000", "prefecture"),
    ("gb:220200", "CITY", "吉林市", "Jilin City", "gb:220000", "prefecture"),
    ("gb:230100", "CITY", "哈尔滨市", "Harbin", "gb:230000", "prefecture"),
    ("soe:ansteel", "SOE", "鞍钢集团有限公司", "Ansteel Group", None, "central"),
    ("soe:faw", "SOE", "中国第一汽车集团有限公司", "FAW Group", None, "central"),
    ('soe:"><script>x</script>', "SOE", '"><script>x</script>', None, None, None),
    ("person:hao-peng", "OFFICIAL", "郝鹏", "Hao Peng", None, None),
    (NIL, "OFFICIAL", "张某", None, None, None),
)
SURFACES = {
    "辽宁": "gb:210000", "遼寧": "gb:210000", "Liaoning": "gb:210000",
    "吉林省": "gb:220000", "黑龙江": "gb:230000", "Heilongjiang": "gb:230000",
    "沈阳": "gb:210100", "瀋陽": "gb:210100", "Shenyang": "gb:210100",
    "大连": "gb:210200", "Dalian": "gb:210200", "长春": "gb:220100",
    "吉林市": "gb:220200", "哈尔滨": "gb:230100", "哈爾濱": "gb:230100", "Harbin": "gb:230100",
    "鞍钢": "soe:ansteel", "鞍山钢铁": "soe:ansteel", "一汽": "soe:faw", "郝鹏": "person:hao-peng",
    "张某": NIL,
}  # fmt: skip
EMBEDDED = {"鞍山": "gb:210300"}


@dataclass(frozen=True, slots=True)
class Sample:
    """One article; mentions are every occurrence of SURFACES, embedded ones of EMBEDDED."""

    id: int
    source: str
    day: str | None
    title: str
    body: str
    language: str = "zh-Hans"
    url: str = ""
    author: str = ""


LONG_TAIL = "这句话只在全文末尾出现"
SOURCES = (
    ("ln-daily", "辽宁某报", "Liaoning sample daily", "zh-Hans"),
    ("jl-daily", "吉林某报", "Jilin sample daily", "zh-Hans"),
    ("hk-post", "港岛某报", "Hong Kong sample post", "zh-Hant"),
    ("en-weekly", None, "English sample weekly", "en"),
)
SAMPLES = tuple(
    Sample(**json.loads(line))
    for line in (Path(__file__).parent / "fixtures" / "web" / "articles.jsonl").open(
        encoding="utf-8"
    )
)
TABLES_WITH_TEXT = (
    "article_text", "full_articles", "revisions", "articles_seg", "articles_fts",
    "articles_fts_data", "articles_fts_idx", "articles_fts_docsize", "articles_fts_config",
)  # fmt: skip


def make_home(folder: Path) -> Path:
    """HOME with a filled news.db."""
    db = open_news(folder / "news.db")
    with transaction(db):
        _fill_world(db)
        for sample in SAMPLES:
            _put_article(db, sample)
        _fill_rest(db)
    db.close()
    return folder


def spans_of(sample: Sample) -> list[tuple[int, int, str, bool]]:
    """(start, end, entity, embedded) of every name in title + newline + body."""
    text = text_of(sample.title, sample.body)
    found = []
    for surfaces, embedded in ((SURFACES, False), (EMBEDDED, True)):
        for surface, entity in surfaces.items():
            at = text.find(surface)
            while at >= 0:
                found.append((at, at + len(surface), entity, embedded))
                at = text.find(surface, at + 1)
    return found


def entities_of(sample: Sample) -> set[str]:
    return {entity for _, _, entity, embedded in spans_of(sample) if not embedded}


@contextmanager
def serving(home: Path, *, shared: bool = False) -> Iterator[str]:
    """The address of a real server on HOME, without a slash at its end."""
    settings = Settings(home=home, web=WebSettings(port=0, shared=shared))
    started = threading.Event()
    state: dict[str, Any] = {}

    def ready(address: str) -> None:
        state["address"] = address.rstrip("/")
        started.set()

    async def main() -> None:
        state["loop"], state["stop"] = asyncio.get_running_loop(), asyncio.Event()
        await serve(settings, state["stop"], ready)

    thread = threading.Thread(target=lambda: asyncio.run(main()))
    thread.start()
    try:
        assert started.wait(30), "the server did not start"
        yield state["address"]
    finally:
        state["loop"].call_soon_threadsafe(state["stop"].set)
        thread.join(30)
        assert not thread.is_alive(), "the server did not stop"


def _fill_world(db: Database) -> None:
    for row in SOURCES:
        db.execute("insert into sources values (?, ?, ?, ?, null, 'sample', 'unverified', 1)", row)
    for entity in ENTITIES:
        db.execute("insert into entities values (?, ?, ?, ?, ?, ?)", entity)
    db.execute(
        "insert into offices values ('person:hao-peng', '辽宁省委书记', 'Party Secretary of"
        " Liaoning', 'gb:210000', '2022-11', null, 'in_office', '2025-04-11', 'high',"
        " 'https://news.example/a ; javascript:alert(1)', 'hao-peng--secretary--210000')"
    )


def _put_article(db: Database, sample: Sample) -> None:
    db.execute(
        "insert into articles (id, url, source, title, language, published_at, published_day,"
        " author, relevance, quality, text_hash, first_seen, updated_at)"
        " values (?, ?, ?, ?, ?, ?, ?, ?, 0.8, 0.9, ?, ?, ?)",
        [sample.id, sample.url or f"https://{sample.source}.example/{sample.id}.html"]
        + [sample.source, sample.title, sample.language]
        + [sample.day and f"{sample.day}T08:00:00+08:00", sample.day, sample.author]
        + [
            f"h{sample.id}",
            f"2025-05-05T0{sample.id % 10}:00:00+08:00",
            "2025-05-05T10:00:00+08:00",
        ],
    )
    articles.add_text(db, sample.id, sample.title, sample.body, "{}")
    text = text_of(sample.title, sample.body)
    kinds = {entity[0]: entity[1] for entity in ENTITIES}
    for start, end, entity, embedded in spans_of(sample):
        db.execute(
            "insert into mentions values (?, ?, ?, ?, ?, ?, 0.95, 'sample', ?)",
            [sample.id, start, end, text[start:end], kinds[entity], entity, int(embedded)],
        )
    db.execute(
        "insert into article_entities select article_id, entity_id, type, count(*), min(start)"
        " from mentions where article_id = ? and embedded = 0 group by entity_id",
        [sample.id],
    )


def _fill_rest(db: Database) -> None:
    """Posts, an event and topics of article 6, the story of 1 and 10, two revisions of 2, a hostile mention in 12."""
    text = text_of(SAMPLES[5].title, SAMPLES[5].body)
    for office, name, place, status, person in (
        ("省委书记", "郝鹏", "gb:210000", "incumbent", "person:hao-peng"),
        ("沈阳市副市长", "张某", "gb:210100", "incumbent", NIL),
    ):
        start = text.index(office)
        db.execute(
            "insert into posts values (6, ?, ?, ?, ?, ?, ?, ?, 0.9)",
            [start, start + len(office), name, office, place, status, person],
        )
    sentence = SAMPLES[5].title + "\n"
    db.execute(
        "insert into events values (6, ?, ?, 'meeting', '[\"郝鹏\"]', '会议', 'gb:210000',"
        " '2025-04-10', 0.9, 'meeting:host')",
        [len(sentence), len(sentence) + SAMPLES[5].body.index("。") + 1],
    )
    db.execute("insert into article_topics values (6, 'policy', 1), (6, 'industry', 2)")
    db.execute("insert into stories values (1, 'k1', 1, 2)")
    for number in (1, 10):
        db.execute(
            "insert into story_articles (article_id, story_id, text_hash, at) values (?, 1, 'h', '2025-05-05')",
            [number],
        )
    old = "鞍山钢铁表示，大修比计划提前一天完成。此句后来删去。"
    for raw, body, at in ((1, "旧稿第一版。" + old, "2025-05-02T09:00:00+08:00"),
                          (2, old, "2025-05-02T10:00:00+08:00")):  # fmt: skip
        db.execute(
            "insert into revisions values (2, ?, 'x', '鞍山钢铁高炉大修', ?, ?)", [raw, body, at]
        )
    db.execute(
        "insert into mentions values (?, 0, 8, ?, 'SOE', ?, 0.5, '\"><b>rule', 0)",
        [HOSTILE, SAMPLES[HOSTILE - 1].title[:8], ENTITIES[11][0]],
    )
    db.execute(
        "insert into article_entities values (?, ?, 'SOE', 1, 0)", [HOSTILE, ENTITIES[11][0]]
    )
