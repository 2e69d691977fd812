"""``dongbei extract``: the fields of saved pages as JSON."""

import json
import sys
from pathlib import Path
from typing import Any

import click

from db.errors import DongbeiError, InputError


@click.command("extract")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--url", default="", help="Address the page was fetched from.")
@click.option("--jsonl", is_flag=True, help='Read lines {"id", "url", "html_path"} from stdin.')
@click.option("--family", default=None, help="Page template to use instead of the detected one.")
def command(file: Path | None, url: str, jsonl: bool, family: str | None) -> None:
    """Show the fields of a saved page, each with the rule that won.

    Example: dongbei extract page.html --url https://example.org/news/1.html
    """
    try:
        if jsonl:
            _lines(family)
        elif file is None:
            raise InputError("no page given", hint="name a FILE or use --jsonl")
        else:
            click.echo(json.dumps(_one(file, url, family), ensure_ascii=False, indent=2))
    except DongbeiError as error:
        click.echo(f"Error: {error}", err=True)
        raise SystemExit(1) from None


def _lines(family: str | None) -> None:
    for number, line in enumerate(sys.stdin.buffer, 1):
        if not line.strip():
            continue
        request = _request(line, number)
        try:
            fields = _one(Path(request["html_path"]), request["url"], family)
        except DongbeiError as error:
            fields = {**_EMPTY, "url": request["url"], "error": str(error)}
        click.echo(json.dumps({"id": request["id"], **fields}, ensure_ascii=False))


_EMPTY: dict[str, Any] = {
    "url": "", "title": "", "body": "", "author": [], "origin": None, "published_at": None,
    "language": "other", "quality": 0.0, "rules": {}, "kicker": "", "subtitle": "", "editor": [],
    "canonical_url": "", "images": [], "pages": 0, "is_article": False,
}  # fmt: skip


def _request(line: bytes, number: int) -> dict[str, Any]:
    where, hint = f"stdin: line {number}", 'one object {"id", "url", "html_path"} per line'
    try:
        request = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InputError("not JSON", where=where, value=error, hint=hint) from None
    if not isinstance(request, dict):
        raise InputError("not a JSON object", where=where, value=request, hint=hint)
    for name in ("url", "html_path"):
        if not isinstance(request.get(name), str):
            value = request.get(name, "nothing")
            raise InputError(f"{name} must be a string", where=where, value=value, hint=hint)
    return {"id": None, **request}


def _one(file: Path, url: str, family: str | None) -> dict[str, Any]:
    from crawler.extract import extract

    try:
        body = file.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError("cannot read the page", where=str(file), value=reason) from None
    page = extract(body, url or "http://localhost/", family=family)
    return {
        "url": url,
        "title": page.title,
        "body": page.body,
        "author": list(page.author),
        "origin": page.origin,
        "published_at": page.published_at,
        "language": page.language.value,
        "quality": page.quality,
        "rules": page.rules,
        "kicker": page.kicker,
        "subtitle": page.subtitle,
        "editor": list(page.editor),
        "canonical_url": page.canonical_url,
        "images": list(page.images),
        "pages": page.pages,
        "is_article": page.is_article,
    }
