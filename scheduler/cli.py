"""The one command line: ``dongbei``. Subcommands are imported only when they are used."""

import signal
import sqlite3
import sys
from datetime import date
from importlib import import_module
from pathlib import Path

import click

from db.errors import ConfigError, DongbeiError
from db.settings import load

COMMANDS = {
    "demo": ("scheduler.demo:demo", "Crawl, tag, search and alert on the bundled news site."),
    "run": ("scheduler.commands:run", "Crawl all enabled sources, then all stages, once."),
    "crawl": ("scheduler.commands:crawl", "Only fetch: sources to raw pages."),
    "backfill": ("scheduler.backfill:command", "Old issues of an e-paper, newest first."),
    "tag": ("scheduler.commands:tag", "Only tag: articles to mentions and posts."),
    "serve": ("scheduler.commands:serve", "The web site and the daily schedule, until stopped."),
    "import": ("scheduler.commands:import_files", "Take HTML, JSON Lines or text files."),
    "search": ("scheduler.commands:search", "Articles that match a query, newest first."),
    "sources": ("crawler.source_commands:sources", "What is crawled, and how."),
    "extract": ("crawler.extract_command:command", "One page to its fields, as JSON."),
    "reextract": ("scheduler.reextract:command", "Stored pages read again by a newer parser."),
    "nlp": ("nlp.commands:nlp", "Tag text, show why, measure, check the knowledge."),
    "review": ("scheduler.review_command:review", "New officials and reported tags, decided."),
    "watch": ("scheduler.watch:watch", "Who wants to hear of what."),
    "health": ("scheduler.health_command:health", "Which sources are ill, and why."),
    "alerts": ("alerts.commands:alerts", "Send what is due."),
}


class LazyGroup(click.Group):
    """Knows its commands by name and first line, and imports one when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name][0].partition(":")
        command = getattr(import_module(module), name)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--home",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of the databases, feeds and logs (default ./var, or DONGBEI_HOME).",
)
@click.option("--allow-loopback", is_flag=True, help="Let 127.0.0.1 be crawled: for tests only.")
@click.option("--today", metavar="YYYY-MM-DD", help="The day that e-papers are asked for.")
@click.version_option(package_name="dongbei")
@click.pass_context
def cli(ctx: click.Context, home: Path | None, allow_loopback: bool, today: str | None) -> None:
    """News monitor for Northeast China: crawl, tag, search and alert.

    \b
    Example:
      dongbei --home var run
      dongbei --home var search '沈阳 -大连'
    """
    settings = load(home)
    if today:
        try:
            date.fromisoformat(today)
        except ValueError:
            raise ConfigError(
                "not a date", where="--today", value=today, hint="write YYYY-MM-DD"
            ) from None
        settings = settings.model_copy(update={"today": today})
    if allow_loopback:
        settings = settings.model_copy(update={"allow_loopback": True})
    ctx.obj = settings


def main() -> None:
    """Entry point: exit code 0 done, 1 failed with one clear line, 2 usage."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        code = cli.main(prog_name="dongbei", standalone_mode=False)
    except click.exceptions.Exit as stop:
        code = stop.exit_code
    except click.ClickException as error:
        error.show()
        code = 2
    except (KeyboardInterrupt, click.Abort):
        code = 130
    except BrokenPipeError:
        sys.stderr.close()
        code = 0
    except (DongbeiError, sqlite3.Error, OSError) as error:
        click.echo(f"dongbei: {_line(error)}", err=True)
        code = 1
    sys.exit(code if isinstance(code, int) else 0)


def _line(error: Exception) -> str:
    if isinstance(error, DongbeiError):
        return str(error)
    hint = "check the folder given with --home, its permissions and its disk"
    return str(DongbeiError(f"{type(error).__name__}: {error}", hint=hint))


if __name__ == "__main__":
    main()
