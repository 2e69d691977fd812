"""What a body is not: the byline block above it, and the notices, credits and teasers below it."""

import re

from crawler.body.blocks import Block
from crawler.text import key

_HEAD = re.compile(
    r"^(?:来源|來源|稿源|文章来源|信息来源|发布时间|发布日期|时间|日期|作者|记者|编辑"
    r"|责任编辑|浏览次数|浏览量|阅读|点击|字号|字体|分享|打印|收藏|评论|扫码|扫一扫"
    r"|视力保护|【?字体|【?字号|大 ?中 ?小|订阅|关注|原标题|A-|A\+)"
)
_CREDIT = re.compile(
    r"^[\[【(（〔]?\s{0,3}(?:责任编辑|責任編輯|责编|责 ?任 ?编 ?辑|编辑|編輯|校对|校審|审核|监制"
    r"|终审|初审|复审|值班编辑|网络编辑|本文编辑|主编|统筹|排版)\s{0,3}[:：/丨|]"
)
_ORIGIN = re.compile(
    r"^[\[【(（]?\s{0,3}(?:文章|本文|稿件|信息)?(?:来源|來源|稿源)\s{0,3}[:：]\s?\S[^。！？]{0,28}$"
)
_RELATED_WORDS = (
    r"相关(?:新闻|阅读|报道|推荐|文章|链接|稿件)|延伸阅读|推荐阅读|热点推荐|猜你喜欢|热门(?:推荐|文章|新闻)"
    r"|上一篇|下一篇|网友评论|发表评论|免责声明|版权声明"
)
_NOTICE = re.compile(
    rf"^[【\[(（*※>＞»■●▲→]{{0,4}}\s{{0,3}}(?:{_RELATED_WORDS}|相关(?:附件|专题)|声明[:：]|凡本网"
    r"|(?:特别|郑重|平台|重要)声明|原标题\s{0,2}[:：]|[您你]的浏览器(?:不支持|版本)|(?:视频)?加载(?:中|更多)"
    r"|版权所有|未经(?:授权|许可)|本网站所|转载请注明|以上内容仅|本文仅代表"
    r"|(?:本文|文章)(?:来自|系|为).{0,30}(?:不代表|未经)|分享(?:到|至)|扫一扫|扫描(?:二维码|下方)"
    r"|微信(?:扫|公众号)|长按|更多(?:精彩|新闻|内容|资讯)|返回.{0,4}(?:首页|列表|顶部|搜狐|网易|新浪|腾讯|凤凰)|阅读原文|举报|点赞"
    r"|打印本|关闭窗口|我要评论|下载.{0,12}客户端|打开.{0,8}APP|点击(?:进入|下载|查看)|【?纠错"
    r"|特别提醒[:：]|责任编辑|Copyright|©|地 {0,3}址[:：]|电 {0,3}话[:：]|传 {0,3}真[:：]"
    r"|邮 {0,3}编[:：]|[一-龥]?ICP备|(?:主办|承办|协办)(?:单位)? {0,3}[:：]|技术支持 {0,3}[:：]"
    r"|《[^《》]{2,14}》 ?[(（] ?(?:19|20)\d\d ?[年./-][^()（）]{3,24}版 ?[)）])"
)
_RELATED = re.compile(
    rf"^[【\[(（■●>》]?\s{{0,3}}(?:{_RELATED_WORDS}|更多新闻|新闻推荐|精彩推荐|大家都在看|为您推荐"
    r"|(?:文章)?关键[词字] {0,3}[:：]|标签 {0,3}[:：]|分享到 {0,3}[:：]?\Z)"
)
_RELATED_LATIN = re.compile(
    r"^(?:more from\b|more on this\b|related:?\Z"
    r"|related (?:stories|articles|topics|reading|posts|content|links)|read (?:more|next)\b"
    r"|subscribe\b|sign up\b|recommended\b|you (?:may|might) also like|most (?:read|popular)"
    r"|share this\b|copyright\b|©|all rights reserved|follow us\b|advertisement\Z"
    r"|post navigation|leave a (?:reply|comment))",
    re.I,
)
_TIME = re.compile(r"\d{4}\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}|\d{1,2}:\d{2}")
_STOP = re.compile(r"[。！？!?…；”\"]")


def trim_lines(blocks: list[Block], title: str) -> list[str]:
    """Lines of a body without its header lines, repeated headline, credits and related links."""
    kept = _without_head(blocks, key(title))
    lines: list[str] = []
    count = len(kept)
    for index, block in enumerate(kept):
        if _is_related(block, index, count):
            rest = kept[index:]
            prose = sum(len(b.text) for b in rest if _STOP.search(b.text) and not b.linked)
            if prose < 0.35 * sum(len(b.text) for b in kept):
                break
            continue
        if len(block.text) < 60 and (_CREDIT.match(block.text) or _NOTICE.match(block.text)):
            continue
        lines.append(block.text)
    return _without_tail(lines)


def _is_related(block: Block, index: int, count: int) -> bool:
    return index > 0.3 * count and len(block.text) < 40 and bool(_RELATED.match(block.text))


def _without_head(blocks: list[Block], title: str) -> list[Block]:
    start = 0
    for index, block in enumerate(blocks[:14]):
        text = block.text
        if len(text) > 90 or (
            len(text) > 30 and _STOP.search(text[-2:]) and not _TIME.search(text)
        ):
            break
        shown = key(text)
        repeats = bool(title) and len(shown) > 3 and (shown == title or title in shown)
        if repeats or _HEAD.match(text) or (_TIME.search(text) and not _STOP.search(text)):
            start = index + 1
    return blocks[start:]


def _without_tail(lines: list[str]) -> list[str]:
    end = len(lines)
    while end > 1:
        line = lines[end - 1]
        short = len(line) < 200
        told = _NOTICE.match(line) or _CREDIT.match(line) or _ORIGIN.match(line)
        if not ((short and told) or not key(line)):
            break
        end -= 1
    return lines[:end]


def trim_latin(text: str) -> str:
    """English text cut at the first heading of related matter in its last part."""
    lines = text.split("\n")
    sizes = [len(line) for line in lines]
    for index, line in enumerate(lines):
        late = sum(sizes[:index]) >= 0.7 * sum(sizes)
        if late and len(line) < 70 and _RELATED_LATIN.match(line.strip()):
            return "\n".join(lines[:index]).rstrip()
    return text
