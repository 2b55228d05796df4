"""The definitions of one text, as the rows that are kept."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import Any

from .captures import Captures
from .facts import SymbolKind
from .family import Family
from .scopes import DEFINING, Scopes

KINDS = (*SymbolKind, "extension")
"""What the number of a row's kind means."""
EXTENSION = KINDS.index("extension")
NAME, KIND, PARENT, START, END, NAME_START, FLAGS, VALUE, SIGNATURE, DOC, DECORATORS, BASES = range(12)
"""Places in a row; those at the end are left out where they are empty."""
LOCAL, STATIC, OF_CLASS, CONSTANT, EXPORTED = 1, 2, 4, 8, 16
LONGEST_SIGNATURE = 300

_COMPUTED = frozenset({"property", "cached_property", "functools.cached_property", "abc.abstractproperty"})
_DOC = re.compile(r"""[rRuUbB]{0,2}("{3}|'{3}|["'])\s*([^\n]*)""")
_COMMENT = re.compile(r"#[^\n]*")
_TAG = re.compile(r"</?[a-z]+[^<>]*>")
_MARKS = " \t/*!#-;"
_FUNCTION, _METHOD = KINDS.index(SymbolKind.FUNCTION), KINDS.index(SymbolKind.METHOD)
_ATTRIBUTE, _VARIABLE = KINDS.index(SymbolKind.ATTRIBUTE), KINDS.index(SymbolKind.VARIABLE)
_CONSTANT = KINDS.index(SymbolKind.CONSTANT)
_TYPES = frozenset({KINDS.index(SymbolKind.INTERFACE), KINDS.index(SymbolKind.TYPE)})
_KIND_OF = {kind: EXTENSION if kind == "extension" else KINDS.index(found) for kind, found in DEFINING.items()}


