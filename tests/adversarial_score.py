"""Score a tagger on the adversarial sentences of ``tests/adversarial`` (see its README).

``python tests/adversarial_score.py places|soes [--aside] [--show [--show-aside]]``
"""

import argparse
import hashlib
import json
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent / "adversarial"
SETS = ("places", "soes")
Line = dict[str, Any]
Forms = dict[tuple[str, str], set[str]]


@dataclass(frozen=True)
class Score:
    """Shares 0..1; ``misses`` holds one dict per wrong sentence: line, missing, extra, traps."""

    sentences: int
    accuracy: float
    precision: float
    recall: float
    f1: float
    misses: list[Line]

    def figures(self) -> dict[str, float]:
        return {
            name: round(getattr(self, name), 4)
            for name in ("accuracy", "precision", "recall", "f1")
        }


def read(path: Path) -> list[Line]:
    """The labelled lines of one set."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def digest(path: Path) -> str:
    """SHA-256 of the file's bytes, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def score(path: Path, tag: Callable[..., Any]) -> Score:
    """Score ``tag(text, date=..., home=...)``, a ``Tags``, on the set in ``path``.

    Accuracy is the share of sentences whose entities are exactly right; precision, recall and F1
    are over all entities of all sentences. An entity counts once per sentence.
    """
    lines = read(path)
    kinds = {"SOE"} if "soes" in path.name else {"PROVINCE", "CITY"}
    right = wrong = missed = 0
    misses = []
    for line in lines:
        tags = tag(line["text"], date=line.get("date"), home=line.get("home"))
        hits, missing, extra = judge(line, predicted(tags.mentions, kinds))
        right += len(hits)
        wrong += len(extra)
        missed += len(missing)
        if missing or extra:
            traps = [name for name in extra if any(key == name for _, key in line["never"])]
            misses.append({"line": line, "missing": missing, "extra": extra, "traps": traps})
    precision = right / (right + wrong or 1)
    recall = right / (right + missed or 1)
    return Score(
        sentences=len(lines),
        accuracy=1 - len(misses) / (len(lines) or 1),
        precision=precision,
        recall=recall,
        f1=2 * precision * recall / (precision + recall or 1),
        misses=misses,
    )


def predicted(mentions: Iterable[Any], kinds: set[str]) -> Forms:
    """(type, id) -> surface forms and names; embedded places are not counted."""
    forms: Forms = {}
    for mention in mentions:
        kind = str(mention.type)
        if kind not in kinds or (mention.embedded and kind != "SOE"):
            continue
        names = {mention.text, mention.name_zh or "", mention.name_en or ""} - {""}
        forms.setdefault((kind, mention.entity_id), set()).update(names)
    return forms


def judge(line: Line, found: Forms) -> tuple[set[str], list[str], list[str]]:
    """Keys of ``must`` that were found, those missing, and entities nobody allowed."""
    hits: set[str] = set()
    extra = []
    for (kind, entity), names in found.items():
        keys = [key for _, key in line["must"] if answers(kind, entity, names, key)]
        hits.update(keys)
        allowed = any(answers(kind, entity, names, key) for _, key in line["may"])
        if not keys and not allowed:
            extra.append(entity if kind == "SOE" else entity.split(":")[-1])
    missing = [key for _, key in line["must"] if key not in hits]
    return hits, missing, sorted(extra)


def answers(kind: str, entity: str, names: set[str], key: str) -> bool:
    """Whether a predicted entity is what ``key`` names: by code or id, else by printed name."""
    if kind != "SOE":
        return entity.split(":")[-1] == key
    if key.startswith("soe:"):
        return entity == key
    wanted = _plain(key)
    for name in map(_plain, names):
        near = 2 <= len(name) <= 3 * len(wanted) and (name in wanted or wanted in name)
        if name == wanted or near:
            return True
    return False


def _plain(text: str) -> str:
    return "".join(text.casefold().replace("’", "'").split())


def path_of(name: str, aside: bool = False) -> Path:
    return HERE / f"{name}{'_aside' if aside else ''}.jsonl"


def report(result: Score, show: bool) -> Iterable[str]:
    figures = "  ".join(f"{name} {value:.3f}" for name, value in result.figures().items())
    yield f"{result.sentences} sentences  {figures}  wrong {len(result.misses)}"
    for miss in result.misses if show else ():
        line = miss["line"]
        yield f"{line['id']} [{line['pattern']}] {line['text']}"
        yield f"    missing {miss['missing']}  extra {miss['extra']}  traps {miss['traps']}"


def main() -> None:
    from nlp.tagger import Tagger

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("set", choices=SETS)
    parser.add_argument("--aside", action="store_true", help="score the half that is set aside")
    parser.add_argument("--show", action="store_true", help="list the misses of the open half")
    parser.add_argument("--show-aside", action="store_true", help="list those of either half")
    args = parser.parse_args()
    result = score(path_of(args.set, args.aside), Tagger().tag)
    show = args.show_aside or (args.show and not args.aside)
    sys.stdout.write("\n".join(report(result, show)) + "\n")


if __name__ == "__main__":
    main()
