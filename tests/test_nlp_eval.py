"""The measuring itself, and the floors the scores may not sink below."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from db.errors import ConfigError, InputError
from db.models import EntityType, Language, Mention, Tags
from nlp import evaluate as gate
from nlp.commands import nlp
from nlp.tagger import Tagger

SHARED = Path(__file__).parents[2] / "shared" / "gold"
FLOORS = Path(__file__).parent / "floors_nlp.json"
GOLD = [SHARED / name for name in ("zh.dev.jsonl", "zh_local.dev.jsonl", "seeds.dev.jsonl")]


def mention(
    text: str, start: int, kind: EntityType, entity_id: str, *, inside: bool = False
) -> Mention:
    span = (start, start + len(text), text)
    return Mention(*span, kind, entity_id, None, None, 0.9, "test", embedded=inside)


def document(**labels: list[list[str]]) -> dict[str, object]:
    empty: dict[str, object] = {"id": "1", "text": "鞍钢集团在沈阳和鞍山。", "relevance": 1}
    return empty | {"must": [], "may": [], "never": []} | labels


def test_counts_of_right_wrong_missed_and_traps() -> None:
    tags = Tags(
        Language.HANS, 0.4,
        (
            mention("鞍钢集团", 0, EntityType.SOE, "soe:ansteel"),
            mention("沈阳", 5, EntityType.CITY, "gb:210100"),
            mention("鞍山", 8, EntityType.CITY, "gb:210300"),
            mention("鞍", 0, EntityType.CITY, "gb:340500", inside=True),
        ),
        (),
    )  # fmt: skip
    gold = document(
        must=[["SOE", "鞍钢"], ["CITY", "210100"], ["CITY", "210200"]],
        never=[["CITY", "210300"]],
    )
    report = gate.evaluate([gold], lambda text, date: tags)
    city, soe = report.scores["CITY"], report.scores["SOE"]
    assert (city.right, city.wrong, city.missed, city.traps) == (1, 1, 1, 1)
    assert (soe.right, soe.wrong, soe.missed) == (1, 0, 0)
    assert report.scores["RELEVANCE"].missed == 1
    assert report.bad_spans == 0
    assert report.figures()["CITY"] == 0.5


def test_one_entity_answers_for_one_contained_key_only() -> None:
    tags = Tags(Language.HANS, 1, (mention("鞍钢集团", 0, EntityType.SOE, "soe:a"),), ())
    gold = document(must=[["SOE", "鞍钢"], ["SOE", "鞍钢集团公司"]])
    score = gate.evaluate([gold], lambda text, date: tags).scores["SOE"]
    assert (score.right, score.missed) == (1, 1)


def test_bad_gold_names_its_line(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps(document()) + "\n{}\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"gold.jsonl line 2"):
        gate.read_gold([path])


@pytest.fixture
def small(tmp_path: Path) -> tuple[Path, Path]:
    gold = tmp_path / "gold.jsonl"
    labels = document(must=[["SOE", "鞍钢集团"], ["CITY", "210100"], ["CITY", "210300"]])
    gold.write_text(json.dumps(labels) + "\n", encoding="utf-8")
    return gold, tmp_path / "floors.json"


def run(gold: Path, floors: Path, *options: str) -> object:
    result = CliRunner().invoke(
        nlp, ["eval", "--gold", str(gold), "--floors", str(floors), *options]
    )
    return result.exception


def test_floors_are_raised_kept_and_lowered_only_on_request(small: tuple[Path, Path]) -> None:
    gold, floors = small
    assert run(gold, floors, "--raise-floors") is None
    assert run(gold, floors) is None
    known = gate.read_floors(floors)
    assert known["floors"]["CITY"] == 1.0
    higher = {"gold": known["gold"], "floors": known["floors"] | {"RELEVANCE": 1.0}}
    floors.write_text(json.dumps(higher), encoding="utf-8")
    assert "RELEVANCE 0.0 < 1.0" in str(run(gold, floors))
    assert run(gold, floors, "--raise-floors") is None
    assert gate.read_floors(floors)["floors"]["RELEVANCE"] == 1.0
    assert run(gold, floors, "--lower-floors") is None
    assert gate.read_floors(floors)["floors"]["RELEVANCE"] == 0.0


def test_floors_of_other_gold_are_refused(small: tuple[Path, Path]) -> None:
    gold, floors = small
    run(gold, floors, "--raise-floors")
    gold.write_text(gold.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    error = run(gold, floors)
    assert isinstance(error, ConfigError) and "other gold" in str(error)


@pytest.mark.shared
def test_scores_on_the_shared_gold_keep_their_floors() -> None:
    if not all(path.exists() for path in GOLD):
        pytest.skip("the team's shared gold is not beside the checkout")
    known = gate.read_floors(FLOORS)
    assert known["gold"] == gate.digest(GOLD)
    report = gate.evaluate(gate.read_gold(GOLD), Tagger().tag)
    assert report.bad_spans == 0
    assert gate.below(report.figures(), known["floors"]) == {}
