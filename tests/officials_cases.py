"""Reads a sentence with the tagger and writes its officials down in one comparable line each."""

from functools import cache

from nlp.tagger import Tagger


@cache
def tagger() -> Tagger:
    """One tagger for all sentences."""
    return Tagger()


def posts_of(text: str, date: str | None) -> list[str]:
    """``name|office|jurisdiction|status`` for each post, in text order."""
    tags = tagger().tag(text, date=date)
    return [
        f"{p.name}|{p.office}|{p.jurisdiction or '-'}|{p.status.value}"
        for p in sorted(tags.posts, key=lambda p: (p.start, text.find(p.name)))
    ]


def officials_of(text: str, date: str | None) -> dict[str, str]:
    """Words of each official mention to its entity id."""
    tags = tagger().tag(text, date=date)
    return {m.text: m.entity_id for m in tags.mentions if m.type.value == "OFFICIAL"}
