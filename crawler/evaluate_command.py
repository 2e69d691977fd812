"""``python -m crawler eval``: scores on labelled pages; raises the floors that the tests hold."""

import json
from pathlib import Path

import click

from db.errors import DongbeiError, InputError


@click.command("eval")
@click.argument("pages", type=click.Path(path_type=Path))
@click.option(
    "--floors", type=click.Path(path_type=Path), help="File of floors to check and raise."
)
@click.option("--lower-floors", is_flag=True, help="Let floors fall to the present scores.")
def command(pages: Path, floors: Path | None, lower_floors: bool) -> None:
    """Score the extraction on PAGES, a JSON Lines file of labelled pages.

    Example: python -m crawler eval pages.jsonl --floors tests/floors_pages.json
    """
    try:
        _run(pages, floors, lower_floors)
    except DongbeiError as error:
        click.echo(f"Error: {error}", err=True)
        raise SystemExit(1) from None


def _run(pages: Path, floors: Path | None, lower: bool) -> None:
    from crawler.evaluate import below, digest, evaluate, raised

    scores = evaluate(pages)
    for language, named in scores.items():
        click.echo(language + "".join(f"  {name} {value:.4f}" for name, value in named.items()))
    if floors is None:
        return
    labels, held = _read(floors)
    failed = below(scores, held)
    if labels not in ("", digest(pages)):
        failed = ["these floors were set on other labels"]
    if failed and not lower:
        hint = "mend the extraction, or state the loss with --lower-floors"
        raise InputError("; ".join(failed), where=str(floors), hint=hint)
    new = {"labels_sha256": digest(pages), "floors": raised(scores, held, lower=lower)}
    floors.write_text(json.dumps(new, indent=2) + "\n", encoding="utf-8")


def _read(floors: Path) -> tuple[str, dict[str, dict[str, float]]]:
    """Digest of the labels and the floors; both empty when the file does not exist yet."""
    if not floors.exists():
        return "", {}
    try:
        value = json.loads(floors.read_text(encoding="utf-8"))
        return value["labels_sha256"], value["floors"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError("not a file of floors", where=str(floors), value=error) from None
