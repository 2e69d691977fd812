"""The only door to the tagger: text in, Tags out."""

from collections.abc import Iterable, Iterator

from db.models import Tags
from nlp.mentions import mentions_of
from nlp.pipeline import build, resources
from nlp.scene import Scene

TAGGER_VERSION = "1"


class Tagger:
    """Tags texts one by one; safe to keep for the life of a process, not shared between threads."""

    def __init__(self) -> None:
        self._nlp = build()
        self._nlp.disable_pipe("dongbei_spans")
        self._knowledge = resources().knowledge
        self.version = f"{TAGGER_VERSION}+{self._knowledge.digest}"

    def tag(self, text: str, *, date: str | None = None, home: str | None = None) -> Tags:
        """Mentions, posts, language and relevance of ``text``.

        ``date``: ``YYYY-MM-DD`` of publication, for who held which office and who owned what;
        ``home``: GB/T 2260 code of the source's home place, or None.
        """
        doc = self._nlp.make_doc("")
        scene = Scene(text, date=date, home=home)
        doc.user_data["scene"] = scene
        self._nlp(doc)
        return Tags(
            language=scene.language,
            relevance=scene.relevance,
            mentions=mentions_of(scene, self._knowledge),
            posts=tuple(scene.posts),
            relevance_reasons=tuple(scene.reasons),
        )

    def tag_many(self, items: Iterable[tuple[str, str | None, str | None]]) -> Iterator[Tags]:
        """``tag`` for each (text, date, home), in order."""
        for text, date, home in items:
            yield self.tag(text, date=date, home=home)
