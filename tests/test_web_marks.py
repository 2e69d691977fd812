"""Mentions, sentences, revisions and months as they are shown: pure functions."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from db.models import text_of
from web.diff import MAX_SENTENCES, compare
from web.entity import FEWEST_MONTHS, MONTHS, bars
from web.marks import Span, highlight, marked, matched, pieces
from web.sentences import around, split
from web.site import Site, moment, web_url

TEXTS = st.text(alphabet="沈阳鞍山ab<>&\"'\n。. \ue000\ue001", max_size=40)


@st.composite
def marked_texts(draw: st.DrawFn) -> tuple[str, list[Span]]:
    text = draw(TEXTS)
    spans = []
    for number in range(draw(st.integers(0, 6))):
        start = draw(st.integers(-1, len(text) + 1))
        end = draw(st.integers(start, len(text) + 2))
        kind = draw(st.sampled_from(["CITY", "SOE", "OTHER"]))
        spans.append(Span(start, end, kind, f"e{number}", "<tip>\"'", draw(st.booleans())))
    return text, spans


class _Links(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.text, self.hrefs, self.depth, self.deepest, self.sup = "", list[str](), 0, 0, False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ("a", "sup")
        if tag == "a":
            self.hrefs.append(dict(attrs)["href"] or "")
            self.depth += 1
            self.deepest = max(self.deepest, self.depth)
        else:
            self.sup = True

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self.depth -= 1
        else:
            self.sup = False

    def handle_data(self, data: str) -> None:
        if not self.sup:
            self.text += data


@given(marked_texts())
@example(("<\n<", [Span(1, 3, "CITY", "e0", ""), Span(2, 3, "CITY", "e1", "")]))
def test_text_survives_and_every_mention_is_linked(sample: tuple[str, list[Span]]) -> None:
    text, spans = sample
    lines = highlight(text, spans, lambda entity_id: entity_id)
    assert len(lines) == text.count("\n") + 1
    seen = [_Links(str(line)) for line in lines]
    assert "\n".join(line.text for line in seen) == text
    assert all(line.deepest <= 1 for line in seen)
    linked = {href for line in seen for href in line.hrefs}
    valid = [s for s in spans if 0 <= s.start < s.end <= len(text)]
    assert {s.entity_id for s in valid if text[s.start : s.end].strip("\n")} <= linked
    assert linked <= {s.entity_id for s in valid}


@given(marked_texts())
def test_pieces_cover_the_text_once(sample: tuple[str, list[Span]]) -> None:
    text, spans = sample
    found = pieces(len(text), spans)
    assert "".join(text[piece.start : piece.end] for piece in found) == text
    for piece in found:
        inside = [s for s in spans if s.start <= piece.start and piece.end <= s.end <= len(text)]
        inside = [s for s in inside if s.start >= 0]
        assert (piece.inner is None) == (not inside)
        if piece.inner:
            shortest = min(s.end - s.start for s in inside)
            assert piece.inner.end - piece.inner.start == shortest


def test_embedded_name_is_subdued_inside_its_enterprise() -> None:
    spans = [
        Span(0, 4, "SOE", "soe:ansteel", "t"),
        Span(0, 2, "CITY", "gb:210300", "t", embedded=True),
    ]
    html = str(highlight("鞍山钢铁停产", spans, Site().entity)[0])
    assert html == (
        '<a class="m soe inside in-city" href="/news/entities/gb~3A210300" title="t">鞍山</a>'
        '<a class="m soe" href="/news/entities/soe~3Aansteel" title="t">钢铁</a>停产'
    )


def test_two_entities_on_the_same_words_are_both_linked() -> None:
    spans = [Span(0, 2, "CITY", "gb:1", "one"), Span(0, 2, "PROVINCE", "gb:2", "two")]
    html = str(highlight("吉林", spans, lambda entity_id: entity_id)[0])
    assert re.findall('href="(.*?)"', html) == ["gb:1", "gb:2"]


@given(st.text(alphabet="ab<&\ue000\ue001", max_size=20))
def test_snippets_carry_no_markup_but_mark(text: str) -> None:
    rest = re.sub("</?mark>", "", str(marked(text)))
    assert "<" not in rest and "\ue000" not in rest and "\ue001" not in rest


def test_title_matches_are_marked_whole() -> None:
    assert str(matched("下雪！瀋陽<晴", "沈阳")) == "下雪！<mark>瀋陽</mark>&lt;晴"


@given(TEXTS)
def test_sentences_join_to_the_text(text: str) -> None:
    assert "".join(split(text)) == text


@given(TEXTS, st.integers(0, 40), st.integers(1, 8), st.integers(12, 60))
def test_passage_holds_the_words_and_stays_short(
    text: str, start: int, length: int, limit: int
) -> None:
    start = min(start, len(text))
    end = min(len(text), start + length)
    found = around(text, start, end, limit)
    assert found.hit == text[start:end][:limit]
    assert len(found.before) + len(found.hit) + len(found.after) <= limit


def test_passage_is_the_sentence() -> None:
    text = text_of("标题", "前一句。沈阳今天下雪。后一句。")
    at = text.index("沈阳")
    found = around(text, at, at + 2, 100)
    assert (found.before, found.hit, found.after) == ("", "沈阳", "今天下雪。")


@given(TEXTS, TEXTS)
def test_changes_tell_both_texts(old: str, new: str) -> None:
    changes = compare(old, new)
    assert (changes == []) == (old == new)
    deleted = "".join(t for c in changes for kind, t in c.parts if kind != "ins")
    inserted = "".join(t for c in changes for kind, t in c.parts if kind != "del")
    same = sum(change.same for change in changes)
    if old != new:
        assert same <= min(len(split(old)), len(split(new)))
        kept_old, kept_new = len(old) - len(deleted), len(new) - len(inserted)
        assert kept_old == kept_new >= 0


def test_changes_of_a_rewritten_sentence_are_small() -> None:
    changes = compare("甲。大修提前一天完成。乙。", "甲。大修提前两天完成。乙。")
    assert [change.same for change in changes] == [1, 0, 1]
    assert changes[1].parts == (
        ("keep", "大修提前"), ("del", "一"), ("ins", "两"), ("keep", "天完成。"),
    )  # fmt: skip


def test_a_huge_revision_is_bounded() -> None:
    old = "".join(f"第{n}句。" for n in range(MAX_SENTENCES * 3))
    changes = compare(old, old + "新句。")
    assert changes[0].same == MAX_SENTENCES
    assert len(changes) == 2


@given(
    st.dictionaries(
        st.builds(lambda y, m: f"{y}-{m:02d}", st.integers(2000, 2026), st.integers(1, 12)),
        st.integers(1, 500),
        max_size=20,
    )
)
def test_bars_are_consecutive_months_up_to_the_newest(counts: dict[str, int]) -> None:
    found = bars(counts)
    if not counts:
        assert found == []
        return
    assert FEWEST_MONTHS <= len(found) <= MONTHS
    assert found[-1].month == max(counts)
    assert [bar.x for bar in found] == list(range(0, 10 * len(found), 10))
    assert [bar.count for bar in found] == [counts.get(bar.month, 0) for bar in found]
    assert max(bar.height for bar in found) == 80


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://a.example/x", True), ("HTTP://a.example", True), ("javascript:alert(1)", False),
        ("data:text/html,x", False), (" https://a.example", False), ("//a.example", False),
        ("https://a.example/\nx", False), (None, False), ("", False),
    ],
)  # fmt: skip
def test_only_web_addresses_are_linked(url: str | None, safe: bool) -> None:
    assert web_url(url) == (url if safe else None)


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("2024-05-01T00:30:00Z", "2024-05-01 08:30"), ("2024-05-01", "2024-05-01"),
        ("2024-05-01T08:30:00+08:00", "2024-05-01 08:30"), (None, ""), ("no date", "no date"),
    ],
)  # fmt: skip
def test_times_are_shown_in_china(stored: str | None, shown: str) -> None:
    assert moment(stored) == shown
