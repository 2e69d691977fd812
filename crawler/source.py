"""The Source model: one site, declared in one TOML file, that explains its own mistakes.

A file is ``<id>.toml``; packaged ones are in ``crawler/sources/<region>/``, an operator adds
a folder of their own. Every mistake is a SourceError that names file, field, value and what to do.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from crawler.source_fields import (
    Charset,
    Css,
    Family,
    Host,
    Regex,
    Twin,
    WebUrl,
    Window,
    Zone,
    mistake,
)
from crawler.source_mistakes import explain
from crawler.twins import FAMILY_TWINS
from db.errors import SourceError

Kind = Literal["feed", "sitemap", "listing", "epaper", "json", "jpage", "datasource"]
State = Literal["unverified", "verified", "refused"]
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
DATE_FORMATS = {"YYYY": "%Y", "MM": "%m", "DD": "%d", "YYYYMM": "%Y%m", "YYYYMMDD": "%Y%m%d"}
KEYS_OF_KIND: Mapping[str, frozenset[str]] = {
    "feed": frozenset(),
    "sitemap": frozenset({"max_pages"}),
    "listing": frozenset({"links", "next", "max_pages"}),
    "epaper": frozenset({"node", "article", "days_back"}),
    "json": frozenset({"items", "url", "title", "date"}),
    "jpage": frozenset({"max_pages"}),
    "datasource": frozenset(),
}


class _Declared(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Discovery(_Declared):
    """Where article links are found; which other keys count depends on ``kind`` (KEYS_OF_KIND).

    listing: ``links`` and ``next`` are CSS; epaper: ``node`` and ``article`` are regexes of URLs,
    ``days_back`` days before today are tried too; json: ``items`` is the dotted path of the list
    (empty: the answer is the list), ``url``, ``title``, ``date`` are dotted paths inside an item;
    jpage: column pages; datasource: channel pages that name Xinhua's ``ds_*.json`` lists.
    """

    kind: Kind
    urls: tuple[WebUrl, ...] = Field(min_length=1)
    links: Css | None = None
    next: Css | None = None
    max_pages: int = Field(default=5, ge=1, le=1000)
    node: Regex = r"/node_\w+\.html?(?:$|\?)"
    article: Regex = r"/content_\d+\.html?(?:$|\?)"
    days_back: int = Field(default=2, ge=0, le=366)
    items: str = ""
    url: str = "url"
    title: str = "title"
    date: str = ""

    @model_validator(mode="after")
    def _keys_fit_kind(self) -> Self:
        for key in self.model_fields_set - {"kind", "urls"} - KEYS_OF_KIND[self.kind]:
            kinds = " or ".join(kind for kind, keys in KEYS_OF_KIND.items() if key in keys)
            raise mistake(
                f"{key} has no meaning in a {self.kind}", f"remove it, or use kind = {kinds}"
            )
        for url in self.urls:
            for name in PLACEHOLDER.findall(url):
                if self.kind != "epaper" or name not in DATE_FORMATS:
                    raise mistake(
                        f"{{{name}}} in a {self.kind} URL cannot be filled in",
                        "only an epaper has " + " ".join(f"{{{key}}}" for key in DATE_FORMATS),
                    )
        return self


class Selectors(_Declared):
    """CSS selectors that go before the family's own, per field."""

    title: Css | None = None
    body: Css | None = None
    date: Css | None = None
    origin: Css | None = None
    author: Css | None = None
    editor: Css | None = None


