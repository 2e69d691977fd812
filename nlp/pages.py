"""A text with its mentions as a web page (displaCy), and every error on gold in context."""

import html
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from db.models import Mention, Tags
from nlp.evaluate import Miss, Report, evaluate
from nlp.shown import candidates, told

COLOURS = {"PROVINCE": "#ffe08a", "CITY": "#b8e6c1", "SOE": "#bcd7ff", "OFFICIAL": "#e3c8f5"}
_CONTEXT = 60
_PAGE = """<!DOCTYPE html>
<html lang="zh"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
body {{ font: 16px/1.7 sans-serif; max-width: 60em; margin: 2em auto; color: #222 }}
table {{ border-collapse: collapse; width: 100%; margin: 1em 0 }}
td, th {{ border-bottom: 1px solid #ddd; padding: .3em; text-align: left; vertical-align: top }}
.missed {{ color: #8a1c1c }} .wrong, .trap {{ color: #8a5a00 }}
mark {{ background: #ffd54d }}
</style></head><body><h1>{title}</h1>
{body}
</body></html>
"""


def text_page(title: str, text: str, tags: Tags, why: Callable[[Mention], str]) -> str:
    """The text with coloured spans, a table that says why each is there, events and topics.

    ``why`` tells one mention's evidence.
    """
    rows = "".join(_why(mention, why(mention)) for mention in tags.mentions)
    items = [f"undecided {name.text}: {candidates(name)}" for name in tags.ambiguous]
    items += [f"event {told(event)}" for event in tags.events]
    items += [f"topic {topic}" for topic in tags.topics]
    listed = "".join(f"<li>{html.escape(item)}" for item in items)
    reasons = html.escape("; ".join(tags.relevance_reasons))
    body = (
        f"<p>relevance {tags.relevance:.2f}: {reasons}</p>{coloured(text, tags.mentions)}"
        "<table><tr><th>text<th>type<th>entity<th>rule<th>confidence<th>evidence</tr>"
        f"{rows}</table><ul>{listed}</ul>"
    )
    return _PAGE.format(title=html.escape(title), body=body)


def coloured(text: str, mentions: Sequence[Mention]) -> str:
    """displaCy's picture of the outermost mentions; everything of the text is escaped."""
    from spacy import displacy

    entities: list[dict[str, object]] = []
    for m in sorted(mentions, key=lambda m: (m.start, -m.end)):
        if not entities or m.start >= int(str(entities[-1]["end"])):
            entities.append({"start": m.start, "end": m.end, "label": m.type.value})
    document = {"text": text, "ents": entities, "title": None}
    options = {"colors": COLOURS}
    return str(displacy.render(document, style="ent", manual=True, options=options, jupyter=False))


def errors_page(
    documents: Iterable[dict[str, Any]], tag: Callable[..., Tags]
) -> tuple[Report, str]:
    """Every miss on gold with the passage around it, and the report."""
    known = {document["id"]: document for document in documents}
    report = evaluate(known.values(), tag)
    parts = []
    for kind in sorted({miss.kind for miss in report.misses}):
        rows = "".join(
            _row(miss, known[miss.document]["text"]) for miss in report.misses if miss.kind == kind
        )
        parts.append(
            f"<h2>{kind}</h2><table><tr><th>document<th>error<th>key<th>context</tr>{rows}</table>"
        )
    shown = "".join(parts) or "<p>No errors.</p>"
    title = f"{len(report.misses)} errors in {report.documents} documents"
    return report, _PAGE.format(title=title, body=shown)


def _row(miss: Miss, text: str) -> str:
    at = miss.spans[0] if miss.spans else _find(text, miss.key)
    context = _context(text, at) if at else html.escape(text[: 2 * _CONTEXT])
    cells = (html.escape(miss.document), miss.what, html.escape(miss.key))
    return f"<tr class={miss.what}><td>{'<td>'.join(cells)}<td>{context}</tr>"


def _find(text: str, key: str) -> tuple[int, int] | None:
    start = text.find(key)
    return (start, start + len(key)) if start >= 0 else None


def _context(text: str, span: tuple[int, int]) -> str:
    start, end = span
    before, after = text[max(0, start - _CONTEXT) : start], text[end : end + _CONTEXT]
    middle = f"<mark>{html.escape(text[start:end])}</mark>"
    return f"…{html.escape(before)}{middle}{html.escape(after)}…"


def _why(m: Mention, evidence: str) -> str:
    name = html.escape(m.name_zh or m.name_en or "")
    inside = " (inside another name)" if m.embedded else ""
    return (
        f"<tr><td>{html.escape(m.text)}<td>{m.type.value}<td>{html.escape(m.entity_id)} {name}"
        f"<td>{html.escape(m.rule)}{inside}<td>{m.confidence:.2f}"
        f"<td>{html.escape(evidence)}</tr>"
    )
