"""Nothing of the measuring texts is typed into rules, data, tests or documents.

A name may stand here when the knowledge base or the source catalogue has it with evidence of its
own, or when it is common knowledge (``COMMON``, each with its reason).
"""

import csv
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

import gold_words
import pytest
from gold_words import ROOT, Hit
from packages import PACKAGES

SHARED = ROOT.parent / "shared"
DATA = ROOT / "nlp" / "data"
KNOWN_TABLES = ("officials", "soes", "cities", "provinces", "topics")
COPIED_RUN = 12
"""Chinese characters in a row (or English words) that two writers do not share by chance."""
COPIED_RUNS = 3
"""Different phrases of one measuring text in one file of ours."""
COMMON = {
    "Donald Trump": "a foreign head of state, to show that such are no officials here",
    "阿里巴巴": "a company that everybody knows; it holds the short name of a place",
    "恒力集团": "a private firm that the labelling rules themselves name",
    "大连商品交易所": "one of the country's exchanges, listed with all the others",
    "森工公司": "a kind of enterprise, not a name",
    "中央纪委国家监委": "an organ of the state",
    "高新技术产业开发区": "a kind of zone",
    "全国人民代表大会": "an organ of the state",
    "中央经济工作会议": "a yearly conference of the party and the state",
}

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not gold_words.GOLD.is_dir(), reason="no shared folder beside the checkout"),
]


@pytest.fixture(scope="module")
def found() -> list[dict[str, object]]:
    return gold_words.documents()


@pytest.fixture(scope="module")
def ours() -> dict[Path, str]:
    """Our files but this one, whose exceptions are names."""
    return {path: text for path, text in gold_words.files().items() if path != Path(__file__)}


@pytest.fixture(scope="module")
def known_text() -> str:
    """The team's knowledge base and source catalogue, and our own rows that carry evidence."""
    paths = [p for folder in ("kb", "sources") for p in sorted((SHARED / folder).iterdir())]
    own = [
        ",".join(row.values())
        for path in sorted(DATA.glob("*.csv"))
        for row in gold_words.rows_with_evidence(path)
    ]
    return "\n".join([*(path.read_text(encoding="utf-8") for path in paths), *own])


@pytest.fixture(scope="module")
def known_names(known_text: str) -> set[str]:
    return {
        part.strip()
        for line in csv.reader(known_text.splitlines())
        for cell in line
        for part in cell.split("|")
    }


def show(hits: list[Hit]) -> str:
    return "\n".join(sorted({str(hit) for hit in hits}))


def test_names_have_evidence_of_their_own(
    found: list[dict[str, object]], ours: dict[Path, str], known_text: str, known_names: set[str]
) -> None:
    stems = known_names | gold_words.stems(known_names)
    labelled = gold_words.names(found)
    wanted = {
        name
        for name, kind in labelled.items()
        if len(name) > 1 and name not in COMMON and name not in known_names
        and not ((len(name) > 2 or kind == "SOE") and name in known_text)
        and not (kind == "SOE" and gold_words.is_composed(name, stems))
    }  # fmt: skip
    assert len(wanted) > 50, "the labels were not read"
    hits = list(gold_words.name_hits(wanted, ours))
    assert hits == [], f"names of the measuring texts without evidence here:\n{show(hits)}"


def test_domains_are_those_of_the_catalogue(
    found: list[dict[str, object]], ours: dict[Path, str], known_text: str
) -> None:
    wanted = {domain for domain in gold_words.domains(found) if domain not in known_text}
    assert len(wanted) > 20
    hits = list(gold_words.domain_hits(wanted, ours))
    assert hits == [], f"domains of the measuring pages:\n{show(hits)}"


def test_no_phrase_in_rules_and_data(
    found: list[dict[str, object]], ours: dict[Path, str], known_text: str, known_names: set[str]
) -> None:
    sample = ROOT / "crawler" / "samplesite"
    rules = {
        path: text
        for path, text in ours.items()
        if path.relative_to(ROOT).parts[0] in PACKAGES and not path.is_relative_to(sample)
    }
    assert len(rules) > 100
    hits = [
        hit
        for hit in gold_words.phrase_hits(gold_words.texts(found), known_text, rules)
        if not any(hit.text in name for name in COMMON)
        and not gold_words.is_composed(hit.text, known_names)
    ]
    assert hits == [], f"phrases of the measuring texts in rules or data:\n{show(hits)}"


def test_no_text_was_copied_into_tests_samples_or_documents(
    found: list[dict[str, object]], ours: dict[Path, str], known_text: str
) -> None:
    """One set phrase may be shared by chance; a long run, or several of one text, are not."""
    together: dict[tuple[Path, int], dict[str, Hit]] = defaultdict(dict)
    for hit in gold_words.phrase_hits(gold_words.texts(found), known_text, ours):
        together[hit.path, hit.document][hit.text] = hit
    copied = [
        hit
        for hits in together.values()
        if _longest(list(hits.values())) >= COPIED_RUN
        or _phrases(list(hits.values())) >= COPIED_RUNS
        for hit in hits.values()
    ]
    assert copied == [], f"copied from measuring texts:\n{show(copied)}"


def _longest(hits: list[Hit]) -> int:
    """Length of the longest run made of overlapping hits; a line's hits come in text order."""
    best = length = 0
    before: Hit | None = None
    for hit in hits:
        length = length + 1 if before and _continues(before, hit) else gold_words.PHRASE
        best, before = max(best, length), hit
    return best


def _phrases(hits: list[Hit]) -> int:
    """How many runs the hits make when overlapping ones are joined."""
    joined = sum(_continues(one, other) for one, other in pairwise(hits))
    return len(hits) - joined


def _continues(one: Hit, other: Hit) -> bool:
    """Whether a run begins one character (or word) after another on the same line."""
    words, more = one.text.split(), other.text.split()
    if len(words) > 1:
        return one.line == other.line and words[1:] == more[:-1]
    return one.line == other.line and one.text[1:] == other.text[:-1]


@pytest.mark.parametrize("table", KNOWN_TABLES)
def test_own_rows_of_the_knowledge_base_carry_evidence(table: str) -> None:
    """A row is the team's, unchanged, or says where it is from, and that is not a measuring text."""
    team = list(csv.DictReader((SHARED / "kb" / f"{table}.csv").open(encoding="utf-8")))
    mine = list(csv.DictReader((DATA / f"{table}.csv").open(encoding="utf-8")))
    added = [row for row in mine if row not in team]
    assert [row["id"] for row in added if not row.get("evidence", "").strip()] == []
    assert [row["id"] for row in added if "gold" in row["evidence"]] == []


def test_exceptions_are_not_known_anyway(known_names: set[str]) -> None:
    assert known_names & COMMON.keys() == set()


def test_the_guard_sees_what_is_planted(found: list[dict[str, object]], known_text: str) -> None:
    """A sentence, a name and a domain of the measuring texts in a file of ours are found."""
    text = next(t for t in gold_words.texts(found) if len(list(gold_words.runs(t))) > 100)
    name = next(n for n in sorted(gold_words.names(found)) if len(n) == 3 and not n.isascii())
    domain = min(gold_words.domains(found) - set(known_text.split()))
    planted = {ROOT / "nlp" / "planted.py": f'x = "{text}"\ny = "{name}|https://{domain}/"\n'}
    assert list(gold_words.name_hits({name}, planted))
    assert list(gold_words.domain_hits({domain}, planted))
    phrases = list(gold_words.phrase_hits(gold_words.texts(found), "", planted))
    assert len(phrases) > 50 and _longest(phrases) >= COPIED_RUN