class Source(_Declared):
    """One site. ``delay`` in seconds; ``revisit_hours`` in hours since the last fetch."""

    id: str = Field(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$", max_length=64)
    name_zh: str = Field(min_length=1)
    name_en: str = Field(min_length=1)
    language: Literal["zh", "en"]
    region: str | None = Field(default=None, pattern=r"^gb:\d{6}$")
    family: Family = "generic"
    enabled: bool = True
    state: State = "unverified"
    evidence: tuple[str, ...] = ()
    timezone: Zone = "Asia/Shanghai"
    charset: Charset = ""
    delay: float = Field(default=2.0, ge=0, le=3600, allow_inf_nan=False)
    window: Window = ""
    revisit_hours: tuple[Annotated[float, Field(ge=0, le=8784)], ...] = (2, 24, 168)
    expected_per_day: float | None = Field(default=None, ge=0)
    js: bool = False
    js_hosts: tuple[Host, ...] = ()
    allow: tuple[Regex, ...] = ()
    deny: tuple[Regex, ...] = ()
    twins: tuple[Twin, ...] = ()
    discovery: tuple[Discovery, ...] = Field(min_length=1)
    selectors: Selectors = Selectors()

    @model_validator(mode="after")
    def _sensible(self) -> Self:
        for number, rule in enumerate(self.discovery, 1):
            if rule.kind == "listing" and rule.links is None and not self.allow:
                raise mistake(
                    f"discovery {number} would take every link for an article",
                    "add links (CSS of the article links) to it, or allow (regexes) to the source",
                )
        if self.js_hosts and not self.js:
            raise mistake("js_hosts without js has no meaning", "remove it, or set js = true")
        if self.enabled and self.state == "refused":
            raise mistake(
                "a source that refuses an honest user agent is not enabled", "set enabled = false"
            )
        return self

    @property
    def twin_rules(self) -> tuple[str, ...]:
        """Rewriting rules of its family, then its own."""
        return (*FAMILY_TWINS.get(self.family, ()), *self.twins)

    def wants(self, url: str) -> bool:
        """Whether ``url`` is an article's: matches one of ``allow`` (if any), none of ``deny``."""
        return (not self.allow or self.allows(url)) and not any(
            re.search(pattern, url) for pattern in self.deny
        )

    def allows(self, url: str) -> bool:
        """Whether one of ``allow`` matches; false without such rules."""
        return any(re.search(pattern, url) for pattern in self.allow)

    def discovery_for(self, kind: str, url: str) -> Discovery:
        """The discovery rule a seed of ``kind`` at ``url`` came from: the most similar address.

        Raises SourceError when the source has no rule of that kind.
        """
        rules = [rule for rule in self.discovery if rule.kind == kind]
        if not rules:
            raise SourceError(
                "no discovery rule of this kind", where=self.id, value=kind,
                hint="the source was edited after the page was fetched; crawl it again",
            )  # fmt: skip
        return max(rules, key=lambda rule: max(_likeness(url, known) for known in rule.urls))


def _likeness(one: str, other: str) -> int:
    """How many characters two addresses have in common at their start."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))


@dataclass(frozen=True, slots=True)
class Seed:
    """A page to look for links on; ``depth`` 0 is a page named in the TOML."""

    url: str
    kind: Kind
    depth: int = 0


def fill_date(template: str, day: date) -> str:
    """``template`` with {YYYY}, {MM}, {DD}, {YYYYMM}, {YYYYMMDD} replaced.

    >>> fill_date("http://a.cn/{YYYYMM}/{DD}/node_1.htm", date(2026, 3, 9))
    'http://a.cn/202603/09/node_1.htm'
    """
    return PLACEHOLDER.sub(lambda match: day.strftime(DATE_FORMATS[match[1]]), template)


def seeds(source: Source, today: date) -> list[Seed]:
    """First pages to ask for on ``today`` (the day in the source's own time zone), newest first."""
    found: dict[str, Seed] = {}
    for rule in source.discovery:
        for back in range(rule.days_back + 1 if rule.kind == "epaper" else 1):
            for url in rule.urls:
                filled = fill_date(url, today - timedelta(days=back))
                found.setdefault(filled, Seed(filled, rule.kind))
    return list(found.values())


def load_source(path: Traversable) -> Source:
    """The source declared in the TOML file ``path``; raises SourceError on any mistake in it."""
    where = str(path)
    try:
        raw = tomllib.loads(path.read_bytes().decode("utf-8"))
    except OSError as error:
        hint = "check the name and the permissions"
        raise SourceError("cannot be read", where=where, value=error.strerror, hint=hint) from None
    except UnicodeDecodeError as error:
        raise SourceError("not UTF-8", where=where, hint=f"save it as UTF-8 ({error})") from None
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        where = f"{where}:{line[1]}" if line else where
        hint = "text goes between quotes, lists between [ and ]"
        raise SourceError(f"not TOML: {error}", where=where, hint=hint) from None
    source = parse_source(raw, where)
    if source.id != path.name.removesuffix(".toml"):
        raise SourceError(
            "id is not the file's name", where=f"{where}: id", value=source.id,
            hint=f"rename the file to {source.id}.toml or change id",
        )  # fmt: skip
    return source


def parse_source(raw: Mapping[str, Any], where: str) -> Source:
    """The source in an already read table; ``where`` names it in errors (SourceError)."""
    try:
        return Source.model_validate(raw)
    except ValidationError as error:
        known = {
            "": tuple(Source.model_fields),
            "discovery": tuple(Discovery.model_fields),
            "selectors": tuple(Selectors.model_fields),
        }
        raise explain(error, where, known) from None


def load_sources(extra: Path | None = None) -> tuple[dict[str, Source], list[SourceError]]:
    """Packaged sources and those of the operator's folder ``extra``, by id, and what was wrong.

    A file with a mistake is left out and reported; it never stops the others. An absent folder is
    an operator without sources of their own.
    """
    sources: dict[str, Source] = {}
    problems: list[SourceError] = []
    for path in (*_packaged(), *(sorted(extra.rglob("*.toml")) if extra else ())):
        try:
            source = load_source(path)
            if source.id in sources:
                raise SourceError(
                    "this id is taken by another source", where=f"{path}: id", value=source.id,
                    hint="choose another id and rename the file to match",
                )  # fmt: skip
            sources[source.id] = source
        except SourceError as error:
            problems.append(error)
    if extra and extra.exists() and not extra.is_dir():
        hint = "move it, and put .toml files there"
        problems.append(SourceError("not a folder of sources", where=str(extra), hint=hint))
    return sources, problems


def _packaged() -> Iterator[Traversable]:
    for region in sorted(files("crawler").joinpath("sources").iterdir(), key=lambda p: p.name):
        if region.is_dir():
            tomls = (path for path in region.iterdir() if path.name.endswith(".toml"))
            yield from sorted(tomls, key=lambda p: p.name)


KINDS: tuple[str, ...] = get_args(Kind)
