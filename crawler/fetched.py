"""A page as it came from the web, and what gives one."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page as it came: ``url`` is the last one after redirects."""

    url: str
    body: bytes
    content_type: str = ""

    @property
    def charset(self) -> str | None:
        _, _, charset = self.content_type.lower().partition("charset=")
        return charset.split(";")[0].strip(" \"'") or None


ANSWERS = frozenset(range(200, 600)) - {301, 302, 303, 307, 308}
"""Statuses that are an answer; the others are followed."""

Fetch = Callable[[str], Fetched]
"""Gives the page at an address; raises FetchError saying why there is none."""
