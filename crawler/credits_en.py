"""Who wrote, first published and edited an English page, from the lines around headline and body.

Chinese English-language media print ``By Li Wei | China Daily | Updated: ...``, ``(Xinhua) 13:05,
May 3, 2026``, ``SHENYANG, May 3 (Xinhua) -- ...`` and ``Editor: Wang Mei``.
"""

import re
from collections.abc import Sequence

from crawler.dates import stamps

_NAME = r"(?:[A-Z][\w.'’-]{0,20}\s{0,2}){2,4}"
_OFFICE = r"(?:(?:Xinhua|[Ss]taff|[Oo]ur)\s(?:writers?|reporters?|correspondents?)[,:]?\s)?"
_BY = re.compile(
    rf"\b[Bb]y[:\s]\s{{0,3}}{_OFFICE}({_NAME}(?:(?:,|and\s|&)\s{{0,2}}{_NAME}){{0,4}})"
)
_CLOCK_WORD = re.compile(r"\b(?:Updated|Published|Posted|Last|Photos?|Staff|Source)\b")
_NO_NAME = re.compile(r"@|https?:|\d{3}|admin|editor|staff|newsroom|\bnews\b|team|desk|\.com", re.I)
_SOURCE = re.compile(
    r"\bSource\s?:\s{0,3}([A-Z][\w.'’&-]{1,20}(?:\s(?!Published|Updated|Posted|Editor|Author)"
    r"[A-Z&][\w.'’-]{0,20}){0,5})"
)
_DATELINE = re.compile(
    r"[A-Z][A-Z .'’-]{2,30},\s{1,2}[A-Z][a-z]{2,8}\.?\s\d{1,2}\s\(([A-Z][\w.'’ ]{1,30})\)"
)
_AROUND = re.compile(r"\A[\d\s:./-]+|\s(?:[Ee]ditor|[Aa]uthor)s?\b.*")
"""The time before a medium and the editor behind it."""
_PARENTHESIS = re.compile(r"\(([A-Z][\w.'’ ]{1,30})\)")
_MEDIUM = re.compile(
    r"(?:Daily|News|Times|Post|Online|Today|Agency|Journal|Gazette|Herald|Tribune|Weekly|Review"
    r"|Press|TV|Radio|Net|Report|Magazine|Xinhua|CGTN|CNS|Ecns|ECNS|AFP|AP|Reuters"
    r"|\.(?:com|cn|net|org)(?:\.cn)?)\Z"
)
_ONE_EDITOR = r"[A-Za-z][\w.'’-]{1,20}(?:\s[A-Z][\w.'’-]{0,20}){0,3}"
_EDITORS = re.compile(
    rf"\b[Ee]ditors?\s?:\s{{0,3}}({_ONE_EDITOR}(?:(?:\s?[,&、]|\sand)\s{{0,2}}{_ONE_EDITOR}){{0,4}})"
)


def latin_writers(
    head: Sequence[str], stated: Sequence[tuple[str, str]]
) -> tuple[str, tuple[str, ...]]:
    """Rule and writers: JSON-LD, meta tags, else the byline among the lines at the headline."""
    for kind in ("json-ld", "meta:"):
        names: list[str] = []
        for rule, value in stated:
            if rule.startswith(kind):
                names += [name.strip() for name in re.split(r",| and | & |;", value)]
        names = [re.sub(r"\Aby\s", "", name, flags=re.I) for name in names]
        kept = tuple(dict.fromkeys(n for n in names if 3 < len(n) < 50 and not _NO_NAME.search(n)))
        if kept:
            return kind.rstrip(":"), kept
    for line in head:
        match = _BY.search(line[:200])
        names = re.split(r",|\band\s|&", _CLOCK_WORD.split(match[1])[0]) if match else []
        kept = tuple(n.strip() for n in names if " " in n.strip() and not _NO_NAME.search(n))
        if kept:
            return "byline", kept
    return "", ()


def latin_origin(head: Sequence[str], tail: Sequence[str], body: str) -> tuple[str, str | None]:
    """Rule and medium: a label, the byline's or time's line, the agency of the dateline.

    >>> latin_origin(["By Li Wei | China Daily | Updated: 2026-05-03 10:30"], [], "")
    ('beside-time', 'China Daily')
    >>> latin_origin(["2026-05-03 10:30:00 Ecns.cn Editor : Wang Mei"], [], "")
    ('beside-time', 'Ecns.cn')
    """
    for line in head:
        if match := _SOURCE.search(line[:300]):
            return "label", match[1]
    for line in head:
        if len(line) <= 160 and (_BY.search(line) or any(stamps(line))):
            inside = _PARENTHESIS.search(line)
            parts = re.split(r"\s{0,3}[|·•]\s{0,3}", line)
            parts += [inside[1] if inside else "", _AROUND.sub("", line)]
            for part in parts:
                words = part.split()
                if 0 < len(words) <= 5 and not _BY.search(part) and _MEDIUM.search(part.strip()):
                    return "beside-time", part.strip()
    for line in tail:
        if len(line) < 80 and (match := _SOURCE.search(line)):
            return "label-end", match[1]
    match = _DATELINE.match(body[:120])
    return ("dateline", match[1]) if match else ("", None)


def latin_editors(text: str) -> tuple[str, ...]:
    """Names after ``Editor:``.

    >>> latin_editors("(Web editor: Zhang Wei, Liang Jun)")
    ('Zhang Wei', 'Liang Jun')
    """
    match = _EDITORS.search(text)
    names = re.split(r"\s?[,&、]\s{0,2}|\sand\s", match[1]) if match else []
    return tuple(dict.fromkeys(name.strip() for name in names if name.strip()))
