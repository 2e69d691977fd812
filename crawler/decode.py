"""Bytes of a page → text, whatever the header and the page claim about the charset.

``gb2312`` and ``gbk`` are read as gb18030 (their superset), ``big5`` with the Hong Kong supplement.
A label is believed only if the bytes agree with it: valid UTF-8 wins over any label, and a label
that yields replacement characters or no common Chinese character loses to one that does not.
"""

import codecs
import re

_META = re.compile(rb"""<meta[^>]{0,200}?charset\s{0,9}=\s{0,9}["']?\s{0,9}([\w:.-]{2,30})""", re.I)
_HIGH = re.compile(r"[\u3400-\u9fff]")
_COMMON = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子"
    "说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机"
    "当使点从业本去把性好应开它合还因由其些然前外天政四日那社義這國為個們來時對會發經學進實現過後從體"
    "與業開關於說電產點兩當裡種"
)
_WIDER = {
    "gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "x-gbk": "gb18030",
    "big5": "big5hkscs", "big5-hkscs": "big5hkscs", "x-x-big5": "big5hkscs",
    "iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252",
    "shift_jis": "cp932", "euc-kr": "cp949", "ks_c_5601-1987": "cp949",
}  # fmt: skip
_SAMPLE = 200_000


def decode(body: bytes, charset: str | None = None) -> str:
    """Text of ``body``; ``charset`` is the HTTP header's claim, believed only if it fits.

    >>> decode("瀋陽新聞".encode("big5"), "big5")
    '瀋陽新聞'
    """
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if body.startswith(mark):
            return body.decode(name, "replace").removeprefix("\ufeff")
    if _is_utf8(body):
        return body.decode("utf-8", "replace")
    sample = body[:_SAMPLE]
    names = [n for n in (_known(charset), _declared(body)) if n]
    best = max(
        dict.fromkeys([*names, "gb18030", "big5hkscs", "utf-8", "cp1252"]),
        key=lambda name: _plausible(sample, name, name in names),
    )
    return body.decode(best, "replace")


def _is_utf8(body: bytes) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()  # a cut last character is no error
    try:
        decoder.decode(body)
    except UnicodeDecodeError:
        return False
    return True


def _declared(body: bytes) -> str | None:
    found = _META.search(body[:8192])
    return _known(found[1].decode("ascii", "replace")) if found else None


def _known(charset: str | None) -> str | None:
    name = (charset or "").strip().strip("\"'").lower()
    name = _WIDER.get(name, name)
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError):
        return None
    # Only text encodings: bytes.decode refuses "rot13" and "hex" at run time.
    return (
        name if getattr(info, "_is_text_encoding", True) and not name.startswith("utf-7") else None
    )


def _plausible(sample: bytes, name: str, declared: bool) -> float:
    """Higher is better: few replacement characters, then common characters, then the label."""
    try:
        text = sample.decode(name, "replace")
    except (UnicodeError, ValueError):
        return -9.0
    strange = max(1, sum(1 for char in text if char > "\x7f"))
    bad = text.count("\ufffd") + sum(text.count(char) for char in "\x81\x8d\x8f\x90\x9d")
    chinese = _HIGH.findall(text)
    common = sum(char in _COMMON for char in chinese) / strange
    return -20.0 * min(1.0, bad / strange) + 4.0 * common + (1.0 if declared else 0.0)
