"""Rendering: any text becomes harmless HTML, XML, mail and JSON."""

import json
from email import message_from_bytes
from email.policy import default
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts import render
from alerts.channels.mail import MailChannel
from alerts.feed import feed_path, refresh_feeds, render_feed, write_feed
from alerts.match import match_articles
from db.models import Alert, Watch
from db.settings import MailSettings
from tests.alerts_world import FUSHUN, NOW, make_world, sample_alert

ATOM = "{http://www.w3.org/2005/Atom}"
WATCH = Watch(1, FUSHUN, "mailto:CANARY@r.example", "2024-05-01T00:00:00+08:00", "token" * 6)
MAIL = MailChannel("reader@r.example", MailSettings())
OURS = {"html", "head", "meta", "title", "body", "h3", "blockquote", "mark", "ul", "li", "a"}
EVIL = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</title></mark><iframe>",
    "]]><svg/onload=1>",
    "&lt;script&gt; &amp; &#60;b&#62;",
    "\x00\x0b\x1b[31m\ufffe\u202e",
)


class Elements(HTMLParser):
    """Tags, attribute names, link targets and text of a document."""

    def __init__(self, document: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.links: list[str] = []
        self.text = ""
        self.feed(document)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [value or "" for name, value in attrs if name == "href"]

    def handle_data(self, data: str) -> None:
        self.text += data


def html_of(alert: Alert) -> str:
    message = message_from_bytes(MAIL.message(alert).as_bytes(), policy=default)
    part = message.get_body(("html",))  # type: ignore[attr-defined]
    assert part is not None
    return str(part.get_content())


@pytest.mark.parametrize("evil", EVIL)
def test_markup_in_every_field_stays_text(evil: str) -> None:
    alert = sample_alert(
        title=evil,
        entity_name=evil,
        source=evil,
        url=evil,
        entity_id=evil,
        published_at=evil,
        sentence=f"前{evil}后",
        sentence_start=0,
        mention_start=1,
        mention_end=1 + len(evil),
    )
    feed = ElementTree.fromstring(render_feed(WATCH, evil, [alert], 1))
    [content] = feed.iter(f"{ATOM}content")
    for document in (html_of(alert), content.text or ""):
        seen = Elements(document)
        assert seen.tags <= OURS
        assert seen.attributes <= {"lang", "charset"}
        assert render.line(evil) in " ".join(seen.text.split())
    assert feed.findtext(f"{ATOM}entry/{ATOM}title") == render.line(evil)


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//h.example/", "https:", "http://[bad"]
)
def test_only_web_addresses_become_links(url: str) -> None:
    alert = sample_alert(url=url)
    assert Elements(html_of(alert)).links == []
    assert Elements(html_of(sample_alert())).links == ["https://paper.example/a?x=1&y=2"]
    assert b"<link" not in render_feed(WATCH, "x", [alert], 1)


def test_the_text_has_sentence_source_and_both_links() -> None:
    text = render.text(sample_alert(), "https://d.example/")
    assert text.splitlines() == [
        "老工业区换新颜",
        "",
        "记者走进抚顺市的老厂房。",
        "",
        "命中：抚顺市（gb:210400）",
        "来源：paper",
        "发布：2024-05-01",
        "原文：https://paper.example/a?x=1&y=2",
        "查看：https://d.example/news/articles/7",
    ]


TEXTS = st.text(st.characters(codec=None, exclude_categories=()), max_size=250)


