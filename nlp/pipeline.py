"""The spaCy pipeline: a tokenizer that does no work, then one component per task over one Scene.

Every component reads and writes ``doc.user_data["scene"]``; the last one cuts the text into tokens
at the mentions and writes ``doc.spans["dongbei"]``. The raw text stays in the scene.
"""

from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from nlp.knowledge import Knowledge, load
from nlp.lexicon import Lexicon
from nlp.lexicon import build as build_lexicon
from nlp.offices import Offices
from nlp.overlay import NOTHING, Overlay
from nlp.scene import Scene

if TYPE_CHECKING:
    from spacy.language import Language

COMPONENTS = (
    ("dongbei_language", "language"),
    ("dongbei_gazetteer", "gazetteer"),
    ("dongbei_soes", "soes"),
    ("dongbei_places", "places"),
    ("dongbei_english_places", "english_places"),
    ("dongbei_officials", "officials"),
    ("dongbei_relevance", "relevance"),
    ("dongbei_events", "events"),
    ("dongbei_topics", "topics"),
    ("dongbei_spans", "spans"),
)


@dataclass(frozen=True, slots=True)
class Resources:
    """What the components share: the knowledge base, its automaton and the office table."""

    knowledge: Knowledge
    lexicon: Lexicon
    offices: Offices


_OVERLAY: ContextVar[Overlay] = ContextVar("overlay", default=NOTHING)
"""The operator's additions to the pipeline that ``build`` is making now."""


def resources(overlay: Overlay | None = None) -> Resources:
    """Loaded once per process and overlay (None: that of the pipeline being built)."""
    return _resources(_OVERLAY.get() if overlay is None else overlay)


@lru_cache(maxsize=2)
def _resources(overlay: Overlay) -> Resources:
    knowledge = load(None, overlay)
    known = {entity.id for entity in knowledge.entities()}
    offices = Offices.load(known=known, overlay=overlay)
    return Resources(knowledge, build_lexicon(knowledge), offices)


class SceneTokenizer:
    """Makes an empty Doc that carries the text as a Scene; tokens come with the mentions."""

    def __init__(self, vocab: Any) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Any:
        from spacy.tokens import Doc

        doc = Doc(self.vocab)
        doc.user_data["scene"] = Scene(text)
        return doc


def build(overlay: Overlay = NOTHING) -> "Language":
    """A fresh pipeline; ``nlp(text).spans["dongbei"]`` holds the mentions.

    ``overlay``: what the operator adds; raises KnowledgeError for a wrong row.
    """
    from spacy.language import Language

    nlp = Language(max_length=10**9)
    nlp.tokenizer = SceneTokenizer(nlp.vocab)
    before = _OVERLAY.set(overlay)
    try:
        for factory, module in COMPONENTS:
            import_module(f"nlp.components.{module}")
            nlp.add_pipe(factory)
    finally:
        _OVERLAY.reset(before)
    return nlp
