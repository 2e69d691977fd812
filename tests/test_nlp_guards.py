"""Quick looks that spare a wide pattern must let through all that the pattern would find."""

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.fold import fold, simplify
from nlp.components import context, names, officials_chain, officials_zh, soe_classes, titles
from nlp.components.language import _language
from nlp.knowledge import load
from nlp.lexicon import build
from nlp.scene import Scene

_HAN = re.compile("[一-鿿]+")
_FILL = list("的了在，。、()：同志 \n驻中国省市县区委局和东三有限一大") + [titles.PLACE, titles.ORG]


def _pieces(*patterns: str) -> st.SearchStrategy[str]:
    """Texts put together from the words of ``patterns`` and what stands between words."""
    words = sorted({word for pattern in patterns for word in _HAN.findall(pattern)})
    return st.lists(st.sampled_from([*words, *_FILL]), max_size=8).map("".join)


GUARDS: dict[str, tuple[re.Pattern[str], Callable[[str], bool]]] = {
    "thing": (context._THING, lambda text: text[:1] in context._THING_BEGINS),
    "name": (context._NAMED, lambda text: text[:1] not in context._NO_NAME),
    "class": (soe_classes._CLASS, lambda text: bool(soe_classes._CLASS_SIGN.match(text))),
    "no head": (titles._NO_HEAD, lambda text: text[:2] in titles._NO_HEAD_BEGINS),
    "elements": (names._elements(), lambda text: text[0] in names._first_characters()),
}


@pytest.mark.parametrize("guard", GUARDS)
@given(data=st.data())
def test_guard_lets_every_match_through(guard: str, data: st.DataObject) -> None:
    pattern, admits = GUARDS[guard]
    text = data.draw(_pieces(pattern.pattern))
    if pattern.match(text):
        assert admits(text)


@pytest.mark.parametrize("guard", GUARDS)
def test_guard_turns_something_away(guard: str) -> None:
    assert not GUARDS[guard][1]("，")


@given(_pieces(titles._LEFT.pattern).filter(bool))
def test_a_unit_ends_as_the_guard_says(text: str) -> None:
    found = titles._LEFT.search(text)
    if found and found.group():
        assert titles._may_end_unit(text)


def test_a_stretch_that_ends_in_no_unit_is_not_searched() -> None:
    assert titles._may_end_unit("沈阳市委") and not titles._may_end_unit("他说他是")


@given(_pieces("".join(pattern.pattern for _, pattern, _ in soe_classes._BUILDERS)))
def test_builders_are_found_with_their_sign(text: str) -> None:
    if any(pattern.search(text) for _, pattern, _ in soe_classes._BUILDERS):
        assert soe_classes._BUILDER_SIGN.search(text)


@given(_pieces(officials_zh._AFTER.pattern + "(女)"))
def test_what_may_follow_a_title_begins_as_listed(text: str) -> None:
    found = officials_zh._AFTER.match(text)
    if found and found.group():
        assert text[0] in officials_zh._AFTER_BEGINS


@given(st.text("、,\n (和及兼暨/某", max_size=8))
def test_no_gap_of_a_chain_is_wider_than_listed(gap: str) -> None:
    if officials_chain._GAP.match(gap):
        assert len(gap) <= officials_chain._WIDEST_GAP


_SCRIPTS = "沈阳市委瀋陽國務abZ한かĀſİ，：（　。𠮷𪚥😀\ud800\udc00１Ａ"


@given(st.text(st.one_of(st.sampled_from(_SCRIPTS), st.characters()), max_size=60))
def test_a_scene_folds_as_the_tables_say(text: str) -> None:
    scene = Scene(text)
    plain = re.sub("[\ud800-\udfff]", "\ufffd", simplify(text))
    assert scene.simple == plain
    assert scene.folded == fold(plain)
    assert scene.latin == (re.search("[A-Za-z]", plain) is not None)


@given(st.text(st.sampled_from(_SCRIPTS), max_size=80))
def test_a_glance_names_the_language_that_counting_does(text: str) -> None:
    han = re.findall("[一-鿿𠀀-𿿿]", text)
    strange = sum(char != simplify(char) for char in han)
    foreign, latin = len(re.findall("[한か]", text)), len(re.findall("[A-Za-z]", text))
    if foreign <= 0.2 * (len(han) + 1) and han and len(han) * 4 >= latin:
        assert _language(text).value == ("zh-Hant" if strange > 0.1 * len(han) else "zh-Hans")


@given(st.lists(st.sampled_from(["沈阳", "鞍钢", "吉林市", "Dalian", "𠮷", "😀", " ", "的"])))
def test_offsets_of_hits_are_code_points(parts: list[str]) -> None:
    text = "".join(parts)
    for start, end, entry in _LEXICON.find(text):
        assert text[start:end] == entry.text


_LEXICON = build(load())


def test_a_name_across_two_characters_of_the_automaton_is_none() -> None:
    """UTF-16 of 市 is 5E 02: a character ending in 5E before one beginning with 02 is no 市."""
    wide = "沈阳".encode("utf-16-be")
    odd = (b"\x4e" + wide + b"\x00").decode("utf-16-be", "replace")
    assert all(odd[start:end] == entry.text for start, end, entry in _LEXICON.find(odd))
    assert not [entry for _, _, entry in _LEXICON.find(odd) if entry.text == "沈阳"]
