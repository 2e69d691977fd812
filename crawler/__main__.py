"""``python -m crawler``: the commands of this package alone."""

import click

from crawler.evaluate_command import command as eval_command
from crawler.extract_command import command as extract_command


@click.group()
def main() -> None:
    """Web pages to articles."""


main.add_command(extract_command)
main.add_command(eval_command)

if __name__ == "__main__":
    main()
