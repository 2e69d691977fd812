"""What holds for the events of any text."""

from events_cases import events_of
from hypothesis import given, settings
from hypothesis import strategies as st

from db.models import EventKind
from nlp.components import events_words

PIECES = (
    "沈阳市市长钱立言", "、", "，", "。", "\n", "“", "”", "《", "》", "5月11日", "将", "没有", "到", "在",
    "铁西区", "鞍钢集团", "调研", "会见", "主持召开", "会议", "出席", "签署", "协议", "与", "同", "任命",
    "免去", "为", "的", "不再担任", "冯启明", "抚顺市委书记", "涉嫌", "日前", "一行", "讲话", "时强调", "由",
    "Liaoning Governor Li Dayi", " inspected ", " met with ", " and ", "Ansteel Group", " signed ", "\ud800", "𠮷",
)  # fmt: skip


@settings(max_examples=250, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=14), st.sampled_from([None, "2024-05-12"]))
def test_events_are_words_of_their_sentence(pieces: list[str], date: str | None) -> None:
    text = "".join(pieces)
    found = events_of(text, date)
    assert found == events_of(text, date)
    for event in found:
        sentence = text[event.start : event.end]
        assert sentence == sentence.strip() and sentence
        assert event.who and len(set(event.who)) == len(event.who)
        assert event.what in text and event.what.strip() == event.what != ""
        if event.kind is not EventKind.MEETING:
            assert event.what in sentence
        assert all(name in sentence for name in event.who)
        assert event.where is None or event.where.startswith(("gb:", "soe:", "nil:"))
        assert 0 < event.confidence <= 1 and event.rule.startswith(event.kind.value)
    assert [e.start for e in found] == sorted(e.start for e in found)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_read(text: str) -> None:
    assert all(text[e.start : e.end] for e in events_of(text))


def test_every_role_of_the_word_list_has_words() -> None:
    chinese_only = {"look", "talk", "host", "appoint", "depart", "leave"}
    for role in events_words.ROLES:
        assert events_words.words("zh", role), role
        assert role in chinese_only or events_words.words("en", role), role
