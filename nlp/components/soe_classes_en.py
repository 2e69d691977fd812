"""English names that show state ownership: national corporations, public works, stated owners.

``China … Corporation`` is registered by the central state as a rule; a place's metro, port, water
or investment group belongs to its government; "state-owned X" and "X, a state-owned …" say so.
``rule`` is ``soe:class``; the id is ``nil:`` and the name, for review.
"""

import re
from collections.abc import Iterator

from nlp.scene import OrgHit, Scene

_WORD = r"(?:[A-Z][\w’'-]*|No\.? ?\d+)"
_NAME = rf"{_WORD}(?: (?:and |& |of )?{_WORD}){{0,6}}"
_FORM = (
    r"(?:Group|Corporation|Corp\b\.?|Company|Co\b\.?,? ?(?:Ltd\b\.?|Limited)?|Holdings?|Limited|"
    r"Ltd\b\.?)"
)
_TAIL = re.compile(rf"(?: \(?{_FORM}\)?)*")
_NATIONAL = re.compile(
    rf"\bChina (?!(?:Evergrande|Vanke|Minsheng|Hongqiao|Zhongwang|Oceanwide|Fortune|Feihe|"
    rf"Literature|"
    rf"Huishan|Gas|Yuchai|Automotive|Dongxiang|Resources Beer|Fishery|Rapid|Commercial|Grand|"
    rf"Modern)\b)"
    rf"(?:{_WORD}(?: and| &| of)? ){{1,6}}?(?:Group|Corporation|Corp\b\.?)"
)
_TRADES = (
    r"(?:Metro|Subway|Rail Transit|Public Transport|Bus|Water(?: Supply| Affairs| Resources)?|"
    r"Heating|"
    r"Thermal Power|Electric Power|Power Grid|Petrochemicals?|Petroleum(?: (?:and|&) Chemical)?|"
    r"Oilfield|Oil Field|Coal Mining|Coal|Mining|"
    r"Forest(?:ry)?(?: Industry)?|State Farms?|Farms?|Land Reclamation|Airport|Port|Expressway|"
    r"Highway|"
    r"Railway|Nuclear Power|Iron (?:and|&) Steel|"
    r"(?:Urban |City )?Construction(?: Engineering)?(?: Investment)?|"
    r"(?:Transport(?:ation)?|Communications|Agricultur\w+|Industr\w+|Financ\w+|Culture|Tourism|"
    r"Urban|City|State-owned Capital|State-owned Assets|State Capital|Energy|Infrastructure)"
    r" (?:Construction |Development |Industry )?(?:Investment|Holding|Operations?|Development|"
    r"Management)|"
    r"(?:Environmental )?Protection|(?:Capital )?Agribusiness|Publishing|Grain|Salt|Broadcasting|"
    r"Urban Development)"
)
_LOCAL = re.compile(
    rf" (?:Provincial |Municipal |City |Province |State-owned )?"
    rf"{_TRADES}(?: (?:and|&) [A-Z]\w+| (?:Investment|Development|Holding|Industry|Operation|"
    rf"Management))*"
    rf" \(?{_FORM}\)?(?:,? \(?{_FORM}\)?)*"
)
_PROVINCIAL = re.compile(
    rf" (?:Province )?(?:Energy|Investment|Steel|Logistics|Rare Earth|Nonferrous Metals?|"
    rf"Construction|"
    rf"Transport(?:ation)?|Communications|Tourism|Power|Salt|Forestry|Cultural? Tourism|Media|"
    rf"Chemical Industry) {_FORM}(?: {_FORM})*"
)
_OWNED = re.compile(
    rf"\b[Ss]tate-(?:owned|run|controlled)(?: (?:enterprise|company|firm|conglomerate|giant|group|"
    rf"(?:oil|steel|car|auto|ship|aircraft|energy|power|rail\w*|coal|food|telecoms?)[ \w]*?"
    rf"(?:giant|maker|company|group|firm|major|operator|producer)|\w+(?:maker|builder|producer)))?"
    rf" (?P<name>{_NAME})"
)
_SAID = re.compile(
    rf"(?:^|(?<=[\s“\"(]))(?P<name>{_NAME})(?: \([^()]{{2,30}}\))?"
    r"(?:,| is| was) (?:a|an|one of the|the)(?: [a-z-]+){0,4} state-owned "
    r"(?!enterprises? (?:law|reform))(?:[a-z-]+ ){0,3}"
    r"(?:enterprise|company|conglomerate|group|firm|maker|producer|giant|\w+(?:maker|builder))\b"
)
_BELONGS = re.compile(
    rf"(?:^|(?<=[\s“\"(]))(?P<name>{_NAME})(?: \([^()]{{2,30}}\))?"
    r"(?:,| is| was)(?: (?:directly|wholly|fully|majority|ultimately))? (?:owned|controlled|"
    r"run) by "
    r"(?:the )?(?:[\w’' -]{0,40}(?:government|SASAC|State-owned Assets)|state\b)"
)
_ANCHOR = re.compile(r"[Ss]tate-(?:owned|run|controlled)|(?:owned|controlled|run) by ")
_NO_FIRM = re.compile(
    r"(?:Assets?|Capital|Enterprises?|Banks?|Television|TV|Media|Xinhua|CCTV|CGTN|China|Beijing|"
    r"Chinese|"
    r"Economy|Land|Companies|The|In|SOEs?|Commission|Global Times|Sector)\b"
)  # fmt: skip
_ABROAD = re.compile(
    r"(?:Russia|Japan|Korea|India|Iran|Saudi|Vietnam|Indonesia|Malaysia|France|French|German|"
    r"Singapore|"
    r"Norw|Brazil|Venezuela|Kazakh|Uzbek|Pakistan|Polish|Ukrain|Turk|Mexic|Soviet|"
    r"Mongolia)\w*(?:[’']s)?"
    r"(?: [a-z]+)? ?$"
)
_FOREIGN_FIRM = re.compile(
    r"(?:Gazprom|Rosneft|Rosatom|Rostec|Rosoboron|Aramco|Saudi|Petronas|Temasek|Pertamina|Equinor|"
    r"Statoil|Pemex|Petrobras|Korea|Japan|Russian|Indian|Vietnam|Deutsche|Mongolia)"
)
_WEAK_LINK = re.compile(r" (?:and|&|of)$")


