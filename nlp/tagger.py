"""The only door to the tagger: text in, Tags out."""

from collections.abc import Iterable, Iterator

from db.models import Entity, Tags
from nlp.corrections import correct
from nlp.mentions import ambiguities_of, mentions_of
from nlp.overlay import NOTHING, Overlay
from nlp.pipeline import build, resources
from nlp.scene import Scene
from nlp.steps import Step

TAGGER_VERSION = "10"


class Tagger:
    """Tags texts one by one; safe to keep for the life of a process, not shared between threads.

    ``overlay``: what the operator adds and corrects. ``version``: code, knowledge, overlay, as in
    ``1+0d9c2b6e41aa+77e0c1f2a3b4``; without an overlay the last part is missing.
    """

    def __init__(self, overlay: Overlay = NOTHING) -> None:
        steps = (step for _, step in build(overlay).pipeline if isinstance(step, Step))
        self._steps = [step.read for step in steps]
        shared = resources(overlay)
        self._knowledge = shared.knowledge
        self.overlay = overlay
        self._entities: dict[str, Entity] = {}
        if overlay.corrections:
            every = (*shared.knowledge.entities(), *shared.offices.persons())
            self._entities = {entity.id: entity for entity in every}
        parts = (TAGGER_VERSION, shared.knowledge.digest, overlay.digest())
        self.version = "+".join(filter(None, parts))

    def tag(self, text: str, *, date: str | None = None, home: str | None = None) -> Tags:
        """Mentions, posts, events, topics, language and relevance of ``text``.

        ``date``: ``YYYY-MM-DD`` of publication, for who held which office and who owned what;
        ``home``: GB/T 2260 code of the source's home place, or None.
        """
        scene = Scene(text, date=date, home=home)
        for read in self._steps:
            read(scene)
        tags = Tags(
            language=scene.language,
            relevance=scene.relevance,
            mentions=mentions_of(scene, self._knowledge),
            posts=tuple(scene.posts),
            relevance_reasons=tuple(scene.reasons),
            events=tuple(scene.events),
            topics=tuple(scene.topics),
            ambiguous=ambiguities_of(scene, self._knowledge),
        )
        if self.overlay.refused or self.overlay.corrections:
            return correct(text, tags, self.overlay, self._entities)
        return tags

    def tag_many(self, items: Iterable[tuple[str, str | None, str | None]]) -> Iterator[Tags]:
        """``tag`` for each (text, date, home), in order."""
        for text, date, home in items:
            yield self.tag(text, date=date, home=home)
