"""Every written form of the knowledge base in one automaton, and what each form may stand for."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from db.fold import simplify
from nlp.knowledge import Knowledge, Place, Soe

_ETHNIC = re.compile(
    "满族|回族|壮族|蒙古族|蒙古|哈萨克|柯尔克孜|维吾尔|朝鲜族|达斡尔族|藏族|羌族|彝族|苗族|侗族|布依族|土家族"
    "|白族|傣族|景颇族|傈僳族|哈尼族"
)
_TWO = re.compile("[一-鿿]{2}")
_EN_TYPE = re.compile(
    r" (Autonomous )?(Province|City|city|County|District|New District|Prefecture|League|Banner|"
    r"Municipality|Prefecture \(diqu\))$"
)
_EN_AUTONOMOUS = re.compile(r"^(\S+) \S+ Autonomous County$")


@dataclass(frozen=True, slots=True)
class Form:
    """One reading of a pattern.

    ``kind``: full, short, alias or en; ``grade``: strong, given, weak or never.
    """

    code: str
    kind: str
    grade: str


@dataclass(slots=True)
class Entry:
    """What one pattern may stand for; ``soes`` are (id, grade)."""

    text: str
    places: list[Form] = field(default_factory=list)
    soes: list[tuple[str, str]] = field(default_factory=list)
    decoy: str = ""
    codes: tuple[str, ...] = ()
    latin: bool = field(init=False)
    local: bool = False
    """Whether it may be a Chinese place name; this and what follows is known when all is listed."""
    firm: bool = False
    """Whether some reading as a place needs no evidence."""
    given: bool = False
    """Whether it is a given name too."""
    readings: tuple[Form, ...] = ()
    """``places`` but those never read without a parent."""
    rivals: frozenset[str] = frozenset()
    """Codes of units outside the table that bear the same full name."""

    def __post_init__(self) -> None:
        self.latin = self.text[:1].isascii()

    def settle(self, places: Mapping[str, Place]) -> None:
        """Sums up the readings, none of which is to follow; ``places``: by code."""
        if not self.places:
            return
        grades = {form.grade for form in self.places}
        self.local = not self.latin
        self.firm = bool(grades & {"strong", "given"})
        self.given = "given" in grades
        self.readings = tuple(form for form in self.places if form.grade != "never")
        self.rivals = frozenset(
            rival.code
            for form in self.places
            for rival in places[form.code].rivals
            if rival.kind == "short" and rival.name_zh == self.text and rival.code not in places
        )


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The automaton over all patterns; ``entries[i]`` explains pattern ``i``."""

    entries: tuple[Entry, ...]
    automaton: Any
    """Over UTF-16, big-endian: two steps a character, and few states that branch widely."""

    def find(self, text: str) -> list[tuple[int, int, Entry]]:
        """All occurrences, overlapping ones too, by start and longest first."""
        wide = _wide(text)
        matches = self.automaton.find_matches_as_indexes(wide, overlapping=True)
        found = [(first >> 1, -last >> 1, index) for index, first, last in matches if not first & 1]
        found.sort()
        if len(wide) != 2 * len(text):
            return self._counted(text, found)
        entries = self.entries
        return [(start, -end, entries[index]) for start, end, index in found]

    def _counted(
        self, text: str, found: list[tuple[int, int, int]]
    ) -> list[tuple[int, int, Entry]]:
        """``found`` with offsets in code points, of which some are two units of UTF-16."""
        at = [n for n, char in enumerate(text) for _ in range(1 + (char > "\uffff"))]
        at.append(len(text))
        return [(at[start], at[-end], self.entries[index]) for start, end, index in found]


def _wide(text: str) -> bytes:
    return text.encode("utf-16-be", "surrogatepass")


class _Builder:
    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.entries: dict[str, Entry] = {}

    def entry(self, text: str) -> Entry:
        key = simplify(text).strip()
        return self.entries.setdefault(key, Entry(key))

    def place(self, place: Place) -> None:
        grade = self._grade(place)
        self._form(place.name_zh, Form(place.code, "full", "strong"))
        short = Form(place.code, "short", grade)
        if place.short_zh != place.name_zh:
            self._form(place.short_zh, short)
        for form in _colloquial(place):
            self._form(form, Form(place.code, "full", "strong"))
        for alias in (place.name_en, *place.aliases):
            if alias.isascii() or not "一" <= alias[0] <= "鿿":
                self._english(place, alias)
            elif simplify(alias) not in (place.name_zh, place.short_zh) and len(alias) > 1:
                listed = self.knowledge.words.get((place.level, simplify(alias)))
                grade = listed or _alias_grade(place, simplify(alias))
                self._form(alias, Form(place.code, "alias", grade))

    def _form(self, text: str, form: Form) -> None:
        forms = self.entry(text).places
        if all(form.code != other.code for other in forms):
            forms.append(form)

    def _english(self, place: Place, name: str) -> None:
        full = place.level == "county" and _EN_TYPE.search(name) is not None
        brief = _EN_AUTONOMOUS.sub(r"\1 County", name)
        names = {name, brief, _EN_TYPE.sub("", name)}
        names |= {each.replace("ü", ascii) for each in names for ascii in ("v", "yu", "u")}
        for each in names | {each.replace("'", "’") for each in names}:
            grade = "strong" if full and each in (name, brief) else _english_grade(place, each)
            for written in (each, each.upper()):
                self._form(written, Form(place.code, "en", grade))

    def _grade(self, place: Place) -> str:
        if place.level == "province":
            return "strong"
        listed = self.knowledge.words.get((place.level, place.short_zh))
        if listed:
            return listed
        if place.common_word:
            return "never" if place.level == "county" else "weak"
        return "strong" if place.level == "prefecture" or len(place.short_zh) > 2 else "weak"

    def soe(self, soe: Soe) -> None:
        if soe.confidence == "low":
            return
        names = {soe.name_zh, soe.short_zh, *soe.aliases_zh, *_short_forms(soe.name_zh)} - {""}
        names |= {name[:2] for name in names if len(name) == 4 and name.endswith("集团")}
        for name in names:
            self._soe_form(name, soe, _soe_grade(name, self.knowledge))
        for name in _english_names(soe):
            listed = self.knowledge.words.get(("soe", name))
            self._soe_form(name, soe, listed or "strong")
            if name.isascii() and len(name) > 6:
                self._soe_form(name.upper(), soe, listed or "strong")

    def _soe_form(self, name: str, soe: Soe, grade: str) -> None:
        found = self.entry(name).soes
        if grade != "never" and all(soe.id != known for known, _ in found):
            found.append((soe.id, grade))


