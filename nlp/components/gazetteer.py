"""Finds every occurrence of every known form; later components decide what it stands for."""

from spacy.language import Language

from nlp.lexicon import Entry, Lexicon
from nlp.scene import Scene
from nlp.steps import Step


def find_hits(scene: Scene, lexicon: Lexicon) -> None:
    """Fills ``scene.hits``; Latin forms only where they stand as whole words."""
    text = scene.simple
    scene.hits = [hit for hit in lexicon.find(text) if not hit[2].latin or _is_word(text, hit)]


def _is_word(text: str, hit: tuple[int, int, Entry]) -> bool:
    start, end, _ = hit
    before = text[start - 1] if start else " "
    after = text[end] if end < len(text) else " "
    return not (_joins(before) or _joins(after))


def _joins(char: str) -> bool:
    return (char.isalnum() and not "\u2e80" <= char <= "\U0003ffff") or char in "_@"


@Language.factory("dongbei_gazetteer")
def create(nlp: Language, name: str) -> Step:
    from nlp.pipeline import resources

    lexicon = resources().lexicon
    return Step(lambda scene: find_hits(scene, lexicon))
