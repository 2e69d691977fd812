"""One Settings: the only reader of the environment and of ``HOME/dongbei.toml``.

Order: command line option, then environment (``DONGBEI_*``), then ``dongbei.toml``, then default.
"""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from db.errors import ConfigError

USER_AGENT = "dongbei/0.1 (news monitor; respects robots.txt)"


class ScheduleSettings(BaseModel):
    """When things run, in ``timezone``; cron fields are minute hour day month weekday."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    timezone: str = "Asia/Shanghai"
    crawl: str = "30 6 * * *"
    """Cron line of the daily crawl of each source."""
    crawl_timeout: int = Field(default=3600, ge=1)
    """Seconds after which a crawl is stopped and marked failed."""
    parallel: int = Field(default=4, ge=1)
    """Crawls at the same time."""
    poll_min: int = Field(default=60, ge=5, le=1440)
    """Minutes between two crawls of a source that brings much; 1440: only the daily crawl."""
    poll_many: int = Field(default=10, ge=1)
    """New pages in one crawl that make the next one come sooner."""


class FetchSettings(BaseModel):
    """How long one page may take, in seconds; no page may be larger than 8 MiB."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    timeout: float = Field(default=30.0, gt=0, le=3600, allow_inf_nan=False)
    """From the request to the last byte of the answer."""
    link_seconds: float = Field(default=20.0, gt=0, le=3600, allow_inf_nan=False)
    """To find the links in one page, in a process that is killed when it is late."""


class BrowserSettings(BaseModel):
    """Chromium for sources with ``js``; needs the extra ``[browser]``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    path: str = ""
    """The program; empty: chromium, chromium-browser or google-chrome of PATH."""
    sandbox: bool = True
    """Chromium's own sandbox, which does not work for root."""
    seconds: float = Field(default=120.0, gt=0, le=3600, allow_inf_nan=False)
    """How long one page may take, with all that its scripts ask for."""


class WebSettings(BaseModel):
    """How Datasette is served; ``shared`` hides bodies and switches custom SQL off."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    host: str = "127.0.0.1"
    port: int = Field(default=8001, ge=0, le=65535)
    shared: bool = False


class MailSettings(BaseModel):
    """The SMTP server for ``mailto:``; its password comes from DONGBEI_SMTP_PASSWORD only."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    host: str = "localhost"
    port: int = Field(default=25, ge=1, le=65535)
    sender: str = "dongbei@localhost"
    user: str = ""
    starttls: bool = False
    base_url: str = ""
    """Address of the web site, for links in alerts."""


class HealthSettings(BaseModel):
    """Who is told when a source falls ill or recovers: channels as those of watches, secret too."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    to: tuple[str, ...] = ()


class Settings(BaseModel):
    """All settings of one home folder."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    home: Path = Path("var")
    sources: tuple[str, ...] = ()
    """Source ids (``*`` as wildcard) to crawl; empty: all enabled ones."""
    allow_loopback: bool = False
    """Let the crawler and the webhook sender reach 127.0.0.1: for tests and the demo only."""
    user_agent: str = USER_AGENT
    contact: str = ""
    """Address or page added to the user agent, so that a site can reach the operator."""
    today: str = ""
    """Fixes the date (YYYY-MM-DD) for e-papers: for the demo and tests; empty: the real one."""
    schedule: ScheduleSettings = ScheduleSettings()
    fetch: FetchSettings = FetchSettings()
    browser: BrowserSettings = BrowserSettings()
    web: WebSettings = WebSettings()
    mail: MailSettings = MailSettings()
    health: HealthSettings = HealthSettings()

    @property
    def news_db(self) -> Path:
        return self.home / "news.db"

    @property
    def crawl_db(self) -> Path:
        return self.home / "crawl.db"

    @property
    def alerts_db(self) -> Path:
        return self.home / "alerts.db"


_ENVIRONMENT = {
    "DONGBEI_ALLOW_LOOPBACK": "allow_loopback",
    "DONGBEI_USER_AGENT": "user_agent",
    "DONGBEI_CONTACT": "contact",
    "DONGBEI_TODAY": "today",
}


def load(home: Path | None = None, environ: Mapping[str, str] | None = None) -> Settings:
    """Settings of a home folder; raises ConfigError naming the file, the field and the value."""
    env = os.environ if environ is None else environ
    folder = home or Path(env.get("DONGBEI_HOME") or "var")
    path = folder / "dongbei.toml"
    values: dict[str, Any] = _read(path) if path.is_file() else {}
    values |= {field: env[name] for name, field in _ENVIRONMENT.items() if env.get(name)}
    values["home"] = folder
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise ConfigError(
            first["msg"],
            where=f"{path}: {field}",
            value=None if field.startswith("health") else first.get("input"),
            hint="see docs/settings.md for the fields and their meaning",
        ) from None


def smtp_password(environ: Mapping[str, str] | None = None) -> str | None:
    """The secret for the mail server; never stored, never printed."""
    return (os.environ if environ is None else environ).get("DONGBEI_SMTP_PASSWORD")


def required(environ: Mapping[str, str] | None = None) -> frozenset[str]:
    """What the test machine must have (DONGBEI_REQUIRE=browser,...): a skip for it is a failure."""
    value = (os.environ if environ is None else environ).get("DONGBEI_REQUIRE", "")
    return frozenset(part.strip() for part in value.split(",") if part.strip())


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"not valid TOML: {error}", where=str(path), hint="mend it") from None
