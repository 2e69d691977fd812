"""Named officials and their posts: the entry point of the office grammar, in both languages."""

import re
from collections.abc import Iterator

from spacy.language import Language as Pipeline

from db.models import EntityType, Language, Mention, Post
from nlp.components.leaders import FORMER_LEADER, KnownNames
from nlp.components.linker import GRADES, Jurisdictions, Link, link, link_alone, place_names
from nlp.components.names import ORG, PLACE, NameFinder
from nlp.components.officials_cast import Bearer, Cast
from nlp.components.officials_en import ReaderEn, add_known
from nlp.components.officials_repeat import (
    FORMULA,
    find_company,
    find_lists,
    find_repeats,
    is_credit,
)
from nlp.components.officials_zh import Reader
from nlp.components.titles_judge import names_office
from nlp.knowledge import Knowledge
from nlp.office_days import first_day
from nlp.offices import Holding, Offices
from nlp.pipeline import resources
from nlp.scene import Scene, blank
from nlp.steps import Step

_CERTAINTY = {
    "title-name": 0.95, "name-verb-title": 0.93, "removal": 0.95, "name-title": 0.9,
    "name-is-title": 0.9, "title-list": 0.9, "list-title": 0.9, "title-surname": 0.85,
    "repeat": 0.9, "resume": 0.93,
    "leaders-list": 0.85, "company": 0.75, "known": 0.85, "known-seat": 0.8,
}  # fmt: skip


_PASSING = re.compile("原|时任|曾任|历任|现任|新任|^前|(?i:former|acting|then|current) ")


def find_officials(scene: Scene, knowledge: Knowledge, offices: Offices) -> None:
    """Append to ``scene`` its named officials and the posts it states; reads its places, orgs."""
    OfficialsFinder(knowledge, offices)(scene)