class SymbolRows:
    """The symbols that are scopes of their own (functions, classes) first; variables are added as they are found.

    Attributes:
        rows: ``VALUE`` is the target that a variable holds, or a call of the function results in: empty where not
            known, one a line where there are several.
        qualified: Dotted names, by number.
        results: Declared types of the results of functions, as written, by number.
    """

    def __init__(self, captures: Captures, scopes: Scopes, text: str, family: Family) -> None:
        self.rows: list[list[Any]] = []
        self.qualified: list[str] = []
        self.results: dict[int, str] = {}
        self._known: dict[tuple[int, str], int] = {}
        # The outermost first, so that the first of several that end together is kept.
        outer = {end: start for start, end in reversed(captures.ranges("outer"))}
        decorators = captures.ranges("decorator")
        decorator_starts = [start for start, _ in decorators]
        comments = {}
        if not family.docs_inside:
            # Some grammars count the end of the line to a comment.
            comments = {end - (text[end - 1] == "\n"): start for start, end in captures.ranges("comment")}
        exported = set(captures.starts("exported"))
        local: list[bool] = [False]
        for number, scope in enumerate(scopes.all):
            if number == 0:
                continue
            parent = scopes.all[scope.parent]
            local.append(local[scope.parent] or parent.kind in ("function", "scope"))
            scope.symbol = parent.symbol
            if scope.kind == "scope" or not scope.name:
                continue
            kind = _KIND_OF[scope.kind]
            end = scope.end + (text[scope.end : scope.end + 1] == ";")
            start = min(outer.get(end, scope.start), scope.start)
            container: int | str = parent.symbol
            name_end = scope.name_start + len(scope.name)
            flags = LOCAL if local[number] else 0
            if kind == _FUNCTION:
                if parent.members:
                    kind = _METHOD
                elif receiver := family.receiver(text[scope.start : scope.name_start]):
                    kind, container = _METHOD, receiver
            header = text[
                name_end : scope.body_start if scope.body_start >= 0 else _header_end(text, name_end, scope.end)
            ]
            if family.docs_inside and "#" in header:
                header = _COMMENT.sub("", header)
            row: list[Any] = [scope.name, kind, container, start, scope.end, scope.name_start, flags, ""]
            names: tuple[str, ...] = ()
            if decorators:
                first, last = bisect_left(decorator_starts, start), bisect_left(decorator_starts, scope.name_start)
                names = tuple(_decorator(text[begin:end]) for begin, end in decorators[first:last])
                if family.static.intersection(names):
                    row[FLAGS] |= STATIC
                if family.of_class.intersection(names):
                    row[FLAGS] |= OF_CLASS
            if scope.start in exported or start in exported:
                row[FLAGS] |= EXPORTED
            doc = _doc_inside(text, scope.body_start) if family.docs_inside else _doc_before(text, start, comments)
            callable_ = kind in (_FUNCTION, _METHOD) or scope.kind == "macro"
            signature = _folded(header) if callable_ else ""
            if scope.kind == "type":
                header = text[name_end : scope.end]
                written = header.partition("=")[2]
                signature = _folded(written) if family.signature(written) != ((), "") else ""
            bases = [] if callable_ else list(family.bases(header))
            row += [signature, doc, list(names), bases]
            while not row[-1] and len(row) > SIGNATURE:
                row.pop()
            scope.symbol = len(self.rows)
            if callable_ and (result := family.result_type(header, names, text[scope.start : scope.name_start])):
                self.results[scope.symbol] = result
            self.rows.append(row)
            prefix = container if isinstance(container, str) else self.qualified[container] if container >= 0 else ""
            self.qualified.append(f"{prefix}.{scope.name}" if prefix else scope.name)
            self._known.setdefault((container if isinstance(container, int) else -2, scope.name), scope.symbol)

    def variable(self, owner: int, name: str, at: int, *, flags: int = 0) -> tuple[int, bool]:
        """The number of a variable of the file (``owner`` -1) or of a class, and whether it is new."""
        found = self._known.get((owner, name))
        if found is not None and self.rows[found][KIND] not in _TYPES:
            return found, False
        kind = _ATTRIBUTE if owner >= 0 else _CONSTANT if flags & CONSTANT else _VARIABLE
        number = len(self.rows)
        self._known[owner, name] = number
        self.rows.append([name, kind, owner, at, at + len(name), at, flags, ""])
        self.qualified.append(f"{self.qualified[owner]}.{name}" if owner >= 0 else name)
        return number, True

    def number_of(self, qualified: str) -> int:
        """The first symbol of that dotted name; -1 if there is none."""
        try:
            return self.qualified.index(qualified)
        except ValueError:
            return -1


def _header_end(text: str, start: int, end: int) -> int:
    """Where the head of a definition without a known body ends."""
    found = [at for at in (text.find(mark, start, end) for mark in ("{", "\n", ";", "=>")) if at >= 0]
    return min(found, default=end)


def _folded(header: str) -> str:
    header = header.strip()
    if "\n" in header:
        header = " ".join(header.split()).replace("( ", "(").replace(", )", ")").replace(",)", ")").replace(" )", ")")
    return header.removesuffix(":").removesuffix("=>").rstrip()[:LONGEST_SIGNATURE]


def _decorator(written: str) -> str:
    return written.lstrip("@").partition("(")[0].strip()


def _doc_inside(text: str, body: int) -> str:
    if body < 0 or text[body : body + 1] not in "rRuUbB\"'":
        return ""
    found = _DOC.match(text, body)
    return found[2].partition(found[1])[0].strip() if found else ""


def _doc_before(text: str, start: int, comments: dict[int, int]) -> str:
    """The first line with words of the comment, or run of line comments, that ends right before a definition."""
    first = start
    while True:
        at = first
        while at and text[at - 1] in " \t\r\n":
            at -= 1
        # A blank line parts a comment from what follows it.
        if at not in comments or text.count("\n", at, first) > 1:
            break
        first = comments[at]
    if first == start:
        return ""
    for line in text[first:start].splitlines():
        words = _TAG.sub("", line.strip().strip(_MARKS)).strip()
        if words and not words.startswith("@"):
            return words
    return ""


def is_computed(row: list[Any]) -> bool:
    """True for what is defined as a function and used as an attribute."""
    return len(row) > DECORATORS and not _COMPUTED.isdisjoint(row[DECORATORS])
