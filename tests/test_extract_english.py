"""English pages: bylines, origins, editors, clocks before the day, captions that are no text."""

import pytest

from crawler.body.vote import vote
from crawler.dates import stamps
from crawler.extract import extract

PROSE = (
    "Officials said on Sunday that the plant had delivered its hundredth machine to a new buyer.",
    "The director said that orders run until next spring, and that thirty apprentices had started.",
    "Equipment makers in the city grew by a tenth, and forty more suppliers moved to the district.",
)
TITLE = "Plant ships its hundredth machine"
URL = "http://www.example.cn/a/plant.html"


def page(head: str = "", after: str = "", first: str = "", inside: str = "") -> bytes:
    lines = [f"<p>{line}</p>" for line in PROSE]
    if first:
        lines.insert(0, f"<p>{first}</p>")
    lines.insert(1, inside)
    return (
        f"<html><head><title>{TITLE} - Northern Post</title></head><body>"
        f'<nav><a href="/">Home</a></nav><div class="main"><h1>{TITLE}</h1>'
        f'<div class="info">{head}</div><div class="text">{"".join(lines)}</div>'
        f'<p>{after}</p></div><div class="footer">Copyright Northern Post</div></body></html>'
    ).encode()


@pytest.mark.parametrize(
    ("head", "after", "first", "author", "origin", "editor"),
    [
        ("By Li Wei | China Daily | Updated: 2026-05-03 10:30", "", "", ("Li Wei",),
         "China Daily", ()),
        ("By ZHAO MING | chinadaily.com.cn | 2026-05-03", "", "", ("ZHAO MING",),
         "chinadaily.com.cn", ()),
        ("By Wang Mei and Liu Jun in Shenyang | China Daily", "", "", ("Wang Mei", "Liu Jun"),
         "China Daily", ()),
        ("By Xinhua writers Wang Mei, Liu Jun", "", "", ("Wang Mei", "Liu Jun"), None, ()),
        ("Source: Xinhua | 2026-05-03 10:30:12 | Editor: huaxia", "", "", (), "Xinhua",
         ("huaxia",)),
        ("Source: Global Times Published: 2026/5/3 18:20:00", "", "", (), "Global Times", ()),
        ("(Xinhua) 13:05, May 03, 2026", "", "", (), "Xinhua", ()),
        ("(People's Daily Online) 10:02, May 03, 2026", "(Web editor: Zhang Wei, Liang Jun)", "",
         (), "People's Daily Online", ("Zhang Wei", "Liang Jun")),
        ("2026-05-03", "Editor: Li Yan", "SHENYANG, May 3 (Xinhua) -- A plant has grown fast.",
         (), "Xinhua", ("Li Yan",)),
        ("May 3, 2026 10:30 AM", "(Source: Xinhua)", "", (), "Xinhua", ()),
        ("May 3, 2026 | Shenyang", "", "", (), None, ()),
    ],
)  # fmt: skip
def test_credits(
    head: str, after: str, first: str, author: tuple[str, ...], origin: str | None,
    editor: tuple[str, ...],
) -> None:  # fmt: skip
    found = extract(page(head, after, first), URL)
    assert (found.author, found.origin, found.editor) == (author, origin, editor)
    assert found.title == TITLE


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("10:30, May 3, 2026", "2026-05-03T10:30:00"),
        ("Updated: 21:08, 03-May-2026", "2026-05-03T21:08:00"),
        ("21:08 Sunday, 3 May 2026", "2026-05-03T21:08:00"),
        ("2:30 PM ET, Tue May 5, 2026", "2026-05-05T14:30:00"),
        ("14:05 GMT 3 May 2026", "2026-05-03T14:05:00+00:00"),
    ],
)
def test_a_clock_before_the_day(text: str, moment: str) -> None:
    [(stamp, start, end)] = list(stamps(text))
    assert (stamp.moment.isoformat(), stamp.minute, end) == (moment, True, len(text))
    assert text[start].isdigit()


def test_a_clock_belongs_to_the_day_before_it() -> None:
    days = [stamp.moment.isoformat() for stamp, _, _ in stamps("May 3, 2026 10:30 May 4, 2026")]
    assert days == ["2026-05-03T10:30:00", "2026-05-04T00:00:00"]


def test_captions_and_offers_are_no_text() -> None:
    extra = (
        "<figure><img src=a.jpg><figcaption>A worker checks a machine on the floor of the plant."
        '</figcaption></figure><div class="newsletter-signup"><p>Get the news of the week in your'
        " mailbox each Monday, free of charge.</p></div>"
    )
    assert extract(page(inside=extra), URL).body.split("\n") == list(PROSE)


def test_the_vote_drops_what_one_reader_alone_has_at_the_ends() -> None:
    text = "\n".join(PROSE)
    name, found = vote(
        {
            "a": f"Staff writer in the north\n{text}\nTerms of use of this site",
            "b": f"{text}\nTerms of use of this site",
            "c": text,
            "d": text,
        }
    )
    assert (found, name in "abcd") == (text, True)
    assert vote({"a": text, "b": "too short"}) == ("a", text)
    assert vote({}) == ("none", "")