class OfficialsFinder:
    """``find_officials`` with its tables prepared once, for many scenes."""

    def __init__(self, knowledge: Knowledge, offices: Offices) -> None:
        self._knowledge, self._offices = knowledge, offices
        self._known = KnownNames(offices)
        self._place_names = place_names(knowledge)

    def __call__(self, scene: Scene) -> None:
        cast = self._english(scene) if scene.language is Language.EN else self._chinese(scene)
        if not cast.officials:
            return
        provinces = {f"gb:{self._knowledge.province_of(hit.code)}" for hit in scene.places}
        for bearer in cast.officials.values():
            self._emit(scene, bearer, provinces)
        scene.officials.sort(key=lambda mention: (mention.start, mention.end))
        scene.posts.sort(key=lambda post: (post.start, post.end, post.name))

    def _english(self, scene: Scene) -> Cast:
        cast = ReaderEn(scene, self._knowledge, self._offices).read()
        add_known(scene, cast, self._known.leaders_en)
        return cast

    def _chinese(self, scene: Scene) -> Cast:
        text = scene.simple
        known = list(self._known.find(text))
        if not known and not names_office(text):
            return Cast()
        masked = mask(scene)
        finder = NameFinder(text, masked)
        for start, end in known:
            finder.learn(text[start:end])
        places = Jurisdictions(scene, self._knowledge, self._place_names)
        cast = Reader(scene, masked, finder, places, known).read()
        self._alone(scene, finder, cast, known)
        leaders = [(a, b) for a, b in known if text[a:b] in self._known.leaders]
        find_lists(text, finder, cast, leaders)
        find_company(text, finder, cast)
        for name in cast.others:
            finder.learn(name)
        find_repeats(text, finder, cast)
        return cast

    def _alone(
        self, scene: Scene, finder: NameFinder, cast: Cast, known: list[tuple[int, int]]
    ) -> None:
        """People of the table named without a title."""
        if not known:
            return
        provinces = {f"gb:{self._knowledge.province_of(hit.code)}" for hit in scene.places}
        for start, end in known:
            name = scene.simple[start:end]
            if name in cast.officials or name in cast.others or not finder.border(end):
                continue
            if FORMULA.match(scene.simple, end) or is_credit(scene.simple, start):
                continue
            seat = self._seat(scene, cast, name)
            if seat:
                cast.add(name, start, end, "known-seat", ())
                self._take_seat(scene, cast, seat, start)
            elif name in self._known.historic or link_alone(
                self._offices, name, provinces, scene.date
            ):
                cast.add(name, start, end, "known", ())

    def _seat(self, scene: Scene, cast: Cast, name: str) -> Holding | None:
        """A holding of that name whose office the text states, begun by the text's date."""
        day = scene.date
        for holding in self._offices.named(name):
            begun = day is None or (holding.start is not None and first_day(holding.start) <= day)
            for office in cast.offices():
                stated = office.stated()
                same = stated.jurisdiction == holding.jurisdiction and stated.keys & holding.keys
                if begun and same:
                    return holding
        return None

    def _take_seat(self, scene: Scene, cast: Cast, seat: Holding, at: int) -> None:
        """The post too, if its nameless statement stands in the same sentence and the day fits."""
        if scene.date is None or seat.on(scene.date) not in ("high", "medium"):
            return
        for office in cast.unnamed:
            near = scene.simple[min(office.end, at) : max(office.start, at)]
            fits = office.jurisdiction == seat.jurisdiction and office.stated().keys & seat.keys
            if fits and "。" not in near and "\n" not in near:
                cast.hold(seat.name_zh, [office])
                return

    def _emit(self, scene: Scene, bearer: Bearer, provinces: set[str]) -> None:
        stated = [office.stated() for office in bearer.offices]
        found = link(self._offices, bearer.name, stated, scene.date) if stated else None
        if not stated:
            found = self._link_untitled(scene, bearer, provinces)
        historic = self._known.chinese(bearer.name)
        entity = found.holding.person_id if found else self._nil(bearer, historic)
        name_zh, name_en = self._names(scene, bearer, found, historic)
        for start, (end, rule) in bearer.spans.items():
            sure = _CERTAINTY[rule] if found is None else min(_CERTAINTY[rule], found.confidence)
            scene.officials.append(
                Mention(
                    start, end, scene.text[start:end], EntityType.OFFICIAL, entity, name_zh,
                    name_en, round(sure, 3), f"{rule}:{'linked' if found else 'nil'}",
                )
            )  # fmt: skip
        scene.posts.extend(_posts(scene, bearer, entity, found))

    def _link_untitled(self, scene: Scene, bearer: Bearer, provinces: set[str]) -> Link | None:
        rules = {rule for _, rule in bearer.spans.values()}
        if "known-seat" in rules:
            held = self._offices.named(bearer.name)
            graded = [
                (holding.on(scene.date) if scene.date else "low", holding) for holding in held
            ]
            return next(
                (Link(h, GRADES[grade] - 0.1) for grade, h in graded if grade), None
            ) or Link(held[0], GRADES["low"])
        return link_alone(self._offices, bearer.name, provinces, scene.date)

    def _names(
        self, scene: Scene, bearer: Bearer, found: Link | None, historic: str | None
    ) -> tuple[str | None, str | None]:
        if found:
            return found.holding.name_zh, found.holding.name_en
        if historic:
            return historic, self._known.historic[historic]
        english = scene.language is Language.EN
        return (None, bearer.name) if english else (bearer.name, None)

    def _nil(self, bearer: Bearer, historic: str | None) -> str:
        """``nil:<name>@<office>``: the place's full name before the title where it lacks it."""
        if historic and not bearer.offices:
            return f"nil:{historic}@{FORMER_LEADER}"
        for office in bearer.offices:
            place = self._knowledge.places.get((office.jurisdiction or "").removeprefix("gb:"))
            words = _PASSING.sub("", " ".join(office.words.split()))
            if place and not any(name in words for name in (place.short_zh, place.name_en)):
                words = (
                    place.name_zh + words if words[0] > "\u3000" else f"{words} ({place.name_en})"
                )
            return f"nil:{bearer.name}@{words}"
        return f"nil:{bearer.name}@"


def mask(scene: Scene) -> str:
    """``scene.simple`` with the characters of places and enterprises replaced by stand-ins."""
    return blank(blank(scene.simple, scene.places, PLACE), scene.orgs, ORG)


def _posts(scene: Scene, bearer: Bearer, entity: str, found: Link | None) -> Iterator[Post]:
    sure = found.confidence if found else 0.8
    for office in bearer.offices:
        yield Post(
            bearer.name, scene.text[office.start : office.end], office.jurisdiction, office.status,
            office.start, office.end, entity, round(sure, 3),
        )  # fmt: skip


@Pipeline.factory("dongbei_officials")
def create_officials(nlp: Pipeline, name: str) -> Step:
    """The spaCy component: reads and fills ``doc.user_data["scene"]``."""
    shared = resources()
    return Step(OfficialsFinder(shared.knowledge, shared.offices))
