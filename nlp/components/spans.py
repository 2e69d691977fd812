"""Writes mentions into ``doc.spans["dongbei"]``, each with its entity as ``kb_id_``."""

from itertools import pairwise
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span

from nlp.mentions import mentions_of
from nlp.scene import Scene


def write_spans(doc: Any, scene: Scene) -> Any:
    """A Doc whose tokens are the mentions and the gaps between them, with one span per mention."""
    from nlp.pipeline import resources

    mentions = mentions_of(scene, resources().knowledge)
    edges = {0, len(scene.text)}
    for mention in mentions:
        edges |= {mention.start, mention.end}
    cuts = sorted(edges)
    words = [scene.simple[a:b] for a, b in pairwise(cuts)]
    token_at = {offset: index for index, offset in enumerate(cuts)}
    tagged = Doc(doc.vocab, words=words, spaces=[False] * len(words))
    tagged.user_data.update(doc.user_data)
    tagged.spans["dongbei"] = [
        Span(tagged, token_at[m.start], token_at[m.end], label=m.type.value, kb_id=m.entity_id)
        for m in mentions
    ]
    return tagged


@Language.factory("dongbei_spans")
def create(nlp: Language, name: str) -> Any:
    def component(doc: Any) -> Any:
        return write_spans(doc, doc.user_data["scene"])

    return component
