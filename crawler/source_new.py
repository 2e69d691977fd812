"""``dongbei sources new``: a first version of a source, from an address or a saved page."""

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from crawler.fetched import Fetched
from crawler.source import Source, load_sources, parse_source
from db.errors import InputError
from db.settings import Settings

MAX_BYTES = 8 * 1024 * 1024
ZONE = "Asia/Shanghai"


@click.command("new")
@click.argument("url", metavar="URL")
@click.option("--url", "address", default="", help="Address of the page, when URL is a saved file.")
@click.option("--id", "source_id", default="", help="Id of the source; else made from the host.")
@click.option("--save", is_flag=True, help="Write it to HOME/sources instead of printing it.")
@click.option("--delay", default=2.0, show_default=True, help="Seconds between two requests.")
@click.pass_obj
def new_source(
    settings: Settings, url: str, address: str, source_id: str, save: bool, delay: float
) -> None:
    """Draft a source from a list of news, a feed, a sitemap, an e-paper's page or an article.

    Finds feeds, sitemaps, the template family and the common shape of article addresses; one
    article is read to see whether it works. URL may be a saved file (then nothing is fetched).

    \b
    Example:
      dongbei sources new https://www.example.org/news/
      dongbei sources new list.html --url https://www.example.org/news/ --id my-site --save
    """
    from crawler.source_draft import draft, id_for

    if "://" in url and not url.startswith(("http://", "https://")):
        raise InputError(
            "only http and https are crawled", where="URL", value=url,
            hint="give an address that starts with http:// or https://, or a saved file",
        )  # fmt: skip
    if not url.startswith(("http://", "https://")):
        page = _saved(Path(url), address)
        made = draft(page, None, source_id or id_for(page.url), today_in(settings, "Asia/Shanghai"))
    else:
        from crawler.polite import PoliteFetcher

        name = source_id or id_for(url)
        with PoliteFetcher(settings, _stand_in(url, delay)) as fetch:
            made = draft(fetch(url), fetch, name, today_in(settings, "Asia/Shanghai"))
    if save:
        click.echo(str(_write(settings, made.source.id, made.toml)))
    else:
        click.echo(made.toml, nl=False)


def _write(settings: Settings, source_id: str, toml: str) -> Path:
    """Into HOME/sources; raises InputError when the id is taken."""
    folder = settings.home / "sources"
    path = folder / f"{source_id}.toml"
    if source_id in load_sources(folder)[0] or path.exists():
        raise InputError(
            "this id is taken by another source", value=source_id, hint="choose one with --id"
        )
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text(toml, encoding="utf-8")
    return path


def today_in(settings: Settings, zone: str) -> date:
    """The day in ``zone``, or the one that the settings fix."""
    if settings.today:
        return date.fromisoformat(settings.today)
    return datetime.now(ZoneInfo(zone)).date()


def _saved(path: Path, address: str) -> Fetched:
    """A saved page as if it had been fetched from ``address``."""
    if not address.startswith(("http://", "https://")):
        raise InputError(
            "the address of a saved page is needed", where="--url", value=address or "nothing",
            hint="give --url https://..., or an address instead of a file",
        )  # fmt: skip
    try:
        with path.open("rb") as handle:
            return Fetched(address, handle.read(MAX_BYTES))
    except OSError as error:
        raise InputError(
            "cannot be read", where=str(path), value=error.strerror,
            hint="give a saved page or an address that starts with http:// or https://",
        ) from None  # fmt: skip


def _stand_in(url: str, delay: float) -> Source:
    """A source that is only there to say how fast, and on which port, to ask."""
    raw = {
        "id": "new", "name_zh": "-", "name_en": "-", "language": "zh", "delay": delay,
        "allow": ["."], "discovery": [{"kind": "listing", "urls": [url]}],
    }  # fmt: skip
    return parse_source(raw, url)
