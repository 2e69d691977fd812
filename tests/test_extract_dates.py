"""Times as pages print them, and which of several times is the publication."""

from datetime import datetime

import pytest
from extract_pages import article
from hypothesis import given
from hypothesis import strategies as st

from crawler.dates import iso, parse, relative, stamps, url_date, yearless
from crawler.extract import extract

URL = "http://www.example.cn/yw/a1.html"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2024-05-01 08:30", "2024-05-01T08:30:00+08:00"),
        ("2024-05-01 08:30:59", "2024-05-01T08:30:59+08:00"),
        ("2024-05-01T08:30:00+08:00", "2024-05-01T08:30:00+08:00"),
        ("2024-05-01T00:30:00Z", "2024-05-01T08:30:00+08:00"),
        ("2024-05-01T00:30:00.123Z", "2024-05-01T08:30:00+08:00"),
        ("2024-05-01T08:30:00+0800", "2024-05-01T08:30:00+08:00"),
        ("2024年5月1日 8时30分", "2024-05-01T08:30:00+08:00"),
        ("2024年05月01日08:30", "2024-05-01T08:30:00+08:00"),
        ("２０２４年５月１日　０８：３０", "2024-05-01T08:30:00+08:00"),
        ("2024年5月1日 下午3:05", "2024-05-01T15:05:00+08:00"),
        ("2024年5月1日（星期三） 08:30", "2024-05-01T08:30:00+08:00"),
        ("2024/05/01 08:30", "2024-05-01T08:30:00+08:00"),
        ("2024.5.1", "2024-05-01"),
        ("2024年5月1日", "2024-05-01"),
        ("二〇二四年五月十一日", "2024-05-11"),
        ("二○二三年十二月三十一日", "2023-12-31"),
        ("2019 | 09 / 07 19:02", "2019-09-07T19:02:00+08:00"),
        ("2019 09/07 19:02:33", "2019-09-07T19:02:33+08:00"),
        ("201909/0719:02:33", "2019-09-07T19:02:33+08:00"),
        ("2007-08-20-23:59:59", "2007-08-20T23:59:59+08:00"),
        ("2024-10-28 10:25:36:0", "2024-10-28T10:25:36+08:00"),
        ("11 05 2024 09:36:26", "2024-11-05T09:36:26+08:00"),
        ("19-10-08 12:00", "2019-10-08T12:00:00+08:00"),
        ("20240501", "2024-05-01"),
        ("20240501083000", "2024-05-01T08:30:00+08:00"),
        ("1714523400", "2024-05-01T08:30:00+08:00"),
        ("1714523400000", "2024-05-01T08:30:00+08:00"),
        ("Wed, 01 May 2024 00:30:00 GMT", "2024-05-01T08:30:00+08:00"),
        ("Wed, 01 May 2024 08:30:00 +0800", "2024-05-01T08:30:00+08:00"),
        ("May 1, 2024 8:30 a.m.", "2024-05-01T08:30:00+08:00"),
        ("1 May 2024", "2024-05-01"),
        ("2024-13-01", None),
        ("2024-02-30", None),
        ("第2024号", None),
        ("没有日期", None),
        ("", None),
    ],
)
def test_one_date(text: str, wanted: str | None) -> None:
    stamp = parse(text)
    assert (iso(stamp, "Asia/Shanghai", convert=True) if stamp else None) == wanted


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("http://a.cn/2024/0510/c1.html", "2024-05-10"),
        ("http://a.cn/2024/05/10/1.html", "2024-05-10"),
        ("http://a.cn/202412/19/content_1.html", "2024-12-19"),
        ("http://a.cn/202409/t20241219_1.html", "2024-12-19"),
        ("http://a.cn/html/2024-05/13/content_9.htm", "2024-05-13"),
        ("http://a.cn/x/20240510083000123/index.shtml", "2024-05-10"),
        ("http://a.cn/art/2024/5/1/art_1_2.html", "2024-05-01"),
        ("http://a.cn/20240510/0123456789abcdef0123456789abcdef/c.html", "2024-05-10"),
        ("http://a.cn/xw/20240824/html/content_20240824001002.htm", "2024-08-24"),
        ("http://a.cn/article/id/3120442/20260819-why", "2026-08-19"),
        ("http://a.cn/2024/1310/c1.html", None),
        ("http://a.cn/7ED90F8968BD491FB190A231069CA87B/index.shtml", None),
        ("http://a.cn/?date=2024/05/10/", None),
        ("", None),
    ],
)
def test_day_in_address(url: str, day: str | None) -> None:
    stamp = url_date(url)
    assert (stamp.day if stamp else None) == day


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("3小时前", "2024-05-01 07:15"),
        ("20分钟前", "2024-05-01 09:55"),
        ("昨天 08:30", "2024-04-30 08:30"),
        ("前天", "2024-04-29 10:15"),
        ("3 小時前", "2024-05-01 07:15"),
    ],
)
def test_relative(text: str, wanted: str) -> None:
    stamp = relative(text, datetime(2024, 5, 1, 10, 15))
    assert stamp is not None
    assert stamp.moment.strftime("%Y-%m-%d %H:%M") == wanted


