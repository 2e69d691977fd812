"""docs/commands.md against the command line, both ways; every command shows an example."""

import re
from collections.abc import Iterator

import click
import pytest
from markdown_pages import page

from scheduler.cli import cli

_HEADING = re.compile(r"^## (dongbei[^\n]*)\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
_BULLET = re.compile(r"^- `(--[a-z-]+|[A-Z_|]+)", re.MULTILINE)


def walk(command: click.Command, path: str) -> Iterator[tuple[str, click.Command]]:
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            child = command.get_command(context, name)
            assert child is not None, name
            yield from walk(child, f"{path} {name}")


COMMANDS = dict(walk(cli, "dongbei"))


def arguments(command: click.Command) -> list[str]:
    context = click.Context(command)
    return [p.make_metavar(context) for p in command.params if isinstance(p, click.Argument)]


def documented() -> dict[str, str]:
    return dict(_HEADING.findall(page("commands")))


def test_headings_are_the_commands_with_their_arguments() -> None:
    expected = {" ".join([path, *arguments(command)]) for path, command in COMMANDS.items()}
    assert documented().keys() == expected


def test_bullets_are_the_arguments_and_options() -> None:
    for path, command in COMMANDS.items():
        text = documented()[" ".join([path, *arguments(command)])]
        options = [max(p.opts, key=len) for p in command.params if isinstance(p, click.Option)]
        names = [re.sub(r"[^A-Z_|]", "", argument) for argument in arguments(command)]
        assert sorted(_BULLET.findall(text)) == sorted(names + options), path


def test_defaults_are_those_of_the_options() -> None:
    for path, command in COMMANDS.items():
        text = documented()[" ".join([path, *arguments(command)])]
        for option in (p for p in command.params if isinstance(p, click.Option)):
            line = re.search(rf"^- `{max(option.opts, key=len)}\b.*$", text, re.MULTILINE)
            stated = re.search(r"Default: (.+)\.$", line[0] if line else "")
            shown = str(option.default) if option.show_default else None
            assert (stated and stated[1]) == shown, (path, option.opts)


@pytest.mark.parametrize("path", COMMANDS)
def test_help_shows_an_example_of_that_very_command(path: str) -> None:
    help_text = COMMANDS[path].help or ""
    name = path.removeprefix("dongbei").strip()
    _, _, example = help_text.partition("Example:")
    wanted = rf"\bdongbei (--home \S+ )?{re.escape(name)}\b" if name else r"\bdongbei "
    assert re.search(wanted, example), f"{path} --help has no example of it"


def test_every_option_says_what_it_does() -> None:
    silent = [
        (path, option.opts[0])
        for path, command in COMMANDS.items()
        for option in command.params
        if isinstance(option, click.Option) and not option.help
    ]
    assert silent == []
