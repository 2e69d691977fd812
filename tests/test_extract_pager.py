"""The numbers below a page of several are no text, with or without a word for the next page."""

import pytest

from crawler.extract import extract

LINES = (
    "第一批设备上周运到厂里，安装要用两个月，老车间里的行车也一并更换。",
    "负责人说，等新线调试好以后，培训过的工人分三班上岗，旧线留作备用。",
)
PAGERS = {
    "numbers": '<a href="a-1.html">1</a> <a href="a-2.html">2</a> <a href="a-3.html">3</a>',
    "last page": '<a href="a-1.html">1</a> <a href="a-2.html">2</a>',
    "with a word": '<a href="a-1.html">1</a> <a href="a-2.html">2</a> <a href="a-2.html">下一页</a>',
}


def page(below: str) -> bytes:
    body = "".join(f"<p>　　{line}</p>" for line in LINES)
    return (
        "<html><head><meta charset='utf-8'><title>老车间换了新设备-城市报</title></head><body>"
        "<h1>老车间换了新设备</h1><div>2025-05-10 09:30 来源：城市报</div>"
        f'<div class="TRS_Editor">{body}<div class="pages">{below}</div></div></body></html>'
    ).encode()


@pytest.mark.parametrize("pager", PAGERS.values(), ids=PAGERS)
def test_a_pager_is_not_read_as_text(pager: str) -> None:
    found = extract(page(pager), "http://a.cn/zw/202505/t20250510_1_1.html")
    assert found.body.split("\n") == list(LINES)


def test_a_line_of_numbers_that_leads_nowhere_is_text() -> None:
    found = extract(page("1 2 3"), "http://a.cn/zw/202505/t20250510_1_1.html")
    assert found.body.split("\n") == [*LINES, "1 2 3"]
