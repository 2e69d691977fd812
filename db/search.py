"""User text to SQLite FTS5 for Chinese and English, on both sides of the index.

Chinese runs are indexed as overlapping pairs of characters plus the last one (沈阳市 becomes
沈阳 阳市 市), other text as words; a query for a run is then a phrase of pairs and is exact for any
length. The file stays readable by every SQLite: no custom tokenizer, only a function used where
the index is written.
"""

import re
import sys
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from db.fold import CJK_CLASS, CJK_RANGES, fold

MAX_QUERY = 2_000
MAX_DEPTH = 40
NOTHING = '""'
"""A valid FTS5 expression that matches no row."""

_RUN = re.compile(f"[{CJK_CLASS}]+")
_PIECE = re.compile(f"([{CJK_CLASS}]+)|((?:(?![{CJK_CLASS}])[^\\W_])+)")
_TOKEN = re.compile(
    r"""(?P<neg>-(?=[^\s)|]))?(?:(?P<col>title|body|标题|正文)[:：])?
        (?:"(?P<quoted>[^"]*)(?:"|$)(?P<qstar>\*)?|(?P<open>\()|(?P<word>[^\s()"|]+))
        |(?P<close>\))|(?P<bar>\|+)""",
    re.VERBOSE | re.IGNORECASE,
)
_COLUMNS = {"标题": "title", "正文": "body"}
_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»「」『』＂", '"') | {"（": "(", "）": ")", "｜": "|"})


@dataclass(frozen=True, slots=True)
class Term:
    """A phrase; ``pieces`` are Chinese runs and words in order, folded."""

    pieces: tuple[str, ...]
    prefix: bool = False
    column: str | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """``all``: every yes-node and no no-node; else any yes-node."""

    yes: tuple["Term | Group", ...]
    no: tuple["Term | Group", ...] = ()
    all: bool = True
    column: str | None = None


def seg(text: str | None) -> str:
    """What is indexed for a text: Chinese runs as pairs, other text folded only."""
    folded = fold(text or "")
    if folded.isascii():
        return folded
    chars = np.frombuffer(folded.encode("utf-32-le", "surrogatepass"), "<u4")
    chinese = _chinese()[chars]
    # Of each character, its next one and a space, what is kept; the last one has no next.
    rows = np.full((len(chars), 3), ord(" "), "<u4")
    rows[:, 0], rows[:-1, 1] = chars, chars[1:]
    kept = np.zeros(rows.shape, np.bool_)
    kept[:, 0] = True
    kept[:-1, 1] = chinese[:-1] & chinese[1:]
    kept[:-1, 2] = chinese[:-1] | chinese[1:]
    return rows[kept].tobytes().decode("utf-32-le", "surrogatepass")


def parse(query: str) -> Group:
    """User text as a tree; never fails: what makes no sense is left out.

    Words are all required; ``OR`` or ``|`` between alternatives; ``-word``, ``NOT word`` excludes;
    ``"a phrase"``; ``(...)``; ``word*``; ``title:word`` (also 标题:, 正文:).
    """
    return _Parser(query[:MAX_QUERY].translate(_QUOTES)).group(0)


def compile_query(query: str | None) -> str:
    """User text as an FTS5 expression: always valid, whatever the text.

    >>> compile_query("(沈阳 OR 哈尔滨) -AI芯片")
    '(("沈阳" OR "哈尔 尔滨") NOT "ai 芯片")'
    """
    return _render(parse(query or "")) or NOTHING


def terms(query: str) -> list[Term]:
    """The phrases a match may contain, for highlighting; excluded ones left out."""
    found: list[Term] = []
    stack: list[Term | Group] = [parse(query)]
    while stack:
        node = stack.pop()
        if isinstance(node, Term):
            found.append(node)
        else:
            stack.extend(reversed(node.yes))
    return found


@cache
def _chinese() -> NDArray[np.bool_]:
    """By code point, whether it is a Chinese character."""
    table = np.zeros(sys.maxunicode + 1, np.bool_)
    for first, last in CJK_RANGES:
        table[ord(first) : ord(last) + 1] = True
    return table


def _pairs(run: str, *, last: bool) -> str:
    pairs = [run[i : i + 2] for i in range(len(run) - 1)]
    return " ".join([*pairs, run[-1]] if last or not pairs else pairs)


class _Parser:
    def __init__(self, text: str) -> None:
        self.tokens = list(_TOKEN.finditer(text))
        self.at = 0

    def group(self, depth: int, column: str | None = None) -> Group:
        """Alternatives of conjunctions, up to the closing bracket or the end."""
        branches: list[Group] = []
        yes: list[Term | Group] = []
        no: list[Term | Group] = []
        negate = False
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            self.at += 1
            if token["close"]:
                if depth:
                    break
                continue
            word = token["word"] if not token["neg"] and not token["col"] else None
            if token["bar"] or word == "OR":
                branches.append(Group(tuple(yes), tuple(no)))
                yes, no, negate = [], [], False
            elif word == "NOT":
                negate = True
            elif word != "AND":
                node = self._node(token, depth)
                if node is not None:
                    (no if negate or token["neg"] else yes).append(node)
                negate = False
        branches.append(Group(tuple(yes), tuple(no)))
        if len(branches) == 1:
            return Group(branches[0].yes, branches[0].no, column=column)
        return Group(tuple(branches), all=False, column=column)

    def _node(self, token: re.Match[str], depth: int) -> "Term | Group | None":
        column = (token["col"] or "").lower() or None
        column = _COLUMNS.get(column or "", column)
        if token["open"]:
            return self.group(depth + 1, column) if depth < MAX_DEPTH else None
        text = token["quoted"] if token["quoted"] is not None else token["word"]
        pieces = tuple(match[0] for match in _PIECE.finditer(fold(text)))
        star = bool(token["qstar"]) or (token["quoted"] is None and text.endswith("*"))
        return Term(pieces, star, column) if pieces else None


def _render(node: Term | Group) -> str:
    if isinstance(node, Term):
        return _render_term(node)
    yes = [text for text in map(_render, node.yes) if text]
    no = [text for text in map(_render, node.no) if text]
    if not yes:
        return ""
    joined = yes[0] if len(yes) == 1 else f"({(' AND ' if node.all else ' OR ').join(yes)})"
    if no:
        joined = f"{joined} NOT {no[0] if len(no) == 1 else '(' + ' OR '.join(no) + ')'}"
        joined = joined if node.column is None else f"({joined})"
    if node.column:
        return f"({{{node.column}}} : {joined if joined.startswith('(') else f'({joined})'})"
    return f"({joined})" if no else joined


def _render_term(term: Term) -> str:
    words = []
    final = len(term.pieces) - 1
    for i, piece in enumerate(term.pieces):
        run = _RUN.fullmatch(piece)
        words.append(_pairs(piece, last=i < final) if run else piece)
    one_char = len(term.pieces[-1]) == 1 and _RUN.fullmatch(term.pieces[-1])
    star = "*" if term.prefix or one_char else ""
    text = f'"{" ".join(words)}"{star}'
    return f"({{{term.column}}} : {text})" if term.column else text
