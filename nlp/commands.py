"""``dongbei nlp``: tag JSON Lines, show a text with its mentions, measure against gold."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from db.errors import ConfigError, DongbeiError, InputError
from nlp.table_commands import check, stale

if TYPE_CHECKING:
    from db.models import Mention, Tags
    from nlp.evaluate import Report
    from nlp.tagger import Tagger


@click.group()
def nlp() -> None:
    """Find places, state-owned enterprises and officials in text.

    Example: dongbei nlp show article.txt
    """


nlp.add_command(check)
nlp.add_command(stale)


@nlp.command()
@click.option("--knowledge", type=click.Path(path_type=Path, file_okay=False, exists=True),
              help="A folder with tables of your own, as in HOME/knowledge.")  # fmt: skip
@click.option("--ambiguous", is_flag=True, help="Add the names left undecided, with candidates.")
def tag(knowledge: Path | None, ambiguous: bool) -> None:
    """Tag JSON Lines from standard input, one answer line per input line.

    Example: echo '{"id": "1", "text": "沈阳市长", "date": null}' | dongbei nlp tag
    """
    tagger = _tagger(knowledge)
    out = sys.stdout.buffer
    for number, line in enumerate(sys.stdin.buffer, 1):
        if not line.strip():
            continue
        item = _item(line, number)
        tags = tagger.tag(item["text"], date=item["date"])
        answer = {"id": item["id"]} | as_json(tags) | (left_open(tags) if ambiguous else {})
        out.write(json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
        out.flush()


def _tagger(knowledge: Path | None) -> "Tagger":
    from nlp.overlay import NOTHING, read_folder
    from nlp.tagger import Tagger

    return Tagger(read_folder(knowledge) if knowledge else NOTHING)


def _item(line: bytes, number: int) -> dict[str, Any]:
    where = f"standard input, line {number}"
    hint = 'write one object per line: {"id": "1", "text": "...", "date": "2024-05-01"}'
    try:
        item = json.loads(line)
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise InputError(f"not JSON: {error}", where=where, value=repr(line), hint=hint) from error
    if not isinstance(item, dict) or not isinstance(item.get("id"), str):
        raise InputError("no id", where=where, value=repr(line), hint=hint)
    if not isinstance(item.get("text"), str):
        raise InputError("no text", where=f"{where}, field text", value=item.get("text"), hint=hint)
    item["date"] = _day(item.get("date"), where)
    return item


def _day(value: object, where: str) -> str | None:
    from datetime import date

    if value is None or value == "":
        return None
    try:
        return date.fromisoformat(str(value)[:10]).isoformat()
    except ValueError as error:
        hint = "write YYYY-MM-DD or null"
        raise InputError(
            "not a date", where=f"{where}, field date", value=value, hint=hint
        ) from error


def as_json(tags: "Tags") -> dict[str, Any]:
    """The fields of the ``nlp tag`` contract, without ``id``."""
    return {
        "language": tags.language.value,
        "relevance": tags.relevance,
        "mentions": [
            {
                "start": m.start, "end": m.end, "text": m.text, "type": m.type.value,
                "entity_id": m.entity_id, "name_zh": m.name_zh, "name_en": m.name_en,
                "confidence": m.confidence, "rule": m.rule, "embedded": m.embedded,
            }
            for m in tags.mentions
        ],
        "posts": [
            {
                "name": p.name, "office": p.office, "jurisdiction": p.jurisdiction,
                "status": p.status.value, "start": p.start, "end": p.end,
            }
            for p in tags.posts
        ],
    }  # fmt: skip


def left_open(tags: "Tags") -> dict[str, Any]:
    """``ambiguous``: the names that the text does not decide, with their candidates."""
    return {
        "ambiguous": [
            {
                "start": one.start, "end": one.end, "text": one.text, "type": one.type.value,
                "candidates": [{"entity_id": i, "name_zh": name} for i, name in one.candidates],
            }
            for one in tags.ambiguous
        ]
    }  # fmt: skip


@nlp.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--date", "day", help="Day of publication, YYYY-MM-DD.")
@click.option("--home", help="GB/T 2260 code of the source's home place, for 我市 and the like.")
@click.option("--knowledge", type=click.Path(path_type=Path, file_okay=False, exists=True),
              help="A folder with tables of your own, as in HOME/knowledge.")  # fmt: skip
@click.option("--json", "machine", is_flag=True, help="One JSON object instead of coloured text.")
@click.option("--html", "page", is_flag=True, help="A web page instead of coloured text.")
def show(
    file: Path, day: str | None, home: str | None, knowledge: Path | None, machine: bool, page: bool
) -> None:
    """Print FILE with its mentions coloured, then why each mention is there.

    That is its rule, confidence and evidence; events and topics of the text follow.

    Example: dongbei nlp show article.txt --date 2024-05-01
    """
    from nlp.explain import explain
    from nlp.pages import text_page
    from nlp.pipeline import resources
    from nlp.shown import terminal

    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        hint = "give a UTF-8 text file"
        raise InputError("cannot be read", where=str(file), value=error, hint=hint) from error
    day = _day(day, "--date")
    tagger = _tagger(knowledge)
    tags = tagger.tag(text, date=day, home=home)
    if machine:
        reasons = {"relevance_reasons": list(tags.relevance_reasons)}
        click.echo(json.dumps(as_json(tags) | left_open(tags) | reasons, ensure_ascii=False))
        return

    def why(mention: "Mention") -> str:
        return explain(mention, resources(tagger.overlay), day, tags.posts)

    if page:
        click.echo(text_page(file.name, text, tags, why))
    else:
        click.echo("\n".join(terminal(text, tags, why)))


@nlp.command()
@click.option("--gold", multiple=True, required=True, type=click.Path(path_type=Path),
              help="A gold file; may be given more than once.")  # fmt: skip
@click.option("--out", required=True, type=click.Path(path_type=Path), help="The page to write.")
def errors(gold: tuple[Path, ...], out: Path) -> None:
    """Write a web page with every error on gold in its context.

    Example: dongbei nlp errors --gold dev.jsonl --out errors.html
    """
    from nlp.evaluate import read_gold
    from nlp.pages import errors_page
    from nlp.tagger import Tagger

    report, page = errors_page(read_gold(gold), Tagger().tag)
    out.write_text(page, encoding="utf-8")
    click.echo(f"{len(report.misses)} errors in {report.documents} documents: {out}")


@nlp.command("eval")
@click.option(
    "--gold",
    "gold",
    multiple=True,
    required=True,
    type=click.Path(path_type=Path),
    help="A gold file; may be given more than once.",
)
@click.option(
    "--floors",
    "floors",
    type=click.Path(path_type=Path),
    help="The file of floors; fails when a score is under its floor.",
)
@click.option("--raise-floors", is_flag=True, help="Raise the floors to today's scores.")
@click.option("--lower-floors", is_flag=True, help="Set the floors to today's scores, even lower.")
@click.option("--json", "machine", is_flag=True, help="One JSON object instead of a table.")
def evaluate_(
    gold: tuple[Path, ...],
    floors: Path | None,
    raise_floors: bool,
    lower_floors: bool,
    machine: bool,
) -> None:
    """Measure precision, recall and F1 on gold files and compare with the floors.

    Example: dongbei nlp eval --gold dev.jsonl --floors tests/floors_nlp.json
    """
    from nlp import evaluate as gate
    from nlp.tagger import Tagger

    if (raise_floors or lower_floors) and floors is None:
        raise click.UsageError("--raise-floors and --lower-floors need --floors FILE")
    report = gate.evaluate(gate.read_gold(gold), Tagger().tag)
    _print_report(report, machine=machine)
    if report.bad_spans:
        raise DongbeiError("mentions are not the text at their offsets", value=report.bad_spans)
    if floors is None:
        return
    if raise_floors or lower_floors:
        known = gate.read_floors(floors)["floors"] if floors.exists() else {}
        kept = {} if lower_floors else known
        now = {k: max(v, kept.get(k, 0.0)) for k, v in report.figures().items()}
        content = {"gold": gate.digest(gold), "floors": kept | now}
        floors.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
        return
    _check_floors(gate.read_floors(floors), gate.digest(gold), report.figures(), floors)


def _print_report(report: "Report", *, machine: bool) -> None:
    if machine:
        rows = {
            name: {"P": s.precision, "R": s.recall, "F1": s.f1, "right": s.right,
                   "wrong": s.wrong, "missed": s.missed, "traps": s.traps}
            for name, s in (report.scores | report.parts).items()
        }  # fmt: skip
        click.echo(json.dumps({"documents": report.documents, "scores": rows}))
        return
    click.echo(f"{report.documents} documents")
    for name, s in (report.scores | dict(sorted(report.parts.items()))).items():
        click.echo(
            f"{name:15} P {s.precision:.3f}  R {s.recall:.3f}  F1 {s.f1:.3f}  "
            f"right {s.right}  wrong {s.wrong}  missed {s.missed}  traps {s.traps}"
        )


def _check_floors(
    known: dict[str, Any], digest: str, figures: dict[str, float], path: Path
) -> None:
    from nlp.evaluate import below

    if known["gold"] != digest:
        hint = "measure on the gold the floors were set on, or set them anew"
        raise ConfigError(
            "the floors belong to other gold", where=str(path), value=digest, hint=hint
        )
    sunk = below(figures, known["floors"])
    if sunk:
        shown = ", ".join(f"{name} {now} < {floor}" for name, (now, floor) in sunk.items())
        hint = "mend the tagger, or lower the floors with --lower-floors"
        raise ConfigError(f"below the floor: {shown}", where=str(path), hint=hint)
