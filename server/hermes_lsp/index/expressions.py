"""Dotted expressions and what they stand for: the targets of references.

They are tied to other files only when a question is asked.

A target is a text that depends on the file's content alone:

========================  ==================================================================================
``.Foo.bar``              ``bar`` in ``Foo`` of the same file
``.Foo()``                an instance of that ``Foo``, or the result of calling that function
``@pkg.db|get.x``         ``x`` of what the file imports as ``get`` from ``pkg.db``
``@pkg.db|``              the module itself; ``@pkg|.db.get``: by a dotted name through it
``~len``                  a name that the file neither defines nor imports
``%Foo|len``              the same in a class ``Foo``, which may have inherited it
``'added``                a literal
``?bar``                  a member ``bar`` of something that is not known
========================  ==================================================================================

``()`` after a step is a call; ``^`` as a step is what the class before it inherits, ``!0`` what the first parameter of
the function before it takes, ``!r`` what it gives, ``[]`` a list of what is before it, ``[0]`` one of what is in it,
and ``&kind=added`` those of several whose member may have that value.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_WORD = re.compile(r"[\w-]+")
LONGEST = 160
"""Longer chains of calls are not followed."""

UNKNOWN = "?"
ALIAS = " as "
SELF = "^self"
"""The result type of a method that returns its own object."""


class Resolver:
    """What names stand for in one file.

    Args:
        outer: What the names at the top level stand for.
        type_name: See ``family.Family``.
    """

    __slots__ = ("_outer", "_type_name")

    def __init__(self, outer: dict[str, str], type_name: Callable[[str], str]) -> None:
        self._outer = outer
        self._type_name = type_name

    def name(self, name: str, visible: dict[str, str]) -> str:
        """The target of a bare name; :data:`UNKNOWN` for a local variable of which nothing is known."""
        said = visible.get(name)
        if said is None:
            return self._outer.get(name) or "~" + name
        if said[:1] in "><" and said:
            return said[1:]
        # While it is worked out it is not known, so that a name that leads to itself ends.
        visible[name] = "<" + UNKNOWN
        target = self.said(said, visible)
        visible[name] = "<" + target
        return target

    def said(self, said: str, visible: dict[str, str]) -> str:
        """The target of what a binding says of its value."""
        if said[:1] == ":":
            written, _, steps = said[1:].partition("\t")
            if written[:1] in "'\"" and _WORD.fullmatch(written, 1, len(written) - 1):
                return "'" + written[1:-1]
            name = self._type_name(written)
            target = self.dotted(name.rstrip("[]"), visible) if name else UNKNOWN
            if target == UNKNOWN:
                return UNKNOWN
            lists = ".[]" * name.count("[]")
            return f"{target}(){lists}{'.' if steps else ''}{steps}"
        if said[:1] == "=":
            return self.dotted(said[1:], visible)
        if said[:1] in "><" and said:
            return said[1:]
        return UNKNOWN

    def dotted(self, expression: str, visible: dict[str, str]) -> str:
        """The target of a dotted expression, whose steps may be calls."""
        head, dot, rest = expression.partition(".")
        call = head[-2:] == "()"
        root = self.name(head[:-2] if call else head, visible)
        if root == UNKNOWN:
            return UNKNOWN
        target = f"{root}{'()' if call else ''}{dot}{rest}"
        return target if len(target) <= LONGEST else UNKNOWN


def aliased(target: str, name: str) -> str:
    """A target as it is kept for a place where it has a name that may be another than its own."""
    return target if name_of(target) == name else f"{target}{ALIAS}{name}"


def name_of(target: str) -> str:
    """The name under which the references to a target are kept: its last step, or its module's last part."""
    last = target.rpartition("|")[2].rpartition(".")[2]
    if last:
        return last.lstrip("~?")
    return module_stem(target[1:-1])


def module_stem(module: str) -> str:
    """The last part of a module's name, by which the files that it may be are found."""
    stem = module.replace("\\", "/").replace("::", "/").rstrip("/.").rpartition("/")[2]
    return stem.rpartition(".")[2] if "/" not in module and "." in stem else stem.partition(".")[0] or stem
