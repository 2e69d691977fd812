"""Generated news for measuring reprint clustering: originals, their reprints, and look-alikes.

Every text is put together from our own phrases by a seeded generator, so that any number can be
made. ``story`` is the truth: articles with the same story are the same text, whatever was done to
it. Look-alikes (weather, meetings, notices made from one form) each have a story of their own.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import opencc

PLACES = "沈阳 大连 鞍山 抚顺 本溪 丹东 锦州 营口 阜新 辽阳 盘锦 铁岭 长春 吉林 四平 通化 白城 松原 哈尔滨 大庆 齐齐哈尔 牡丹江 佳木斯 绥化 黑河 通辽 赤峰".split()  # noqa: SIM905
SUBJECTS = "装备制造企业 机床厂 石化园区 粮食合作社 冰雪景区 港口集团 高校实验室 社区医院 林场 客运站 职业学校 农机公司 博物馆 热电厂 铸造车间 水利枢纽".split()  # noqa: SIM905
ACTS = "投入使用新设备 改造老旧管网 签下三年订单 培训年轻技工 公布研究成果 延长服务时间 清理历史欠账 试行夜间检修 公开招聘骨干 调整收费标准 建立数据平台 修缮老厂房".split()  # noqa: SIM905
EFFECTS = "效率比去年提高 成本明显下降 等候时间缩短 废品率降到新低 来客增加 能耗得到控制 收入稳步增长 投诉减少 产量创下纪录 信用等级上调".split()  # noqa: SIM905
VOICES = "负责人说 一位老职工回忆 工程师解释 记者在现场看到 统计显示 居民反映 专家认为 合作伙伴表示".split()  # noqa: SIM905
HEADLINES = "新变化 见闻 一线观察 这样干 有新招 调查 纪实 背后的故事".split()  # noqa: SIM905
WEATHER = "{place}气象台{month}月{day}日发布：今天白天晴间多云，偏{wind}风三到四级，最高气温{high}度，最低气温{low}度。明天夜间有分散性小雨，请市民注意添衣，出行注意交通安全。"
MEETING = "{month}月{day}日，{place}市召开{topic}工作会议，总结前一阶段工作，部署下一步任务。会议指出，要提高认识，压实责任，狠抓落实。会议要求，各部门要密切配合，形成合力，确保{topic}工作取得实效。会议以视频形式召开，各区县设分会场。"
NOTICE = "{place}供水公司通知：因{road}路管道检修，{month}月{day}日{hour}时至{end}时停水，影响{road}路两侧居民，请提前储水，由此带来的不便敬请谅解。咨询电话见公司网站。"
TOPICS = "春耕 防汛 招商 安全生产 环境保护 就业 养老 教育 消费 文旅".split()  # noqa: SIM905
_TRADITIONAL = opencc.OpenCC("s2t")


@dataclass(frozen=True, slots=True)
class Piece:
    story: int
    title: str
    body: str
    day: date
    how: str


def pieces(count: int, seed: int) -> Iterator[Piece]:
    """``count`` articles in random order of stories: 40 % originals' reprints, 30 % look-alikes."""
    pick = random.Random(seed)
    story = 0
    made = 0
    while made < count:
        story += 1
        day = date(2026, 1, 1) + timedelta(days=pick.randrange(120))
        if pick.random() < 0.3:
            yield Piece(story, *_look_alike(pick), day, "look-alike")
            made += 1
            continue
        title, sentences = _original(pick)
        yield Piece(story, title, _join(sentences), day, "original")
        made += 1
        for _ in range(pick.choice((0, 0, 0, 1, 1, 2, 4))):
            how = pick.choice(list(CHANGES))
            later = day + timedelta(days=pick.choice((0, 0, 1, 1, 2, 5)))
            yield Piece(story, *CHANGES[how](pick, title, list(sentences)), later, how)
            made += 1


def _original(pick: random.Random) -> tuple[str, list[str]]:
    place, subject = pick.choice(PLACES), pick.choice(SUBJECTS)
    sentences = []
    for _ in range(pick.randint(6, 16)):
        number, share = pick.randint(3, 980), pick.randint(2, 89)
        sentences.append(
            f"{pick.choice(VOICES)}，{pick.choice(PLACES)}{pick.choice(SUBJECTS)}"
            f"{pick.choice(ACTS)}，涉及{number}户，{pick.choice(EFFECTS)}百分之{share}，"
            f"第{pick.randint(1, 60)}批{pick.choice(ACTS)}。"
        )
    return f"{place}{subject}{pick.choice(HEADLINES)}", sentences


def _look_alike(pick: random.Random) -> tuple[str, str]:
    values = {
        "place": pick.choice(PLACES), "month": pick.randint(1, 12), "day": pick.randint(1, 28),
        "wind": pick.choice("东南西北"), "high": pick.randint(-5, 32), "low": pick.randint(-25, 15),
        "topic": pick.choice(TOPICS), "hour": pick.randint(6, 12), "end": pick.randint(13, 22),
        "road": pick.choice(PLACES) + pick.choice("东南西北中"),
    }  # fmt: skip
    form = pick.choice((WEATHER, MEETING, NOTICE))
    return f"{values['place']}{pick.choice(HEADLINES)}", form.format(**values)


def _join(sentences: list[str]) -> str:
    return "\n".join("".join(sentences[i : i + 3]) for i in range(0, len(sentences), 3))


def _edited(pick: random.Random, title: str, sentences: list[str]) -> tuple[str, str]:
    """Small edits: one character in about forty replaced."""
    text = list(_join(sentences))
    for at in range(len(text)):
        if text[at] != "\n" and pick.random() < 0.025:
            text[at] = pick.choice("新大好多老高")
    return title, "".join(text)


def _truncated(pick: random.Random, title: str, sentences: list[str]) -> tuple[str, str]:
    keep = max(2, round(len(sentences) * pick.uniform(0.4, 0.8)))
    return title, _join(sentences[:keep])


def _headline(pick: random.Random, title: str, sentences: list[str]) -> tuple[str, str]:
    return pick.choice(SUBJECTS) + pick.choice(HEADLINES), _join(sentences)


def _sourced(pick: random.Random, title: str, sentences: list[str]) -> tuple[str, str]:
    extra = f"来源：{pick.choice(PLACES)}日报\n"
    return title, extra + _join(
        sentences
    ) + f"\n（本报记者 {pick.choice('王李张刘')}一{pick.choice('民帆宁')}）"


def _traditional(pick: random.Random, title: str, sentences: list[str]) -> tuple[str, str]:
    return _TRADITIONAL.convert(title), _TRADITIONAL.convert(_join(sentences))


def _shuffled(pick: random.Random, title: str, sentences: list[str]) -> tuple[str, str]:
    middle = sentences[1:]
    pick.shuffle(middle)
    return title, _join(sentences[:1] + middle)


CHANGES = {
    "edited": _edited,
    "truncated": _truncated,
    "headline": _headline,
    "sourced": _sourced,
    "traditional": _traditional,
    "shuffled": _shuffled,
}
