"""A home folder with a few short articles of our own, tagged: what the review tests start from."""

import csv
import json
import shutil
from pathlib import Path
from typing import Any

from click.testing import CliRunner
from site_home import dongbei, rows

from scheduler.cli import cli

MAYOR = "nil:钱立言@抚顺市市长"
VICE = "nil:关知远@本溪市副市长"
ARTICLES = (
    ("1", "2025-03-02", "抚顺部署春耕", "抚顺市市长钱立言到清原县检查春耕准备工作。他要求各部门做好服务，"
     "确保农民按时下种，保障粮食安全，推动农业生产稳步向前发展。"),
    ("2", "2025-05-06", "抚顺召开会议", "抚顺市召开城市更新工作会议。抚顺市市长钱立言主持会议并讲话，"
     "要求加快老旧小区改造，完善基础设施，让居民住得更舒心。"),
    ("3", "2025-05-07", "客商到访", "本溪市副市长关知远会见来访客商，双方就文旅合作交换意见，"
     "表示将加强往来，推动项目尽快落地。会后客商一行前往沈阳参观工厂，次日从沈阳启程返回。"),
    ("4", "2025-05-08", "老旧小区改造加快", "本溪市副市长关知远调研老旧小区改造。他走进居民家中，"
     "询问供暖和用水情况，叮嘱施工单位抓紧工期，保证质量。"),
)  # fmt: skip
OFFICIAL = {
    "id": "cheng-yuanhang--vice-mayor--211200", "name_zh": "程远航", "name_en": "",
    "office_zh": "铁岭市副市长", "office_en": "", "jurisdiction": "211200", "start_date": "2020",
    "end_date": "", "evidence": "a notice on paper", "as_of": "2025-01", "status": "in_office",
    "confidence": "medium",
}  # fmt: skip
SOE = {
    "id": "fushun-lantern", "name_zh": "抚顺市灯笼集团有限公司", "short_zh": "抚顺灯笼集团",
    "aliases_zh": "抚灯集团", "name_en": "Fushun Lantern Group", "aliases_en": "",
    "level": "municipal", "parent_id": "", "hq_gb_code": "210400", "sector": "lanterns",
    "evidence": "the city's list", "as_of": "2025-01", "confidence": "high",
}  # fmt: skip


def write_articles(path: Path, articles: tuple[tuple[str, str, str, str], ...]) -> Path:
    """A JSON Lines file for ``dongbei import``."""
    lines = [
        {"url": f"https://news.example/{key}", "title": title, "text": body, "date": day}
        for key, day, title, body in articles
    ]
    path.write_text(
        "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8"
    )
    return path


def make_home(folder: Path, *more: tuple[str, str, str, str]) -> Path:
    """HOME with ARTICLES and ``more`` imported and tagged by the real command."""
    folder.mkdir(parents=True, exist_ok=True)
    path = write_articles(folder / "articles.jsonl", (*ARTICLES, *more))
    run(folder, "import", str(path))
    return folder


def copy_of(home: Path, folder: Path) -> Path:
    """A home of its own for a test that changes it."""
    return Path(shutil.copytree(home, folder))


def write_table(home: Path, name: str, *records: dict[str, str]) -> Path:
    """HOME/knowledge/``name`` with these rows."""
    path = home / "knowledge" / name
    path.parent.mkdir(exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(records[0]))
        writer.writeheader()
        writer.writerows(records)
    return path


def run(home: Path, *arguments: str) -> str:
    """Standard output of a command that must succeed, run in this process to be quick."""
    done = CliRunner().invoke(cli, ["--home", str(home), *arguments], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


def refused(home: Path, *arguments: str) -> str:
    """The one line with which a command fails."""
    done = dongbei(home, *arguments)
    assert done.returncode == 1, (done.stdout, done.stderr)
    assert done.stderr.count("\n") == 1 and done.stderr.startswith("dongbei: ")
    return done.stderr


def queue(home: Path) -> dict[str, dict[str, Any]]:
    """Open items, in order, by the entity they are about."""
    items = json.loads(run(home, "review", "--json"))
    return {item["entity_id"]: item for item in items}


def people(home: Path) -> list[tuple[Any, ...]]:
    """(article's url, name, person) of every post."""
    return rows(
        home / "news.db",
        "select a.url, p.name, p.person_id from posts p join articles a on a.id = p.article_id"
        " order by 1, 2",
    )


def news_picture(home: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Everything the tagger wrote, with its version, without times."""
    tables = {
        "entities": "*",
        "offices": "*",
        "mentions": 'article_id, start, "end", text, entity_id, confidence, rule, embedded',
        "posts": 'article_id, start, "end", name, office, jurisdiction, status, person_id',
        "article_entities": "*",
        "events": "*",
        "article_topics": "*",
        "ambiguous_names": "*",
        "taggings": "article_id, text_hash, version, reasons",
    }
    return {
        name: sorted(rows(home / "news.db", f"select {columns} from {name}"), key=repr)
        for name, columns in tables.items()
    }
