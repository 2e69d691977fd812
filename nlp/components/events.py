"""Events of one text: offices given and taken, inspection tours, meetings, signings."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache

from spacy.language import Language as Pipeline

from db.models import Event, EventKind, Language
from nlp.components.events_acts import find_acts
from nlp.components.events_en import find_english
from nlp.components.events_posts import PersonnelReader, from_posts
from nlp.components.events_signing import find_signings
from nlp.components.events_stage import Piece, Stage
from nlp.components.events_words import pattern, words
from nlp.components.linker import Jurisdictions, place_names
from nlp.knowledge import Knowledge
from nlp.pipeline import resources
from nlp.scene import Scene
from nlp.steps import Step

_QUESTION = re.compile("[?]\\s*$")
_ALONE = "任(?<![责主信长]任)(?![务职何意性由])"
"""任 where it is no part of another word; a pattern that opens with a character is found sooner."""
_PLAIN_MOVE = re.compile(
    "任命|当选|选举|担任(?<!长担任)|出任|接任|履新|就任|升任|调任|转任|不再|免去|辞去|卸任|"
    + _ALONE
)


@cache
def _personnel_words() -> re.Pattern[str]:
    """Words that give or take an office, the single 任 only where it is no part of another word."""
    listed = [word for word in words("zh", "appoint", "depart", "leave") if word != "任"]
    body = "|".join(map(re.escape, listed))
    return re.compile(f"{body}|选举|补选|推选|聘任|{_ALONE}")


class EventFinder:
    """Reads scenes whose places, enterprises, officials and posts are settled."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._names = place_names(knowledge)

    def __call__(self, scene: Scene) -> None:
        """Fills ``scene.events``, each act once, in text order."""
        signs = pattern("en" if scene.language is Language.EN else "zh", "sign")
        signing = signs.search(scene.simple) is not None
        moving = scene.language is not Language.EN and bool(_PLAIN_MOVE.search(scene.simple))
        if not (scene.officials or moving or signing):
            return
        stage = Stage(scene, self._knowledge)
        english = stage.lang == "en"
        seen: set[tuple[EventKind, tuple[str, ...], str, str | None]] = set()
        for event in self._english(stage) if english else self._chinese(stage, moving, signing):
            key = (event.kind, event.who, event.what, event.where)
            if key not in seen:
                seen.add(key)
                scene.events.append(event)
        scene.events.sort(key=lambda event: (event.start, event.kind, event.who, event.what))

    def _english(self, stage: Stage) -> Iterator[Event]:
        for sentence in stage.sentences:
            yield from find_english(stage, sentence)

    def _chinese(self, stage: Stage, moving: bool, signing: bool) -> Iterator[Event]:
        """``moving``, ``signing``: whether such words stand anywhere in the text."""
        reader: PersonnelReader | None = None
        signed = stage.starts("sign") if signing else []
        for sentence in stage.sentences:
            start, end = sentence
            named = bool(stage.people) and bool(stage.people_in(start, end))
            verbs = _personnel_words() if named else _PLAIN_MOVE
            moves = (named or moving) and verbs.search(stage.plain, start, end)
            signs = signing and bisect_left(signed, start) < bisect_left(signed, end)
            if not (named or moves or signs) or self._void(stage, sentence):
                continue
            if named:
                yield from find_acts(stage, sentence)
            if moves:
                reader = reader or self._reader(stage)
                found = list(reader.read(sentence))
                yield from found
                yield from from_posts(stage, sentence, found)
            if signs:
                yield from find_signings(stage, sentence)

    def _void(self, stage: Stage, sentence: Piece) -> bool:
        """A question, or words that call the whole sentence off (取消, 不实)."""
        asked = _QUESTION.search(stage.plain, sentence.start, sentence.end)
        return asked is not None or stage.has(sentence.start, sentence.end, "void")

    def _reader(self, stage: Stage) -> PersonnelReader:
        return PersonnelReader(stage, Jurisdictions(stage.scene, self._knowledge, self._names))


@Pipeline.factory("dongbei_events")
def create_events(nlp: Pipeline, name: str) -> Step:
    """The spaCy component: reads and fills ``doc.user_data["scene"]``."""
    return Step(EventFinder(resources().knowledge))
