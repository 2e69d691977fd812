"""Chinese grammar of officials: chains of titles, the names before and after them, appointments."""

import re
from collections.abc import Sequence
from dataclasses import replace

from db.models import PostStatus
from nlp.components.linker import Jurisdictions
from nlp.components.names import ORG, PLACE, NameFinder
from nlp.components.officials_cast import Cast, Office
from nlp.components.officials_chain import STATED, ChainReader, joins
from nlp.components.removals import removed_name, succession
from nlp.components.titles import Title, find_titles
from nlp.components.titles_judge import Verdict, is_foreign, judge
from nlp.scene import Scene

_AFTER = re.compile(r"\)?(?:\([^()\n]{1,14}\))?(?:同志)?[: \u3000“\"]{0,2}")
_AFTER_BEGINS = frozenset(')(同: \u3000“"')
_LIST_GAP = re.compile(r"(?:\([^()\n]{1,10}\))?(?:、|和|及|,?以及|与)")
_PLURAL = re.compile("副|领导|常委|委员|成员|助理|巡视员")
_VERB = re.compile(
    r"(?:同志)?(?:此前|之前|先后|曾经|已经|目前|后来|随后|已|将|现|曾|拟|又|再|即|还|并|后)*(?P<verb>不再担任|不再兼任|被任命为|被免去|被提名为|当选为?|担任|出任|接任|兼任|升任|调任|转任|就任|履新|代理|"
    r"任|辞去|卸任|挂任|是|系|为|\()(?:了|中国共产党|中共|新一届|新任)?$"
)
_NEW = re.compile("任|当选|履新|提名|为$|代理")
_LEFT_OFFICE = re.compile("不再|免去|辞去|卸任")
_CURRENT = re.compile("现任|曾任|历任|时任|拟任|候任")
_RESUME = re.compile(
    r"(?:(?:据)?(?:公开)?(?:资料|简历|履历)显示[,:])?[\"“]?(?P<name>[一-鿿·]{2,8}?)"
    r"(?:,(?:男|女|[0-9]{4}年[0-9]{1,2}月)|(?:同志)?(?:个人)?简历[:,])"
)
_SUBJECTLESS = re.compile(
    "(?:他|她|其)?(?:后|曾|曾经|还|又|先后|并|同时|同年|[0-9年月]+)*(?:任|担任|兼任|出任|升任|调任|转任|接任|改任)?$"
)
_IS_OF = re.compile(r"(?:是|系|为)[^,。;、\n]{2,18}的$")
_READY = re.compile(
    r"(?:接替|任命|提名|选举|推选|补选|聘任|决定|同意|免去|撤销|接受|罢免|代表|同志|由|和|与|及|以|据|在|对|"
    r"向|同|让|请|的|见|介绍|干部|人选|委员|成员|书记|主任)$"
)
_BUREAUS = ("局", "厅", "办", "区", "管委会")
_NOTE = re.compile(r"\((?:女|男|[一-鿿]{1,5}族|女,[一-鿿]{1,5}族)\)$")
_BESIDE = re.compile("[、,; ]?(?:以及|及|和|与|暨|及其)?")
_HAN = re.compile(r"[一-鿿]")


