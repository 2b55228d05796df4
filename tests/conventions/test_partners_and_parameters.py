"""What undoes what, by name; and what a signature says of its parameters."""

from __future__ import annotations

import pytest

from hermes_lsp.conventions.usages.parameters import Parameter, parameters_of
from hermes_lsp.conventions.usages.partners import names_of_partners
from hermes_lsp.conventions.usages.wording import name_of
from hermes_lsp.core.text import Span
from hermes_lsp.index.facts import Symbol, SymbolKind


def function(path: str, signature: str, kind: SymbolKind = SymbolKind.FUNCTION) -> Symbol:
    return Symbol(path, "ask", kind, "", Span(0, 1), Span(0, 1), 0, signature)


@pytest.mark.parametrize(
    ("name", "partners"),
    [
        ("acquire", ("release",)),
        ("RLock", ("RUnlock",)),
        ("acquire_lock", ("release_lock", "acquire_unlock")),
        ("openFile", ("closeFile",)),
        ("Panel_new", ("Panel_free", "Panel_delete", "Panel_destroy")),
        ("clock", ()),
        ("ask", ()),
    ],
)
def test_names_of_what_undoes_it(name: str, partners: tuple[str, ...]) -> None:
    assert names_of_partners(name) == partners


@pytest.mark.parametrize(
    ("path", "signature", "parameters"),
    [
        ("a.py", "(self, a, b: int = 1, *, c, d=None, **e) -> int", "a b? c! d?! e?!*"),
        ("a.py", "(a: dict[str, int], b='x, y', *rest)", "a b? rest?!*"),
        ("a.py", "()", ""),
        (
            "a.ts",
            "(a: string, b?: Map<string, number>, c = (d: number) => d, ...rest: string[]): void",
            "a b? c? rest?!*",
        ),
        ("a.rb", "(a, b = 1, limit:, other: 2, **rest)", "a b? limit! other?! rest?!*"),
        ("a.cs", "(int a, List<int> limit = null, params int[] rest)", "a limit? rest?!*"),
        ("a.php", "(int $a, array &$b = [], ...$rest)", "a b? rest?!*"),
        ("a.go", "(a int)", None),
        ("a.py", "(a, b", None),
    ],
)
def test_parameters(path: str, signature: str, parameters: str | None) -> None:
    """``?`` may be left out, ``!`` has no position, ``*`` takes the rest."""
    found = parameters_of(function(path, signature, SymbolKind.METHOD))
    shown = None if found is None else " ".join(map(marked, found))
    assert shown == parameters


def marked(each: Parameter) -> str:
    return f"{each.name}{'?' * each.optional}{'!' * (not each.by_position)}{'*' * each.rest}"


def test_names_as_people_write_them() -> None:
    assert name_of("pathlib.Path().open") == "pathlib.Path.open()"
    assert name_of("ky.default.get") == "ky.get()"
    assert name_of(function("a.c", "(x)")) == "ask()"
    assert name_of(function("a.h", "(x)", SymbolKind.MACRO)) == "ask"
