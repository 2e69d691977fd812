"""A task of the pipeline: a function over a Scene, in the shape that spaCy wants of a component."""

from collections.abc import Callable
from typing import Any

from nlp.scene import Scene


class Step:
    """``read`` does the work; called with a Doc it works on ``doc.user_data["scene"]``."""

    def __init__(self, read: Callable[[Scene], None]) -> None:
        self.read = read

    def __call__(self, doc: Any) -> Any:
        self.read(doc.user_data["scene"])
        return doc
