"""Who wrote, who first published, who edited: from the lines around headline and body."""

import re
from collections.abc import Sequence

from crawler.body.layout import Layout
from crawler.credits_en import latin_editors, latin_origin, latin_writers
from crawler.fields import clean_origin, editors, is_person, origin_in, writers
from db.fold import simplify

_MEDIUM = re.compile(
    r"(?:报|報|网|網|社|刊|台|周刊|杂志|新闻|客户端|财经|传媒|电视|广播|在线|频道|发布|观察|新媒体|融媒体?中心|日报|时报|晚报"
    r"|[委局办厅院府部所处会]|办公室|中心|集团|公司|大学|资讯|快讯|[a-z]{2,}网?)\Z",
    re.I,
)
_CLOCKED = re.compile(
    r"(?:\d{4}\s{0,2}[-/.年|]\s{0,2})?\d{1,2}\s{0,2}[-/.月]\s{0,2}\d{1,2}日?(?:\s{0,3}\d{1,2}[:：]\d{2}(?:[:：]\d{2})?)?"
)
_NO_MEDIUM = re.compile(
    r"APP\Z|星期|周[一二三四五六日]|第.{1,4}版|原创|分享|评论|收藏|打印|关注|字号|字体|阅读|点击|浏览|首页"
    r"|正文|时间|日期|微信|微博|扫|编辑|作者|记者|发布于|来自|小 |大 |"
    r"\A[\W\d_]*\Z|登录|注册|搜索|手机|举报|标签|关键|专题|目录|返回|更多|[>＞»]|：|:"
)


def find_origin(
    stated: Sequence[tuple[str, str]], selected: str, layout: Layout, body: str, *, chinese: bool
) -> tuple[str, str | None]:
    """Rule and medium (来源): marker, selector, label, beside the time, label at the end."""
    for rule, marked in stated:
        if rule in ("enpproperty", "meta:contentsource"):
            return rule, marked
    if selected and (value := origin_in(selected) or clean_origin(selected)):
        return "selector", value
    if value := _labelled(_head_lines(layout)):
        return "label", value
    if stated:
        return stated[0]
    if not chinese:
        return latin_origin(_head_lines(layout), _tail_lines(layout, body), body)
    if value := _beside_time(layout, body):
        return "beside-time", value
    for line in reversed(_tail_lines(layout, body)):
        if len(line) < 80 and (value := origin_in(line)):
            return "label-end", value
    return "", None


def _labelled(head: list[str]) -> str | None:
    """The value after a 来源 label, also when label and value stand in two cells."""
    for at, line in enumerate(head):
        open_label = re.search(r"[:：]\s{0,3}\Z", line)
        text = " ".join(head[at : at + 2]) if open_label else line
        if value := origin_in(text[:300]):
            return value
    return None


def _head_lines(layout: Layout) -> list[str]:
    return [
        layout.blocks[index].spaced
        for index in layout.head()
        if len(layout.blocks[index].text) < 200
    ]


def _tail_lines(layout: Layout, body: str) -> list[str]:
    """Last lines of the body and the blocks right behind it."""
    last = body[-400:].split("\n")[-1].strip()
    lines = body[-400:].split("\n")[-2:]
    at = next(
        (i for i in range(len(layout.blocks) - 1, -1, -1) if layout.blocks[i].text == last), None
    )
    if at is not None:
        lines += [block.text for block in layout.blocks[at + 1 : at + 6]]
    return lines


def _beside_time(layout: Layout, body: str) -> str | None:
    """The medium beside the time: a token that ends like one, or the nearest that can be one."""
    for index in layout.head():
        line = layout.blocks[index].spaced
        match = _CLOCKED.search(line) if len(line) <= 80 else None
        if match is None:
            continue
        before, after = _tokens(line[: match.start()]), _tokens(line[match.end() :])
        around = [
            at for at in (index - 1, index + 1) if at in layout.head() and at != layout.anchor
        ]
        near = [token for at in around for token in _tokens(layout.blocks[at].spaced)[:1]]
        for token in [*reversed(before), *after, *near]:
            if _MEDIUM.search(token):
                return token
        between = layout.anchor >= 0 and index - 2 == layout.anchor
        for token in [*before[-1:], *after[:1], *(near[:1] if between else [])]:
            if not is_person(token) and token not in body[:80]:
                return token
    return None


def _tokens(text: str) -> list[str]:
    """The words of a header line that can name a medium."""
    parts = (part.strip(" -—[]【】()（）") for part in re.split(r"[\s|丨·]+", text))
    return [
        part for part in parts if 2 <= len(part) <= 16 and not _NO_MEDIUM.search(simplify(part))
    ]


def find_writers(
    layout: Layout, body: str, selected: str, stated: Sequence[tuple[str, str]], *, chinese: bool
) -> tuple[str, tuple[str, ...]]:
    """Rule and writers; Chinese meta authors are ids and editors, so only bylines count."""
    if not chinese:
        return latin_writers([selected, *_head_lines(layout)], stated)
    head = "\n".join([selected, *_head_lines(layout)])
    names, rule = writers(body, head)
    if not names:
        names, rule = writers("\n".join(_tail_lines(layout, body)[2:]))
    return rule, names


def find_editors(layout: Layout, selected: str, *, chinese: bool) -> tuple[str, tuple[str, ...]]:
    """Rule and editors (责任编辑), from a selector or the last labelled line of the page."""
    read = editors if chinese else latin_editors
    if selected and (found := read(selected)):
        return "selector", found
    for index in range(len(layout.blocks) - 1, -1, -1):
        text = layout.blocks[index].text
        if "编" in text or "編" in text or (not chinese and "ditor" in text):
            for part in (text[:160], text[-80:]):
                if found := read(part):
                    return "label", found
    return "", ()
