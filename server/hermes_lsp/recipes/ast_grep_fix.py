"""Templates said as ``fix`` and ``transform`` of an ast-grep rule, and the metavariables that they need."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from .recipe import Around, Branch, Copy, Derived, Gap, Item, Part, Piece, Recipe, Rest, Text, Token, walk

_VARIABLE = re.compile(r"[A-Z][A-Z0-9_]*\Z")
_CASES = {
    "lower": "lowerCase",
    "upper": "upperCase",
    "capitalized": "capitalize",
    "snake": "snakeCase",
    "camel": "camelCase",
    "pascal": "pascalCase",
}
_QUOTES = ('"""', "'''", '"', "'", "`")


class CannotSay(Exception):
    """A rule has no words for it; the message says why."""


class FixWriter:
    """Writes the ``fix`` of one rule and keeps what it asks of the rule.

    Attributes:
        transform: The rule's ``transform``.
    """

    def __init__(self, recipe: Recipe) -> None:
        self.items = {item.name: item for item in walk(recipe.pattern)}
        self.parents = {
            child.name: item for item in walk(recipe.pattern) if isinstance(item, Branch) for child in item.items
        }
        self.transform: dict[str, Any] = {}
        self._variables: dict[str, str] = {}
        self._asked: dict[str, list[dict[str, Any]]] = {}
        self._around: list[dict[str, Any]] = []
        self._taken = {name for name in self.items if _VARIABLE.match(name)}

    def variable(self, name: str) -> str:
        """``$X`` for the node of an item, which is captured from now on."""
        if name not in self._variables:
            self._variables[name] = name if _VARIABLE.match(name) else self._new()
        return f"${self._variables[name]}"

    def captures(self, item: Item) -> Iterator[dict[str, Any]]:
        """What the fix asks of an item's node, captures included. ``$$`` captures tokens as well."""
        for name in (item.name, getattr(item, "same_as", "")):
            if name in self._variables:
                yield {"pattern": f"$${self._variables[name]}"}
        yield from self._asked.get(item.name, ())

    def around(self) -> list[dict[str, Any]]:
        """What the fix asks of the nodes around the target."""
        return self._around

    def template(self, parts: Sequence[Part]) -> str:
        """The parts as text of a ``fix``."""
        return self.joined(*(self._said(part) for part in parts))

    def joined(self, *texts: str) -> str:
        """Texts of a ``fix`` put together, so that no metavariable runs on into the text behind it."""
        out = ""
        for text in texts:
            runs_on = re.match(r"[A-Z0-9_]+", text)
            variable = re.search(r"\$[A-Z][A-Z0-9_]*\Z", out)
            if runs_on and variable:
                tail = runs_on[0]
                out = out[: variable.start()] + self._transformed(
                    {"replace": {"source": variable[0], "replace": r"(?s)^(.*)$", "by": "${1}" + tail}}
                )
                text = text[len(tail) :]
            out += text
        return out

    def without(self, item: Item, pattern: str) -> str:
        """The text of an item without what the expression matches outside of its group."""
        source = self.variable(item.name)
        return self._transformed({"replace": {"source": source, "replace": pattern, "by": "$1"}})

    def _said(self, part: Part) -> str:
        if isinstance(part, Text):
            if re.search(r"\$(?=[A-Z_$]|\Z)", part.text):
                raise CannotSay("its text holds a “$” that ast-grep would take for a hole")
            return part.text
        if isinstance(part, Copy):
            return self._rest(part.name) if isinstance(self.items[part.name], Rest) else self.variable(part.name)
        if isinstance(part, Piece):
            raise CannotSay("it writes what the checker's message quotes")
        if isinstance(part, Around):
            return self._field(part)
        if isinstance(part, Derived):
            return self._derived(part)
        raise CannotSay("it rewrites every element of a list")

    def _rest(self, name: str) -> str:
        """A run of siblings, as the text of its parent without what is fixed around it."""
        parent = self.parents.get(name)
        if parent is None:
            raise CannotSay("it copies a run of siblings whose parent it does not name")
        at = [item.name for item in parent.items].index(name)
        around = [[fixed_text(item) for item in part] for part in (parent.items[:at], parent.items[at + 1 :])]
        if any(text is None for part in around for text in part):
            raise CannotSay("it copies a run of siblings that stands beside others that vary")
        before, after = (r"\s*".join(literal(text or "") for text in part if text) for part in around)
        middle = (r"\s*" if before else "") + "(.*?)" + (r"\s*" if after else "")
        return self.without(parent, f"(?s)^{before}{middle}{after}$")

    def _field(self, part: Around) -> str:
        name = self._new()
        has = {"field": part.field, "pattern": f"$${name}"}
        self._around.append({"inside": {"stopBy": "end", "kind": part.kind, "has": has}})
        return f"${name}"

    def _derived(self, part: Derived) -> str:
        source = self._said(part.of)
        function, arguments = part.function, part.arguments
        if function == "wrapped":
            return self.joined(self._said(Text(arguments[0])), source, self._said(Text(arguments[1])))
        if function in _CASES:
            return self._transformed({"convert": {"source": source, "toCase": _CASES[function]}})
        if function == "constant":
            snake = self._transformed({"convert": {"source": source, "toCase": "snakeCase"}})
            return self._transformed({"convert": {"source": snake, "toCase": "upperCase"}})
        pattern, by = _replacement(function, arguments)
        if function != "squeezed" and isinstance(part.of, Copy):
            # Where the function has no value the recipe is silent.
            self._asked.setdefault(part.of.name, []).append({"regex": pattern})
        return self._transformed({"replace": {"source": source, "replace": pattern, "by": by}})

    def _transformed(self, how: dict[str, Any]) -> str:
        name = self._new()
        self.transform[name] = how
        return f"${name}"

    def _new(self) -> str:
        number = 1
        while f"NEW{number}" in self._taken:
            number += 1
        self._taken.add(f"NEW{number}")
        return f"NEW{number}"


def _replacement(function: str, arguments: Sequence[str]) -> tuple[str, str]:
    """A regular expression that matches wherever the function has a value, and what takes its place."""
    said = [literal(argument) for argument in arguments]
    if function == "squeezed":
        return r"\s+", ""
    if function == "unquoted":
        return "(?s)^(?:" + "|".join(f"{quote}(.*){quote}" for quote in _QUOTES) + ")$", "${1}${2}${3}${4}${5}"
    if function == "stripped":
        return f"(?s)^{said[0]}(.+){said[1]}$", "$1"
    if function == "before":
        return f"(?s)^(.+?)(?:{said[0]}.*)?$", "$1"
    if function == "after":
        return f"(?s)^(?:.*{said[0]})?(.+)$", "$1"
    if function == "without_leading":
        return f"(?s)^(?:{said[0]})*(.+)$", "$1"
    if function == "replaced":
        return f"(?s)^(.*?){said[0]}(.*)$", "${1}" + arguments[1].replace("$", "$$") + "${2}"
    raise CannotSay(f"a rule has no function “{function}”")


def fixed_text(item: Item) -> str | None:
    """The text of an item that has only one, ``""`` for none at all; None if it varies."""
    if isinstance(item, Gap):
        return ""
    return item.texts[0].decode("utf-8", "replace") if isinstance(item, Token) and len(item.texts) == 1 else None


def literal(text: str) -> str:
    """A regular expression, in ast-grep's dialect, that matches the text and nothing else."""
    return re.sub(r"[\\.+*?()|\[\]{}^$#&\-~]", r"\\\g<0>", text)
