r"""The notation of templates: what a person reads and writes in ``recipe.yml``.

A template is code with ``${X}``, ``${message.0}``, ``${around.function_definition.name}`` (a field of the nearest
enclosing node of that kind), each with functions: ``${X|lower}``, ``${X|wrapped("(", ")")}``. ``${X|bare}`` is X
without its own parentheses where it holds together without them. ``${import(pathlib.Path)}`` is what the file's imports
make of that name. ``$${`` is ``${``.

``${each X}${K}=${V}${end ", "}`` is written once for each element of X, with that text between two; with ``${end}``
what stands between them stays. ``${X|percent to brace}`` writes the strings of X in another notation, ``${X|brace to
interpolated with Y}`` with Y in their gaps; the notations are those of :mod:`hermes_lsp.recipes.formats`.

``${X|sorted by natural}`` is the list X with its elements in that order, one of :mod:`hermes_lsp.recipes.orders`.
``${X|sorted by kind of key or text}`` is that where both orders agree, the first by the field ``key`` of each element.
"""

from __future__ import annotations

import json
import re

from . import formats, strings
from .orders import ORDERS, Key
from .quoting import NotationError, unquoted
from .recipe import Around, Copy, Derived, EachOf, Part, Piece, Rewritten, Sorted, Symbol, Text

MAX_NESTED = 4
_NAME = re.compile(r"[A-Za-z_]\w*\Z")
_PLACEHOLDER = re.compile(r"\$\$|\$\{((?:[^{}\"]|\"(?:[^\"\\]|\\.)*\")*)\}")
_REWRITTEN = re.compile(r"(?P<name>\w+)\|(?P<reads>[\w-]+) to (?P<writes>[\w-]+)(?: with (?P<arguments>\w+))?")
_SORTED = re.compile(r"(?P<name>\w+)\|sorted by (?P<keys>.+)")
_CALL = re.compile(r"(\w+)(?:\((.*)\))?\Z", re.DOTALL)


def write_template(parts: tuple[Part, ...]) -> str:
    """The template as text."""
    out = []
    for part in parts:
        if isinstance(part, Text):
            out.append(re.sub(r"\$(?=[${]|\Z)", "$$", part.text))
        elif isinstance(part, EachOf):
            joiner = "" if part.joiner is None else " " + json.dumps(part.joiner, ensure_ascii=False)
            out.append(f"${{each {part.name}}}{write_template(part.template)}${{end{joiner}}}")
        else:
            out.append("${" + _reference(part) + "}")
    return "".join(out)


def _reference(part: Part) -> str:
    if isinstance(part, Copy):
        return f"{part.name}|bare" if part.bare else part.name
    if isinstance(part, Piece):
        return f"message.{part.index}"
    if isinstance(part, Around):
        return f"around.{part.kind}.{part.field}"
    if isinstance(part, Symbol):
        return f"import({part.path})"
    if isinstance(part, Rewritten):
        filled = f" with {part.arguments}" if part.arguments else ""
        return f"{part.name}|{part.reads} to {part.writes}{filled}"
    if isinstance(part, Sorted):
        keys = (f"{key.order} of {key.field}" if key.field else key.order for key in part.keys)
        return f"{part.name}|sorted by {' or '.join(keys)}"
    if isinstance(part, Derived):
        arguments = ", ".join(json.dumps(argument, ensure_ascii=False) for argument in part.arguments)
        return f"{_reference(part.of)}|{part.function}" + (f"({arguments})" if arguments else "")
    raise NotationError("a text is not a reference")


def read_template(text: str) -> tuple[Part, ...]:
    """The contrary of :func:`write_template`.

    Raises:
        NotationError: if a reference cannot be read or a function is not known.
    """
    parts: list[Part] = []
    outer: list[tuple[str, list[Part]]] = []
    literal = ""
    last = 0
    for match in _PLACEHOLDER.finditer(text):
        literal += text[last : match.start()]
        last = match.end()
        if match[0] == "$$":
            literal += "$"
            continue
        if literal:
            parts.append(Text(literal))
            literal = ""
        said = match[1].strip()
        if opened := re.fullmatch(r"each (\w+)", said):
            if len(outer) >= MAX_NESTED:
                raise NotationError("too many “each” lie in each other")
            outer.append((opened[1], parts))
            parts = []
        elif said == "end" or said.startswith("end "):
            if not outer:
                raise NotationError("there is an “end” without its “each”")
            name, around = outer.pop()
            parts = [*around, EachOf(name, tuple(parts), _joiner(said))]
        else:
            parts.append(_read_reference(said))
    literal += text[last:]
    if literal:
        parts.append(Text(literal))
    if outer:
        raise NotationError(f"“each {outer[-1][0]}” has no end")
    return tuple(parts)


def _joiner(said: str) -> str | None:
    text = said.removeprefix("end").strip()
    if text and not text.startswith('"'):
        raise NotationError(f"“{said}”: what stands between two elements is a string in double quotes")
    return unquoted(text) if text else None


def _read_reference(text: str) -> Part:
    if match := _REWRITTEN.fullmatch(text):
        reads, writes = match["reads"], match["writes"]
        if reads not in formats.READS or writes not in formats.WRITES:
            raise NotationError(
                f"“{reads} to {writes}”: {', '.join(formats.READS)} can be read, {', '.join(formats.WRITES)} written"
            )
        return Rewritten(match["name"], reads, writes, match["arguments"] or "")
    if match := _SORTED.fullmatch(text):
        return Sorted(match["name"], tuple(_key(said) for said in re.split(r"\s+or\s+", match["keys"].strip())))
    if match := re.fullmatch(r"import\(([^()\s|]+)\)", text):
        return Symbol(match[1])
    base, _, call = text.partition("|")
    base = base.strip()
    of: Copy | Piece | Around
    if match := re.fullmatch(r"message\.(\d{1,2})", base):
        of = Piece(int(match[1]))
    elif match := re.fullmatch(r"around\.(\w+)\.(\w+)", base):
        of = Around(match[1], match[2])
    elif _NAME.match(base):
        of = Copy(base)
    else:
        raise NotationError(f"“${{{text}}}” is not understood")
    if not call:
        return of
    if call.strip() == "bare" and isinstance(of, Copy):
        return Copy(of.name, bare=True)
    match = _CALL.match(call.strip())
    if match is None or match[1] not in strings.FUNCTIONS:
        raise NotationError(f"there is no function “{call.strip()}”; there are {', '.join(strings.FUNCTIONS)}")
    try:
        arguments = json.loads(f"[{match[2] or ''}]")
    except ValueError as error:
        raise NotationError(f"“{call}”: arguments are strings in double quotes") from error
    if not strings.takes(match[1], len(arguments)) or not all(isinstance(each, str) for each in arguments):
        raise NotationError(f"“{match[1]}” takes other arguments")
    return Derived(of, match[1], tuple(arguments))


def _key(text: str) -> Key:
    found = re.fullmatch(r"(\w+)(?:\s+of\s+(\w+))?", text)
    if found is None or found[1] not in ORDERS:
        raise NotationError(f"“{text}” is not an order; there are {', '.join(ORDERS)}, and each of them “of” a field")
    return Key(found[1], found[2] or "")
