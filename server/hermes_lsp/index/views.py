"""What names stand for, seen from each scope of one text."""

from __future__ import annotations

from .calls import Calls
from .expressions import UNKNOWN, Resolver, aliased
from .family import Family
from .scopes import MODULE, SEVERAL, Scopes
from .symbols import PARENT, SymbolRows

Known = tuple[str, str]
"""The target of a bare name, and that under which its uses are kept: empty for what is not kept, such as variables."""

_VARIABLE: Known = (UNKNOWN, "")


class View:
    """What is seen from one scope.

    Attributes:
        visible: What is bound in it and in the scopes around it that are not the file's, see ``Scope.names``.
        known: What was looked up before.
        symbol: The symbol around, -1 at the top level.
        function_start: Where the innermost function around begins; 0 outside of all.
        has_bodies: There are loops, or statements that catch errors, in that function.
    """

    __slots__ = ("function_start", "has_bodies", "known", "number", "symbol", "visible")

    def __init__(
        self, number: int, visible: dict[str, str], symbol: int, function_start: int, has_bodies: bool
    ) -> None:
        self.number = number
        self.visible = visible
        self.known: dict[str, Known] = {name: _VARIABLE for name, says in visible.items() if not says or says == "0"}
        self.symbol = symbol
        self.function_start = function_start
        self.has_bodies = has_bodies


class Views:
    """The views from all scopes of a text, made when they are first asked for.

    Attributes:
        outside: What was found for names that no scope binds, where that is the same everywhere in the file.
        objects: Numbers of the symbols of classes, by the targets that stand for their objects.
    """

    def __init__(
        self,
        scopes: Scopes,
        symbols: SymbolRows,
        outer: dict[str, str],
        resolver: Resolver,
        calls: Calls,
        family: Family,
    ) -> None:
        self._scopes = scopes.all
        self._symbols = symbols
        self._outer = outer
        self._resolver = resolver
        self._calls = calls
        self._family = family
        self._made: dict[int, View] = {}
        self._visible: dict[int, dict[str, str]] = {MODULE: {}}
        self._inner: dict[int, dict[str, str]] = {MODULE: {}}
        self.outside: dict[str, Known] = {}
        self.objects = {
            f".{symbols.qualified[scope.symbol]}()": scope.symbol
            for scope in scopes.all
            if scope.members and scope.symbol >= 0
        }

    def of(self, number: int) -> View:
        """The view from a scope."""
        made = self._made.get(number)
        if made is None:
            function = number
            while function != MODULE and self._scopes[function].kind != "function":
                function = self._scopes[function].parent
            scope = self._scopes[function]
            has_bodies = self._calls.has_bodies(scope.start, scope.end)
            made = View(number, self._seen(number), self._scopes[number].symbol, scope.start, has_bodies)
            self._made[number] = made
        return made

    def look_up(self, view: View, name: str, offset: int) -> Known:
        """What a bare name at an offset stands for."""
        said = view.visible.get(name)
        if said is None:
            found = self._outside(view.number, name)
            if not self._family.implicit_members:
                self.outside[name] = found
                return found
        elif said == SEVERAL:
            return self._resolver.said(self._value_at(view.number, name, offset), view.visible), ""
        elif said[:1] == ">":
            target = said[1:]
            if target[0] == "@":
                found = target, "" if target[-1] == "|" else aliased(target, name)
            else:
                found = target, target if target.endswith(name) else ""
        else:
            found = self._resolver.name(name, view.visible), ""
        view.known[name] = found
        return found

    def _outside(self, number: int, name: str) -> Known:
        target = self._outer.get(name)
        if target is None:
            target = self._unknown(number, name)
        elif target[0] == "@":
            return target, "" if target[-1] == "|" else aliased(target, name)
        return target, target

    def _unknown(self, number: int, name: str) -> str:
        """The target of a name that the file neither defines nor imports; a class around may have inherited it."""
        if self._family.implicit_members:
            while number != MODULE:
                scope = self._scopes[number]
                if scope.members and scope.symbol >= 0:
                    return f"%{self._symbols.qualified[scope.symbol]}|{name}"
                if owner := self._owner(number):
                    return f"%{owner}|{name}"
                number = scope.parent
        return "~" + name

    def _value_at(self, number: int, name: str, offset: int) -> str:
        """What is known at an offset of a name that is bound several times, by the innermost scope that binds it."""
        while number != MODULE:
            scope = self._scopes[number]
            if name in scope.values and scope.names.get(name) == SEVERAL:
                return scope.value_at(name, offset)
            number = scope.parent
        return ""

    def _seen(self, number: int) -> dict[str, str]:
        made = self._visible.get(number)
        if made is None:
            scope = self._scopes[number]
            around = self._seen_inside(scope.parent)
            seen = scope.names if scope.kind not in self._family.closed else {}
            made = {**around, **seen} if seen or scope.members else around
            if self._family.class_names and (owner := self._owner(number)):
                made = {**made, **{name: f">~{owner}{meaning}" for name, meaning in self._family.class_names.items()}}
            self._visible[number] = made
        return made

    def _seen_inside(self, number: int) -> dict[str, str]:
        """What functions in a scope see of it: not the members of a class, unless the language says so."""
        scope = self._scopes[number]
        if not scope.members:
            return self._seen(number)
        made = self._inner.get(number)
        if made is None:
            family = self._family
            made = dict(self._seen(number) if family.implicit_members else self._seen_inside(scope.parent))
            if scope.symbol >= 0:
                qualified = self._symbols.qualified[scope.symbol]
                made.update((name, f">.{qualified}{meaning}") for name, meaning in family.class_names.items())
            self._inner[number] = made
        return made

    def _owner(self, number: int) -> str:
        """The class that a function names as its own, where it does not lie in it."""
        scope = self._scopes[number]
        if scope.kind != "function" or not scope.name:
            return ""
        owner = self._symbols.rows[scope.symbol][PARENT]
        return owner if isinstance(owner, str) else ""
