"""``python -m nlp``: the nlp commands without the rest of the program."""

import sys

import click

from db.errors import DongbeiError
from nlp.commands import nlp


def main() -> None:
    """Runs the commands; a DongbeiError becomes one line and exit code 1."""
    try:
        nlp.main(prog_name="python -m nlp", standalone_mode=True)
    except DongbeiError as error:
        click.echo(f"error: {error}", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
