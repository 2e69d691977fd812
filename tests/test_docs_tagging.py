"""docs/tagging.md: the rules listed are those of the code, and those that texts are given."""

import re

from markdown_pages import ROOT, page, section, table

from crawler.samplesite import manifest
from nlp.components.officials import _CERTAINTY
from nlp.explain import RULES
from nlp.tagger import Tagger

CODE = "".join(
    p.read_text(encoding="utf-8") for p in (ROOT / "nlp").rglob("*.py") if p.name != "explain.py"
)
ROWS = {row[0]: row[1] for row in table(section(page("tagging"), "Rules"))}


def bounds(cell: str) -> tuple[float, float]:
    low, _, high = cell.partition("–")
    return float(low), float(high or low)


def test_rules_are_those_of_the_code() -> None:
    written = set(re.findall(r'"((?:place|soe):[a-z]+)"', CODE))
    by_kind = {"place:short", "place:alias"}  # f"place:{kind}" of the form that was found
    assert 'f"place:{chosen.kind}"' in CODE
    assert set(ROWS) == written | by_kind | set(_CERTAINTY)


def test_meanings_of_rules_are_those_that_are_shown() -> None:
    rows = table(section(page("tagging"), "Rules"))
    assert {row[0]: row[2] for row in rows} == RULES


def test_confidence_of_officials_is_that_of_the_code() -> None:
    assert {rule: bounds(ROWS[rule])[1] for rule in _CERTAINTY} == _CERTAINTY


def test_mentions_of_the_sample_site_have_a_listed_rule_and_confidence() -> None:
    tagger, seen = Tagger(), set()
    for entry in manifest(2):
        for mention in tagger.tag(f"{entry.title}\n{entry.body}", date="2026-05-12").mentions:
            rule, _, link = mention.rule.rpartition(":")
            official = link in ("linked", "nil")
            low, high = bounds(ROWS[rule if official else mention.rule])
            low = 0.0 if official or mention.embedded else low
            assert low <= mention.confidence <= high, mention
            seen.add(mention.rule)
    assert len(seen) > 10