def find_english_classes(scene: Scene) -> None:
    """Appends enterprises of an English text known by the pattern of their name."""
    taken = [*((org.start, org.end) for org in scene.orgs), *scene.firms]
    taken += [(start, end) for start, end, entry in scene.hits if entry.decoy]
    found = sorted({*_stated(scene.simple), *_national(scene.simple), *_local(scene)})
    reach = 0
    for start, end in found:
        if start < reach or any(one < end and start < two for one, two in taken):
            continue
        reach = end
        owner = next((org for org in scene.orgs if org.end == start - 1), None)
        if owner is not None:
            scene.orgs.append(OrgHit(owner.start, end, owner.soe_id, 0.8, "soe:unit"))
            continue
        name = scene.simple[start:end]
        scene.orgs.append(OrgHit(start, end, f"nil:{name}", 0.7, "soe:class"))
    scene.orgs.sort(key=lambda hit: (hit.start, -hit.end))


def _national(text: str) -> Iterator[tuple[int, int]]:
    for found in _NATIONAL.finditer(text):
        tail = _TAIL.match(text, found.end())
        end = tail.end() if tail else found.end()
        yield found.start(), found.start() + len(text[found.start() : end].rstrip(", "))


def _local(scene: Scene) -> Iterator[tuple[int, int]]:
    for start, end, entry in scene.hits:
        if entry.latin and any(form.grade != "never" for form in entry.places):
            wide = any(form.code.endswith("0000") for form in entry.places)
            found = _LOCAL.match(scene.simple, end)
            found = found or (_PROVINCIAL.match(scene.simple, end) if wide else None)
            if found:
                yield start, start + len(scene.simple[start : found.end()].rstrip(", "))


def _stated(text: str) -> Iterator[tuple[int, int]]:
    """Firms that the text itself calls state-owned, Chinese ones as far as it can be seen."""
    reach = 0
    for anchor in _ANCHOR.finditer(text):
        start = max(reach, anchor.start() - 160)
        reach = anchor.end()
        for pattern in (_OWNED, _SAID, _BELONGS):
            for found in pattern.finditer(text, start, anchor.end() + 120):
                name = _WEAK_LINK.sub("", found["name"])
                before = text[max(0, found.start() - 30) : found.start()]
                if _NO_FIRM.match(name) or _FOREIGN_FIRM.match(name) or _ABROAD.search(before):
                    continue
                if " " in name or len(name) > 3:
                    yield found.start("name"), found.start("name") + len(name)