@given(
    st.datetimes(datetime(1950, 1, 1), datetime(2090, 1, 1)),
    st.text("来源 ：新华|　abc", max_size=9),
)
def test_a_printed_time_is_read_back_with_its_span(moment: datetime, around: str) -> None:
    shown = moment.strftime("%Y-%m-%d %H:%M")
    [(stamp, start, end)] = list(stamps(f"{around} {shown} {around}"))
    assert stamp.moment == moment.replace(second=0, microsecond=0)
    assert f"{around} {shown} {around}"[start:end].strip() == shown


def test_two_times_the_one_at_the_headline_wins_over_a_republication() -> None:
    meta = (
        '<meta charset="utf-8">'
        '<meta property="article:published_time" content="2024-05-01T11:52:00+08:00">'
    )
    found = extract(article(meta=meta).encode(), URL)
    assert (found.published_at, found.rules["published_at"]) == (
        "2024-05-01T08:30:00+08:00",
        "visible",
    )


def test_a_day_in_meta_takes_its_minute_from_the_page() -> None:
    meta = '<meta charset="utf-8"><meta name="publishdate" content="2024-05-01">'
    found = extract(article("<span>05-01 08:30</span>", meta=meta).encode(), URL)
    assert found.published_at == "2024-05-01T08:30:00+08:00"


def test_a_lone_wrong_meta_date_loses_to_page_and_address() -> None:
    meta = '<meta charset="utf-8"><meta name="publishdate" content="2019-01-01">'
    url = "http://www.example.cn/yw/2024/05/01/1.html"
    assert (
        extract(article("<i>2024-05-01</i>", meta=meta).encode(), url).published_at == "2024-05-01"
    )


def test_utc_label_on_local_clock() -> None:
    meta = '<meta charset="utf-8"><meta name="pubdate" content="2024-05-01T08:30:00Z">'
    assert extract(article(meta=meta).encode(), URL).published_at == "2024-05-01T08:30:00+08:00"


@pytest.mark.parametrize(
    ("shown", "wanted"),
    [
        ("发布时间：10-08 12:00", "2023-10-08T12:00:00+08:00"),
        ("05-01 08:00", "2024-05-01T08:00:00+08:00"),
        ("3小时前", "2024-05-01"),
        ("昨天 08:30", "2024-04-30T08:30:00+08:00"),
    ],
)
def test_times_without_a_year_are_resolved_by_the_fetch(shown: str, wanted: str) -> None:
    page = article(f"<span>{shown}</span>").encode()
    assert extract(page, URL, fetched_at="2024-05-01T02:15:00+00:00").published_at == wanted
    assert extract(page, URL).published_at is None


def test_a_date_after_the_fetch_is_no_publication() -> None:
    page = article("<span>2030-01-01 08:30</span>").encode()
    assert extract(page, URL, fetched_at="2024-05-01T02:15:00+00:00").published_at is None


def test_a_later_update_or_print_time_is_not_taken() -> None:
    head = "<p>更新时间：2024-06-09 10:00</p><p>发布时间：2024-05-01 08:30</p>"
    assert extract(article(head).encode(), URL).published_at == "2024-05-01T08:30:00+08:00"


def test_yearless_times_carry_a_leap_year() -> None:
    [stamp] = yearless("02-29 08:30")
    assert (stamp.moment.month, stamp.moment.day, stamp.minute) == (2, 29, True)
