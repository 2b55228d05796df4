"""Notations of texts with gaps: ``"%s of %d"``, ``"{} of {}"``, ``f"{a} of {b}"``. One data type, several spellings.

Literal pieces are source text (escapes as they were typed), so that a piece can move between strings of one quote.
Each function is total and its time is linear in the text; None says that a text is not, or cannot be, in the notation.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Slot:
    """A gap.

    Attributes:
        name: What fills it: a number or name of an argument, with its attributes and indices; empty for the next
            argument; where the language writes expressions into strings, the expression.
        conversion: ``r``, ``s`` or ``a``; empty for none.
        spec: How the value is laid out, in the words of ``format``.
    """

    name: str = ""
    conversion: str = ""
    spec: str = ""


Pieces: TypeAlias = tuple[str | Slot, ...]

_PERCENT = re.compile(
    r"%(?:\((?P<name>[^()%]+)\))?(?P<flags>[-+ #0]*)(?P<width>\d*)(?:\.(?P<precision>\d+))?"
    r"(?P<type>[rsadiuxXoeEfFgG%])|%"
)
_BRACE = re.compile(r"\{\{|\}\}|\{(?P<name>[^{}!:]*)(?:!(?P<conversion>[rsa]))?(?::(?P<spec>[^{}]*))?\}|[{}]")
_LAID_OUT = re.compile(
    r"(?P<align>[<>]?)(?P<flags>[+ #0]*)(?P<width>\d*)(?P<precision>(?:\.\d+)?)(?P<type>[diuxXoeEfFgG]?)"
)
_NAMED_CHARACTER = re.compile(r"\\N\{[^{}]*\}")


def read_percent(text: str) -> Pieces | None:
    """A text for ``%`` or ``printf``."""
    pieces: list[str | Slot] = []
    last = 0
    for match in _PERCENT.finditer(text):
        pieces.append(text[last : match.start()])
        last = match.end()
        if match[0] == "%%":
            pieces.append("%")
            continue
        if match["type"] in (None, "%"):
            return None
        pieces.append(_slot_of_percent(match))
    pieces.append(text[last:])
    return joined(pieces)


def _slot_of_percent(match: re.Match[str]) -> Slot:
    kind, flags, width, precision = match["type"], match["flags"], match["width"], match["precision"]
    textual = kind in "rsa"
    align = "" if not width else "<" if "-" in flags else ">" if textual else ""
    spec = align + "".join(flag for flag in "+ #0" if flag in flags and not textual) + width
    spec += f".{precision}" if precision is not None else ""
    return Slot(match["name"] or "", kind if kind in "ra" else "", spec if textual else spec + kind)


def write_percent(pieces: Pieces) -> str | None:
    """The same text for ``%``; its gaps take the arguments in turn."""
    out = []
    for piece in pieces:
        if isinstance(piece, str):
            out.append(piece.replace("%", "%%"))
            continue
        match = _LAID_OUT.fullmatch(piece.spec)
        if match is None or piece.name.strip("0123456789") or (piece.conversion and match["type"]):
            return None
        if match["width"] and bool(match["align"]) == bool(match["type"]):
            return None  # Texts go to the left and numbers to the right: which it is must be said, and no more.
        flags = ("-" if match["align"] == "<" else "") + match["flags"]
        kind = match["type"] or piece.conversion or "s"
        out.append(f"%{flags}{match['width']}{match['precision']}{kind}")
    return "".join(out)


def cuts_off(pieces: Pieces) -> bool:
    """True if a gap makes an integer of its value: other notations refuse what is none."""
    return any(isinstance(piece, Slot) and piece.spec[-1:] in ("d", "i", "u") for piece in pieces)


def read_brace(text: str) -> Pieces | None:
    """A text for ``format``. Gaps inside of gaps are left out."""
    if _NAMED_CHARACTER.search(text):
        return None
    pieces: list[str | Slot] = []
    last = 0
    for match in _BRACE.finditer(text):
        pieces.append(text[last : match.start()])
        last = match.end()
        if match[0] in ("{{", "}}"):
            pieces.append(match[0][0])
        elif len(match[0]) == 1:
            return None
        else:
            pieces.append(Slot(match["name"].strip(), match["conversion"] or "", match["spec"] or ""))
    pieces.append(text[last:])
    return joined(pieces)


def write_brace(pieces: Pieces) -> str | None:
    """The same text for ``format``."""
    if any(isinstance(piece, str) and _NAMED_CHARACTER.search(piece) for piece in pieces):
        return None
    return "".join(
        re.sub(r"([{}])", r"\1\1", piece) if isinstance(piece, str) else "{" + _said(piece) + "}" for piece in pieces
    )


def _said(slot: Slot) -> str:
    return slot.name + (f"!{slot.conversion}" if slot.conversion else "") + (f":{slot.spec}" if slot.spec else "")


def in_turn(pieces: Pieces, count: int) -> tuple[Pieces, int] | None:
    """Without numbers, where they only say that the arguments come in turn; and how many there were before and here."""
    out: list[str | Slot] = []
    for piece in pieces:
        if isinstance(piece, Slot):
            number = re.match(r"\d+", piece.name)
            if number is None or int(number[0]) != count:
                return None
            piece = Slot(piece.name[number.end() :], piece.conversion, piece.spec)
            count += 1
        out.append(piece)
    return tuple(out), count


def filled(pieces: Pieces, positional: Sequence[str], named: dict[str, str], used: list[str]) -> Pieces | None:
    """With expressions in the gaps; ``used`` gets the name or number of each argument that went in."""
    out: list[str | Slot] = []
    for piece in pieces:
        if isinstance(piece, Slot):
            match = re.fullmatch(r"(?P<base>\w*)(?P<path>(?:\.[A-Za-z_]\w*)*)", piece.name)
            if match is None:
                return None
            # Without a number it takes the next argument; a text has numbers everywhere or nowhere.
            base = match["base"] or str(sum(each.isdigit() for each in used))
            text = (
                (positional[int(base)] if int(base) < len(positional) else None) if base.isdigit() else named.get(base)
            )
            if text is None:
                return None
            if match["path"] and not re.fullmatch(r"[A-Za-z_][\w.]*", text):
                return None
            used.append(base)
            piece = Slot(text + match["path"], piece.conversion, piece.spec)
        out.append(piece)
    return tuple(out)


def requoted(text: str, old: str, new: str) -> str:
    """Source text of a string between other quotes: only what must be escaped there is escaped."""
    if old == new:
        return text
    text = re.sub(r"\\(.)", lambda match: old if match[1] == old else match[0], text, flags=re.DOTALL)
    return re.sub(
        r"\\.|" + re.escape(new), lambda match: "\\" + new if match[0] == new else match[0], text, flags=re.DOTALL
    )


def joined(pieces: Sequence[str | Slot]) -> Pieces:
    """Without empty texts, and with neighbouring ones as one."""
    out: list[str | Slot] = []
    for piece in pieces:
        if isinstance(piece, str) and out and isinstance(out[-1], str):
            out[-1] += piece
        elif piece or isinstance(piece, Slot):
            out.append(piece)
    return tuple(out)