@settings(max_examples=100, deadline=None)
@given(title=TEXTS, before=TEXTS, mention=TEXTS, after=TEXTS, source=TEXTS)
def test_any_text_renders_to_parseable_atom_mail_and_json(
    title: str, before: str, mention: str, after: str, source: str
) -> None:
    alert = sample_alert(
        title=title,
        source=source,
        sentence=before + mention + after,
        sentence_start=5,
        mention_start=5 + len(before),
        mention_end=5 + len(before) + len(mention),
    )
    parsed = feedparser.parse(render_feed(WATCH, title, [alert], 1, "https://d.example"))
    assert not parsed.bozo and parsed.entries[0].id == f"urn:dongbei:{alert.key}"
    feed = ElementTree.fromstring(render_feed(WATCH, title, [alert], 1))
    assert (feed.findtext(f"{ATOM}entry/{ATOM}title") or "") == render.line(title)

    raw = MAIL.message(alert).as_bytes()
    message = message_from_bytes(raw, policy=default)
    assert message["Subject"] == render.subject(alert)
    assert not message.defects and len(message.keys()) == 8
    assert Elements(html_of(alert)).tags <= OURS
    assert max(map(len, raw.split(b"\r\n"))) <= 998

    sent = json.loads(json.dumps(render.as_json(alert), ensure_ascii=False).encode())
    assert sent["sentence"][sent["mention_start"] : sent["mention_end"]] == render.clean(mention)


def test_a_feed_without_alerts_is_valid() -> None:
    parsed = feedparser.parse(render_feed(WATCH, "抚顺市", [], 0))
    assert not parsed.bozo and parsed.entries == []
    assert parsed.feed.title == "dongbei：抚顺市" and parsed.feed.updated


def test_a_feed_has_dates_and_addresses_but_no_channel() -> None:
    days = ["2024-05-01", "2024-05-01T08:00:00+08:00", "last week", None]
    alerts = [sample_alert(key=str(number), published_at=day) for number, day in enumerate(days)]
    content = render_feed(WATCH, "抚顺市", alerts, 4, "https://d.example")
    feed = ElementTree.fromstring(content)
    published = [entry.findtext(f"{ATOM}published") for entry in feed.iter(f"{ATOM}entry")]
    assert published == ["2024-05-01T00:00:00+08:00", "2024-05-01T08:00:00+08:00", None, None]
    assert f"https://d.example/-/feeds/{WATCH.token}.atom".encode() in content
    assert b"CANARY" not in content


def test_feed_files_hold_the_newest_hundred_and_are_renewed_when_they_must(tmp_path: Path) -> None:
    world = make_world(tmp_path)
    watch = world.watch(FUSHUN, "file:///nowhere")
    folder = tmp_path / "feeds"
    assert refresh_feeds(world.alerts, folder) == 1
    assert refresh_feeds(world.alerts, folder) == 0
    for number in range(103):
        world.article(
            f"https://p.example/{number}", f"{number}", "抚顺市。", names=((FUSHUN, "抚顺市"),)
        )
    match_articles(world.news, world.alerts, NOW)
    assert refresh_feeds(world.alerts, folder) == 1
    path = feed_path(folder, watch)
    assert len(feedparser.parse(path.read_bytes()).entries) == 100
    path.unlink()
    assert refresh_feeds(world.alerts, folder) == 1
    assert write_feed(world.alerts, watch, folder) == path
    assert [item.name for item in folder.iterdir()] == [f"{watch.token}.atom"]


PERSON = {"entity_id": "person:luan-tianmeng", "entity_name": "栾天猛"}


@pytest.mark.parametrize("confidence", [0.7, 0.85, 0.89])
def test_a_person_of_less_than_high_confidence_is_named_as_such(confidence: float) -> None:
    alert = sample_alert(**PERSON, confidence=confidence)
    sent = render.as_json(alert)
    assert sent["confirmed"] is False and sent["confidence"] == confidence
    feed = render_feed(WATCH, "栾天猛", [alert], 1).decode()
    shown = (render.subject(alert), render.text(alert), html_of(alert), str(sent["text"]), feed)
    for text in shown:
        assert "依据不足 unconfirmed" in text
    line = f"栾天猛（person:luan-tianmeng），依据不足 unconfirmed，把握 {confidence:.2f}"
    assert line in render.text(alert) and line in Elements(html_of(alert)).text


@pytest.mark.parametrize("changes", [PERSON | {"confidence": 0.9}, PERSON, {"confidence": 0.6}, {}])
def test_sure_persons_and_places_carry_no_doubt(changes: dict[str, object]) -> None:
    alert = sample_alert(**changes)
    assert render.as_json(alert)["confirmed"] is True
    assert "unconfirmed" not in render.text(alert) + render.subject(alert) + html_of(alert)