_LEGAL_EN = re.compile(r"(?: (?:Group|Corporation|Company|Co|Holdings?|\(Group\)|\(Holdings\)))+$")


def _english_names(soe: Soe) -> set[str]:
    """The English names with their other spellings: & for and, no legal tail, Norinco too."""
    names = {soe.name_en, *soe.aliases_en} - {""}
    for name in tuple(names):
        bare = _LEGAL_EN.sub("", name)
        if bare.count(" ") > 1 and not bare.startswith("China Railway "):
            names.add(bare)
    names |= {name.replace(" Iron and Steel", " Steel") for name in tuple(names)}
    names |= {name.title() for name in tuple(names) if name.isupper() and len(name) > 4}
    return names | {name.replace(" and ", " & ") for name in tuple(names)}


_EN_WEAK = frozenset(
    (
        "Kirin", "Andong", "Xing'an", "Hinggan", "Gando", "Luda", "Port Arthur", "Canton Province",
        "Baishan", "Kashi", "Yili", "Ili", "Hami", "Jinxi", "Fengtian", "Xinjing", "TAR",
        "IMAR", "Formosa",
        "Ali", "Chaoyang", "Jian", "Ichun", "Kisi", "Penki", "Binjiang", "Jiandao", "Kantō",
        "MSAR", "HKSAR",
    )
)  # fmt: skip


_EN_NEVER = frozenset(
    (
        "Mulan", "Bayan", "Huma", "Anda", "Arun", "Lupin", "Evenk", "Evenki", "Ewenki", "Ewenke",
        "Oroqen", "Elunchun", "Hailong", "Tiefa", "Plain Blue", "Bordered Yellow", "Argun", "Xian",
        "Xi'an District", "Plain and Bordered White", "Jian", "Ali", "Longjiang", "Hure", "Lishu",
    )
)  # fmt: skip


def _english_grade(place: Place, name: str) -> str:
    if name in _EN_NEVER:
        return "never"
    return "weak" if place.level == "county" or name in _EN_WEAK else "strong"


def _colloquial(place: Place) -> set[str]:
    """Forms people write beside the official one: 延边州, 本溪县, 前郭县, 伊犁州."""
    if place.level == "province" or place.short_zh == place.name_zh:
        return set()
    suffix = re.search(r"(自治州|自治县|自治旗|地区|(?<=族)区)$", place.name_zh)
    if not suffix:
        return set()
    bare = _ETHNIC.sub("", place.name_zh[: suffix.start()])
    ending = {"自治州": "州", "自治县": "县", "自治旗": "旗", "区": "区"}.get(suffix[1])
    bares = {bare}
    if ending == "县":
        bares |= {place.short_zh, *filter(_TWO.fullmatch, place.aliases)}
    return {each + ending for each in bares if len(each) > 1} if ending else set()


def _alias_grade(place: Place, alias: str) -> str:
    if place.level == "province":
        return "strong" if alias.endswith("省") or alias == "内蒙" else "weak"
    typed = alias[-1] in "市盟旗县区州" and len(alias) > 2
    return "strong" if typed else "weak"


def _short_forms(name: str) -> set[str]:
    """A legal name without its legal tail: 鞍钢集团有限公司 -> 鞍钢集团, 中国建筑集团."""
    bare = re.sub(r"(股份)?(有限责任公司|有限公司|公司)$", "", simplify(name))
    forms = {bare, bare.replace("(集团)", "集团"), bare.replace("(集团)", "")}
    return {form for form in forms if len(form) > 4 and form != name}


def _soe_grade(name: str, knowledge: Knowledge) -> str:
    listed = knowledge.words.get(("soe", simplify(name)))
    if listed:
        return listed
    return "weak" if len(name) <= 2 else "strong"


def build(knowledge: Knowledge) -> Lexicon:
    """The automaton over all forms of ``knowledge``; about 0.1 s, so build it once."""
    from ahocorasick_rs import BytesAhoCorasick, Implementation, MatchKind

    builder = _Builder(knowledge)
    for level in ("province", "prefecture", "county"):
        for place in knowledge.places.values():
            if place.level == level:
                builder.place(place)
    for soe in knowledge.soes.values():
        builder.soe(soe)
    for term, kind in knowledge.decoys.items():
        builder.entry(term).decoy = kind
    for term, codes in knowledge.compounds.items():
        builder.entry(term).codes = codes
    for entry in builder.entries.values():
        entry.settle(knowledge.places)
    entries = tuple(e for e in builder.entries.values() if e.places or e.soes or e.decoy or e.codes)
    automaton = BytesAhoCorasick(
        [_wide(entry.text) for entry in entries],
        matchkind=MatchKind.Standard,
        implementation=Implementation.ContiguousNFA,
    )
    return Lexicon(entries, automaton)
