"""Small pages in no particular family, built for the extraction tests."""

PROSE = (
    "沈阳市的一家机床厂本周交付了今年第一百台五轴加工中心，买家来自省外的航空企业。",
    "厂长说，订单排到明年春天，工人分成两班，新招的三十名学徒正在车间里学习编程。",
    "市工信部门介绍，全市装备制造业前三季度增长一成，配套企业多了四十家。",
)
TITLE = "机床厂交付今年第一百台加工中心"


def article(
    head: str = "<span>2024-05-01 08:30</span> <span>来源：沈阳日报</span>",
    *,
    title: str = TITLE,
    meta: str = '<meta charset="utf-8">',
    body: tuple[str, ...] = PROSE,
    after: str = "",
    before: str = "",
) -> str:
    """A plain Chinese news page: menu, headline, line of time and source, paragraphs, footer."""
    paragraphs = "".join(f"<p>　　{line}</p>" for line in body)
    return (
        f"<!DOCTYPE html><html><head>{meta}<title>{title}_要闻_北方新闻网</title></head>"
        f"<body>{before}"
        '<ul class="menu"><li><a href="/">首页</a></li><li><a href="/yw/">要闻</a></li></ul>'
        f'<h1>{title}</h1><div class="info">{head}</div><div class="text">{paragraphs}</div>{after}'
        '<div class="footer">北方新闻网版权所有 未经许可不得转载</div></body></html>'
    )
