"""Validated kinds of values in a source's TOML: regex, CSS, web address, zone, window, twin,
charset, family.
"""

import codecs
import re
from typing import Annotated
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from cssselect import HTMLTranslator, SelectorError
from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from crawler.source_mistakes import nearest
from crawler.twins import parts
from crawler.window import hours

FAMILIES = frozenset(
    {
        "founder_a1", "founder_a2", "founder_b", "founder_enp", "people", "xinhua", "trs",
        "huilan", "ucap", "jpage", "system_cms", "chinanews", "gov_cn", "joyhua", "szbz",
        "wordpress", "newschina", "ejinsight", "scmp", "gzero", "vsb", "glist", "wechat", "generic",
    }
)  # fmt: skip


def mistake(what: str, hint: str) -> PydanticCustomError:
    return PydanticCustomError("source", "{what}", {"what": what, "hint": hint})


def _regex(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise mistake(
            f"not a regular expression: {error.msg} at character {error.pos}",
            "write it between single quotes so that a backslash stays a backslash",
        ) from None
    return pattern


def _css(selector: str) -> str:
    try:
        HTMLTranslator().css_to_xpath(selector)
    except SelectorError as error:
        raise mistake(f"not a CSS selector: {error}", "for example: ul.list li a") from None
    return selector


def _web_url(url: str) -> str:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise mistake(f"not a URL: {error}", "write it as http://host/path") from None
    if parts.scheme not in ("http", "https") or not host or port == 0:
        raise mistake("not a web address", "start with http:// or https:// and a host name")
    if parts.username is not None:
        raise mistake("user name or password in a URL", "remove everything before the @")
    return url


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        raise mistake("unknown time zone", "use a name such as Asia/Shanghai or UTC") from None
    return name


def _window(text: str) -> str:
    try:
        if text:
            hours(text)
    except ValueError as error:
        raise mistake(str(error), "write two times of the day as 22:00-06:00") from None
    return text


def _twin(rule: str) -> str:
    try:
        parts(rule)
    except (ValueError, re.error) as error:
        raise mistake(
            str(error), "write 'expression => replacement', as in '/pad/con/ => /pc/con/'"
        ) from None
    return rule


def _charset(name: str) -> str:
    try:
        return codecs.lookup(name).name if name else ""
    except LookupError:
        raise mistake("unknown charset", "use utf-8, gb18030 or big5, or leave it out") from None


def _family(name: str) -> str:
    if name not in FAMILIES:
        raise mistake("unknown template family", nearest(name, FAMILIES))
    return name


def _host(name: str) -> str:
    if not re.fullmatch(r"[a-z0-9-]+(?:\.[a-z0-9-]+)*", name):
        raise mistake("not a host name", "write it small and alone, as cdn.example.org")
    return name


Host = Annotated[str, AfterValidator(_host)]
Regex = Annotated[str, Field(min_length=1), AfterValidator(_regex)]
Css = Annotated[str, AfterValidator(_css)]
WebUrl = Annotated[str, AfterValidator(_web_url)]
Window = Annotated[str, AfterValidator(_window)]
Twin = Annotated[str, AfterValidator(_twin)]
Zone = Annotated[str, AfterValidator(_zone)]
Charset = Annotated[str, AfterValidator(_charset)]
Family = Annotated[str, AfterValidator(_family)]
