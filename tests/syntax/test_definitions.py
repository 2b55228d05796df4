"""Which names a text gives to other files, and which of them an edit takes away."""

from __future__ import annotations

import pytest

from hermes_lsp.core.text import Span
from hermes_lsp.syntax.definitions import deleted_names, enclosing_names, public_names
from hermes_lsp.syntax.document import document_from_text

TEXTS = {
    "python": (
        "import os\nfrom a import b\nLIMIT = 3\nx, y = 1, 2\ntype Pair = tuple\n@cached\ndef run(a):\n    inner = a\n"
        "class Shop:\n    rate = 1\n    def sell(self): ...\n_private = 1\nthing.attribute = 2\n"
        "if LIMIT:\n    def late(): ...\ntry:\n    import json\nexcept ImportError:\n    json_missing = True\n",
        {"LIMIT", "x", "y", "Pair", "run", "Shop", "late", "json_missing"},
    ),
    "javascript": (
        "import a from 'a';\nexport function run() { const inner = 1; }\nexport class Shop { sell() {} }\n"
        "export const rate = 1, tax = 2;\nfunction hidden() {}\nconst local = 1;\nexport default function main() {}\n",
        {"run", "Shop", "rate", "tax", "main"},
    ),
    "typescript": (
        "export interface Shop { name: string }\nexport type Id = string;\ninterface Own {}\n",
        {"Shop", "Id"},
    ),
    "go": (
        'package p\nimport "fmt"\nfunc Run() { x := 1 }\ntype Shop struct{ Name string }\nconst A, B = 1, 2\n',
        {"Run", "Shop", "A", "B"},
    ),
    "rust": (
        "use std::io;\npub fn run() { let x = 1; }\npub struct Shop { name: u8 }\nconst RATE: u8 = 1;\n",
        {"run", "Shop", "RATE"},
    ),
    "java": ("import a.B;\npublic class Shop { int rate; void sell() { int x; } }\n", {"Shop"}),
    "c": (
        "#include <stdio.h>\nint run(int a) { int x = 1; return x; }\nint limit = 3;\nstruct shop { int rate; };\n",
        {"run", "limit", "shop"},
    ),
    "ruby": (
        "require 'json'\ndef run\n  x = 1\nend\nclass Shop\n  def sell; end\nend\nLIMIT = 3\n",
        {"run", "Shop", "LIMIT"},
    ),
    "php": ("<?php\nfunction run($a) { $x = 1; }\nclass Shop { function sell() {} }\n", {"run", "Shop"}),
    "shellscript": ("run() {\n  x=1\n}\nLIMIT=3\n", {"run", "LIMIT"}),
}


@pytest.mark.parametrize("language", TEXTS)
def test_the_outermost_definitions_are_found_in_every_language(language: str) -> None:
    text, names = TEXTS[language]
    document = document_from_text(text, language)
    assert public_names(document.language, document.tree.root.children) == names


def test_a_renamed_definition_is_not_deleted() -> None:
    assert deleted_names(frozenset({"Run", "stop"}), frozenset({"run", "stop"})) == []
    assert deleted_names(frozenset({"run", "stop"}), frozenset({"stop"})) == ["run"]
    assert deleted_names(frozenset({"a", "b"}), frozenset({"c"})) == ["a", "b"]


@pytest.mark.parametrize(
    ("language", "source", "names"),
    [
        ("python", "class Shop(Base):\n    @cached\n    def sell(self):\n        x = 1 / HERE\n", ("Shop", "sell")),
        ("javascript", "class Shop { sell() { const run = () => { HERE } } }", ("Shop", "sell", "run")),
        ("typescript", "export namespace N { class Shop { sell(): void { let x = HERE } } }", ("N", "Shop", "sell")),
        ("go", "package p\nfunc (s *Shop) Sell() { x := HERE() }\n", ("Sell",)),
        ("rust", "mod m { impl Display for Shop { fn sell() { let x = HERE(); } } }", ("m", "Shop", "sell")),
        ("java", "class Shop { void sell() { int x = HERE(); } }", ("Shop", "sell")),
        ("c", "static int *sell(void) { int x = HERE(); }", ("sell",)),
        ("cpp", "namespace n { class Shop { void sell() { HERE(); } }; }", ("n", "Shop", "sell")),
        ("csharp", "namespace N { class Shop { void Sell() { HERE(); } } }", ("N", "Shop", "Sell")),
        ("ruby", "module M\n  class Shop\n    def sell\n      HERE()\n    end\n  end\nend\n", ("M", "Shop", "sell")),
        ("php", "<?php class Shop { function sell() { HERE(); } }", ("Shop", "sell")),
        ("shellscript", "sell() { HERE; }", ("sell",)),
        ("python", "HERE = 1\n", ()),
    ],
)
def test_what_lies_around_a_place(language: str, source: str, names: tuple[str, ...]) -> None:
    at = source.index("HERE")
    assert enclosing_names(document_from_text(source, language).tree, Span(at, at + 4)) == names