class Reader:
    """Reads one scene's titles left to right into a ``Cast``."""

    def __init__(
        self,
        scene: Scene,
        masked: str,
        finder: NameFinder,
        places: Jurisdictions,
        known: Sequence[tuple[int, int]],
    ) -> None:
        self._text, self._masked = scene.simple, masked
        self._finder, self._places = finder, places
        self.cast = Cast()
        self._known_ends = {end: start for start, end in known}
        self._last: tuple[int, str] | None = None

    def read(self) -> Cast:
        chain: list[Title] = []
        for title in find_titles(self._text, self._masked):
            if chain and not joins(self._text, chain[-1], title):
                self._settle(chain)
                chain = []
            chain.append(self._freed(title))
        if chain:
            self._settle(chain)
        return self.cast

    def _freed(self, title: Title) -> Title:
        """The title without a name right before it: 习近平总书记, and after a break 张三市长."""
        if not title.bare or not title.before:
            return title
        start = title.start - len(title.before)
        known = self._known_ends.get(title.start, -1) >= start
        alone = title.kind == "place" and len(title.before) in (2, 3)
        if not (known or alone) or is_foreign(title.before):
            return title
        if known or (alone and self._is_name(start, title.start)):
            return replace(title, before="", bearer=title.start - start if not known else 0)
        return title

    def _settle(self, chain: list[Title]) -> None:
        verdicts = [judge(title) for title in chain]
        offices: list[Office] = []
        if any(verdict in STATED for verdict in verdicts):
            reader = ChainReader(self._text, self._places, follows=self._follows(chain[0]))
            offices = reader.offices(chain, verdicts)
        at = chain[-1].end
        if self._text[at : at + 1] in _AFTER_BEGINS and (after := _AFTER.match(self._text, at)):
            at = after.end()
        if not offices:
            if Verdict.OTHER in verdicts or Verdict.FOREIGN in verdicts:
                self._oppose(at)
            return
        named = self._named_before(chain[0], offices) or self._named_after(at, chain, offices)
        if not named:
            self.cast.unnamed.extend(offices)

    def _follows(self, first: Title) -> bool:
        """Whether the chain stands right behind a named official: …主任张三及秘书长李四."""
        if self._last is None:
            return False
        bureau = not first.unit and first.before.endswith(_BUREAUS)
        begin = first.start - (len(first.before) if bureau else 0)
        return bool(_BESIDE.fullmatch(self._text[self._last[0] : begin]))

    def _oppose(self, at: int) -> None:
        end = self._finder.end(at, least=1)
        while end is not None:
            self.cast.others.add(self._text[at:end])
            if self._text[end : end + 1] not in ("、", "和"):
                return
            at = end + 1
            end = self._finder.end(at, least=2)

    def _named_after(self, at: int, chain: list[Title], offices: list[Office]) -> bool:
        held = _CURRENT.match(self._text, chain[0].start) or chain[0].before.endswith("任")
        if held and self._text[at : at + 1] == "的":
            at += 1
        end = self._finder.end(at, least=1 if all(title.bare for title in chain) else 0)
        if end is None:
            return False
        self._give(at, end, "title-name", offices)
        if not _PLURAL.search(self._text[chain[-1].start : chain[-1].end]):
            return True
        gap = _LIST_GAP.match(self._text, end)
        while gap:
            at = gap.end()
            end = self._finder.item_end(at)
            if end is None:
                return True
            self._give(at, end, "title-list", offices)
            gap = _LIST_GAP.match(self._text, end)
        return True

    def _give(self, start: int, end: int, rule: str, offices: Sequence[Office]) -> None:
        name = self._text[start:end]
        self._finder.learn(name)
        self._last = (end, name)
        self.cast.add(name, start, end, rule, offices)

    def _named_before(self, first: Title, offices: list[Office]) -> bool:
        """Give the offices to a name that stands before the chain, by the first rule that fits."""
        rules = (
            self._styled, self._removed, self._listed, self._described, self._continued,
            self._appointed, self._addressed,
        )  # fmt: skip
        return any(rule(first, offices) for rule in rules)

    def _styled(self, first: Title, offices: list[Office]) -> bool:
        """A known name with a bare title after it: 习近平总书记."""
        start = self._known_ends.get(first.start)
        if first.bearer:
            start = first.start - first.bearer
        if start is None or not first.bare:
            return False
        self._give(start, first.start, "name-title", offices)
        return True

    def _removed(self, first: Title, offices: list[Office]) -> bool:
        """免去X的…, 接受X辞去…."""
        end = removed_name(self._text, first.start)
        return end is not None and self._backward(end, "removal", offices, PostStatus.LEFT)

    def _listed(self, first: Title, offices: list[Office]) -> bool:
        """X、Y等市领导."""
        if first.kind != "group" or not first.before.endswith("等"):
            return False
        return self._list_before(first.start - 1, offices)

    def _described(self, first: Title, offices: list[Office]) -> bool:
        """X是某镇的党委书记."""
        at = first.start
        found = _IS_OF.search(self._text, max(0, at - 24), at)
        if not found:
            return False
        for office in offices:
            office.jurisdiction = office.jurisdiction or self._places.last(found.start(), at)
        return self._backward(found.start(), "name-is-title", offices, None)

    def _continued(self, first: Title, offices: list[Office]) -> bool:
        """…X…,任市长: the one named last in this sentence, or the subject of a short biography."""
        at = first.start
        current = _CURRENT.match(self._text, at)
        if current and self._text[at - 1 : at] == "、":
            return False
        if not (current or first.before) or not _SUBJECTLESS.match(first.before):
            return False
        biography = _RESUME.match(self._text, self._text.rfind("\n", 0, at) + 1)
        if biography and self._is_name(*biography.span("name")):
            self._give(*biography.span("name"), "resume", offices)
            return True
        apart = current is not None and self._text[at - 1 : at] == ","
        if apart and self._backward(at - 1, "name-verb-title", offices, None):
            return True
        stop = "\n{2}" if re.match("[他她其]", first.before) else "[。;\n]"
        if self._last is None or re.search(stop, self._text[self._last[0] : at]):
            return False
        for office in offices:
            if office.status is PostStatus.INCUMBENT and not current:
                office.status = PostStatus.APPOINTED
        self.cast.hold(self._last[1], offices)
        return True

    def _appointed(self, first: Title, offices: list[Office]) -> bool:
        """X任…, 任命X为…, X不再担任…, X(…), X曾任…."""
        at = first.start
        if _CURRENT.match(self._text, at):
            return self._backward(at, "name-verb-title", offices, None)
        verb = _VERB.search(self._text, max(0, at - 12), at)
        if not verb:
            return False
        status = None
        if _LEFT_OFFICE.search(verb["verb"]):
            status = PostStatus.LEFT
        elif _NEW.search(verb["verb"]):
            status = PostStatus.APPOINTED
        return self._backward(verb.start(), "name-verb-title", offices, status)

    def _addressed(self, first: Title, offices: list[Office]) -> bool:
        """X市长, after a firm border."""
        if not first.before or not first.bare or first.kind not in ("central", "place"):
            return False
        return self._backward(first.start, "name-title", offices, None)

    def _backward(
        self, end: int, rule: str, offices: list[Office], status: PostStatus | None
    ) -> bool:
        """Give the offices to the name that ends at ``end`` and has a firm left border."""
        note = _NOTE.search(self._text, max(0, end - 8), end)
        end = note.start() if note else end
        for length in (3, 2, 4, 5, 6, 7):
            start = end - length
            if start >= 0 and self._is_name(start, end) and self._left_border(start):
                if status is not None:
                    for office in offices:
                        keep = office.status is PostStatus.ACTING and status is PostStatus.APPOINTED
                        office.status = office.status if keep else status
                if verb := succession(self._text, start):
                    left = [replace(office, status=PostStatus.LEFT) for office in offices]
                    self._give(start, end, rule, left)
                    return self._backward(verb, rule, offices, status)
                self._give(start, end, rule, offices)
                self._fellows(start, rule, offices)
                return True
        return False

    def _fellows(self, start: int, rule: str, offices: list[Office]) -> None:
        """The names listed before the one at ``start``: 任命A、B、C为…."""
        while start > 1 and self._text[start - 1] in "、和 ":
            end = start - 1
            sizes = (size for size in (3, 2, 4) if end >= size and self._is_name(end - size, end))
            start = next((end - size for size in sizes if self._edge(end - size)), 0)
            if not start:
                return
            self._give(start, end, rule, offices)

    def _edge(self, start: int) -> bool:
        return self._left_border(start) or self._text[start - 1] in "、和"

    def _is_name(self, start: int, end: int) -> bool:
        if self._masked[start] in (PLACE, ORG) and self._masked[end - 1] in (PLACE, ORG):
            return False
        only = NameFinder(self._text[start:end], self._masked[start:end])
        return only.end(0, least=2) == end - start

    def _left_border(self, start: int) -> bool:
        if start == 0 or not _HAN.match(self._text[start - 1]):
            return True
        name = self._text[start : start + 3]
        known = name in self.cast.officials or name[:2] in self.cast.officials
        ready = _READY.search(self._text, max(0, start - 3), start)
        return known or bool(ready)

    def _list_before(self, end: int, offices: list[Office]) -> bool:
        start = max(self._text.rfind(mark, 0, end) for mark in "。;\n,:(")
        found = []
        at = start + 1
        for part in re.split("、|和", self._text[at:end]):
            if self._finder.end(at, least=1) == at + len(part) or part in self.cast.officials:
                found.append((at, at + len(part)))
            elif part:
                return False
            at += len(part) + 1
        for one, two in found:
            self._give(one, two, "list-title", offices)
        return bool(found)
