"""Reads a text with the tagger and writes its events down in one comparable line each."""

from officials_cases import tagger

from db.models import Event

DAY = "2024-05-12"


def events_of(text: str, date: str | None = DAY, home: str | None = None) -> tuple[Event, ...]:
    """The events of ``text``."""
    return tagger().tag(text, date=date, home=home).events


def lines_of(text: str, date: str | None = DAY) -> list[str]:
    """``kind|who|what|where|when`` for each event; several names joined by ``+``."""
    return [
        f"{e.kind.value}|{'+'.join(e.who)}|{e.what}|{e.where or '-'}|{e.when or '-'}"
        for e in events_of(text, date)
    ]
