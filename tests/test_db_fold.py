"""One fold for search and tagging: same length, and the same table as OpenCC's."""

import opencc
from hypothesis import given
from hypothesis import strategies as st

from db.fold import fold, simplify


@given(st.text())
def test_every_text_keeps_its_length(text: str) -> None:
    assert len(fold(text)) == len(text) == len(simplify(text))


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_every_single_character_keeps_its_length() -> None:
    wrong = [chr(code) for code in range(0x110000) if len(fold(chr(code))) != 1]
    assert wrong == []


@given(st.text() | st.text(alphabet="沈瀋阳陽Ａ，：；（）！？　１aÄ\U00020000"))
def test_a_text_is_folded_as_its_characters_are(text: str) -> None:
    assert fold(text) == "".join(fold(char) for char in text)


def test_width_script_and_case() -> None:
    assert fold("瀋陽２０２４年ＡＩ芯片　X") == "沈阳2024年ai芯片 x"
    assert simplify("瀋陽ＧＤＰ") == "沈阳GDP"


def test_table_is_opencc_s() -> None:
    convert = opencc.OpenCC("t2s").convert
    for code in range(0x4E00, 0xA000):
        expected = convert(chr(code))
        if len(expected) == 1:
            assert simplify(chr(code)) == expected, hex(code)
