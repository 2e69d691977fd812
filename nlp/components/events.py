"""Events of one text: offices given and taken, inspection tours, meetings, signings."""

import re
from collections.abc import Callable, Iterator
from functools import cache

from spacy.language import Language as Pipeline
from spacy.tokens import Doc

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

_QUESTION = re.compile("[?]\\s*$")
_PLAIN_MOVE = re.compile(
    "任命|当选|选举|(?<!长)担任|出任|接任|履新|就任|升任|调任|转任|不再|免去|辞去|卸任|(?<![责主信长])任(?![务职何意性由])"
)


@cache
def _personnel_words() -> re.Pattern[str]:
    """Words that give or take an office, the single 任 only where it is no part of another word."""
    listed = [word for word in words("zh", "appoint", "depart", "leave") if word != "任"]
    body = "|".join(map(re.escape, listed))
    return re.compile(f"{body}|选举|补选|推选|聘任|(?<![责主信长])任(?![务职何意性由])")


class EventFinder:
    """Reads scenes whose places, enterprises, officials and posts are settled."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._names = place_names(knowledge)

    def __call__(self, scene: Scene) -> None:
        """Fills ``scene.events``, each act once, in text order."""
        signs = pattern("en" if scene.language is Language.EN else "zh", "sign")
        moves = _PLAIN_MOVE.search(scene.simple) if scene.language is not Language.EN else None
        if not (scene.officials or moves or signs.search(scene.simple)):
            return
        stage = Stage(scene, self._knowledge)
        read = self._english if stage.lang == "en" else self._chinese
        seen: set[tuple[EventKind, tuple[str, ...], str, str | None]] = set()
        for event in read(stage):
            key = (event.kind, event.who, event.what, event.where)
            if key not in seen:
                seen.add(key)
                scene.events.append(event)
        scene.events.sort(key=lambda event: (event.start, event.kind, event.who, event.what))

    def _english(self, stage: Stage) -> Iterator[Event]:
        for sentence in stage.sentences:
            yield from find_english(stage, sentence)

    def _chinese(self, stage: Stage) -> Iterator[Event]:
        reader: PersonnelReader | None = None
        for sentence in stage.sentences:
            named = bool(stage.people_in(sentence.start, sentence.end))
            verbs = _personnel_words() if named else _PLAIN_MOVE
            moves = verbs.search(stage.plain, sentence.start, sentence.end)
            signs = stage.has(sentence.start, sentence.end, "sign")
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
def create_events(nlp: Pipeline, name: str) -> Callable[[Doc], Doc]:
    """The spaCy component: reads and fills ``doc.user_data["scene"]``."""
    finder = EventFinder(resources().knowledge)

    def events(doc: Doc) -> Doc:
        finder(doc.user_data["scene"])
        return doc

    return events
