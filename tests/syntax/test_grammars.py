"""The gate to languages: each is found by all its names, and its grammar reads an honest text without an error."""

from __future__ import annotations

import subprocess
import sys
import types
from pathlib import PurePosixPath, PureWindowsPath

import pytest

from hermes_lsp.core.errors import UnsupportedLanguage
from hermes_lsp.syntax import grammars
from hermes_lsp.syntax.document import document_from_text
from hermes_lsp.syntax.grammars import all_languages, find_language, is_supported, language_of_file, load_grammar
from hermes_lsp.syntax.language import Language

# By LSP language id: a file name, and what such a file may hold.
SAMPLES = {
    "python": (
        "app/main.py",
        "async def f(a: int, *b, c=None) -> str:\n    return f'{a!r} 😀' if a is None else '''\n'''\n",
    ),
    "javascript": (
        "a.mjs",
        "export const f = async (x, ...y) => { for await (const z of y) { x ??= z?.a; } };\n",
    ),
    "typescript": (
        "a.ts",
        "type A<T> = { readonly [K in keyof T]?: T[K] };\nfunction f(this: A<number>, x = 1 as const): void {}\n",
    ),
    "typescriptreact": (
        "a.tsx",
        "export const V = ({ a }: { a: string }) => <p className={a}>é {a as string}<br /></p>;\n",
    ),
    "go": (
        "main.go",
        "package main\n"
        "\n"
        "func Map[T any](xs []T) (n int, err error) {\n"
        '\tdefer println("é")\n'
        "\treturn len(xs), nil\n"
        "}\n",
    ),
    "rust": (
        "lib.rs",
        "pub async fn f<'a, T: Into<u8>>(x: &'a T) -> Option<u8> {\n"
        "    let y = x?;\n"
        "    match y { _ if true => None, _ => Some(1) }\n"
        "}\n",
    ),
    "java": (
        "A.java",
        "record A(int x) {\n"
        '  String f(Object o) { return switch (o) { case String s -> s; default -> """\n'
        '    é""" ; }; }\n'
        "}\n",
    ),
    "c": (
        "a.c",
        '#include <stdio.h>\n#define X 1\nint main(void) { char *s = "é"; return s[0] ? X : 0; }\n',
    ),
    "cpp": (
        "a.hpp",
        "#pragma once\ntemplate <typename T> auto f(T &&x) -> int { return [&](auto y) { return y <=> x; }(1) < 0; }\n",
    ),
    "csharp": (
        "A.cs",
        'namespace N;\npublic record A(int? X) { public string F() => $"é {X ?? 1}"; }\n',
    ),
    "ruby": (
        "Gemfile",
        'def f(a, *b, c: 1)\n  b.map(&:to_s).each { |x| puts "é #{x}" } unless a&.nil?\nend\n',
    ),
    "php": (
        "a.php",
        "<p><?php\n"
        "final class A { public function __construct(private ?int $x = null) {} }\n"
        "echo match (true) { default => 'é' };\n",
    ),
    "shellscript": (
        "run.sh",
        "#!/bin/bash\n"
        "set -euo pipefail\n"
        "for f in ./*.txt; do\n"
        '  [[ -f "${f%.txt}" ]] && echo "$(cat "$f")" # é\n'
        "done\n",
    ),
    "json": (
        "a.json",
        '{"a": [1, -2.5e3, true, null, "é\\n"]}\n',
    ),
    "yaml": (
        "a.yml",
        "a: &x\n  - 'é'\n  - {b: *x}\nc: |\n  text\n",
    ),
    "toml": (
        "pyproject.toml",
        '[a.b]\nc = [1, 2.5, "é"]\nd = 1979-05-27T07:32:00Z\n[[e]]\nf = { g = true }\n',
    ),
    "html": (
        "index.html",
        "<!doctype html>\n<html lang=en><body><p>é<br></p><script>a < b</script></body></html>\n",
    ),
    "css": (
        "a.css",
        "@media (min-width: 1px) { a > b:hover::after { content: 'é'; margin: calc(1px + 2%); } }\n",
    ),
}


def test_the_eighteen_languages_and_no_others_have_facts_of_their_own() -> None:
    assert {language.id for language in all_languages()} == set(SAMPLES)
    assert [language.id for language in all_languages()] == sorted(SAMPLES)


@pytest.mark.parametrize("language", SAMPLES)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_an_honest_text_is_read_without_an_error(language: str, line_end: str) -> None:
    _, text = SAMPLES[language]
    tree = document_from_text(text.replace("\n", line_end), language).tree
    assert not tree.has_error, tree.ts.root_node
    assert sum(1 for _ in tree.root.walk()) > 10
    assert tree.language.id == language


@pytest.mark.parametrize("language", sorted(set(SAMPLES) - {"html"}))  # html takes any text
def test_a_broken_text_is_seen_to_be_broken(language: str) -> None:
    broken = SAMPLES[language][1] + "\n<?php (]) { <<<" if language == "php" else "((]) = {{{ '\n[x: \""
    assert document_from_text(broken, language).tree.has_error


@pytest.mark.parametrize("language", SAMPLES)
def test_a_file_is_known_by_its_name(language: str) -> None:
    name, _ = SAMPLES[language]
    assert language_of_file(name) == language
    assert language_of_file(PurePosixPath("/weird folder.rs/é") / name) == language
    assert language_of_file(PureWindowsPath(r"C:\weird folder.rs") / name) == language


@pytest.mark.parametrize("language", SAMPLES)
def test_every_ending_and_alias_leads_to_its_language(language: str) -> None:
    facts = find_language(language)
    assert facts.extensions
    for extension in facts.extensions:
        assert language_of_file(f"a{extension}") == language_of_file(f"A{extension.upper()}") == language
    for filename in facts.filenames:
        assert language_of_file(f"some/where/{filename}") == language
    for alias in (facts.id, *facts.aliases):
        assert find_language(alias) is find_language(alias.upper()) is facts
        assert is_supported(alias)


def test_no_name_leads_to_two_languages() -> None:
    for names in ("aliases", "extensions", "filenames", "interpreters"):
        claimed = [name for language in all_languages() for name in getattr(language, names)]
        assert len(claimed) == len(set(claimed)), names


@pytest.mark.parametrize(
    ("first_line", "language"),
    [
        ("#!/bin/sh", "shellscript"),
        ("#!/bin/bash -eu", "shellscript"),
        ("#! /usr/bin/env bash", "shellscript"),
        ("#!/usr/bin/env python3", "python"),
        ("#!/usr/local/bin/python3.12", "python"),
        ("#!/usr/bin/env -S python3 -u", "python"),
        ("#!/usr/bin/env -i LANG=C /opt/bin/ruby", "ruby"),
        ("#!/usr/bin/env node", "javascript"),
        ("#!/usr/bin/env -S deno run", "typescript"),
        ("#!/usr/bin/php", "php"),
        ("\ufeff#!/bin/bash", "shellscript"),
        ("#!python", "python"),
        ("#!/usr/bin/perl", None),
        ("#!/home/python/bin/perl python", None),
        ("#!/usr/bin/env", None),
        ("#!", None),
        ("# python", None),
        (" #!/bin/sh", None),
        ("", None),
    ],
)
@pytest.mark.parametrize("line_end", ["", "\n", "\r\n"], ids=["none", "lf", "crlf"])
def test_a_file_without_an_ending_is_known_by_its_first_line(
    first_line: str, language: str | None, line_end: str
) -> None:
    following = "bash\n" if line_end else ""
    assert language_of_file("bin/run", f"{first_line}{line_end}{following}".encode()) == language


def test_the_name_wins_over_the_first_line() -> None:
    assert language_of_file("a.py", b"#!/bin/sh\n") == "python"
    assert language_of_file("a.unknown", b"#!/bin/sh\n") == "shellscript"


def test_first_bytes_of_a_binary_are_no_language() -> None:
    assert language_of_file("a", b"\x7fELF\x00\xff") is None
    assert language_of_file("a", b"#!\xff\xfe/\x80python\xff\n") is None
    assert language_of_file("a", b"#!" + b"a/" * 100_000 + b"python") is None


@pytest.mark.parametrize("language", ["", "klingon", "../python", "os", "COBOL", "😀", "\ud800"])
def test_a_language_of_nobody_is_refused_in_a_clear_sentence(language: str, without_pack: None) -> None:
    assert not is_supported(language)
    with pytest.raises(UnsupportedLanguage) as refused:
        find_language(language)
    assert f"“{language}”" in refused.value.what
    assert refused.value.kept == "Files of this language are left alone"
    assert "hermes-lsp[all-languages]" in refused.value.todo


def test_the_language_pack_serves_what_we_have_no_facts_for(pack: list[str]) -> None:
    language = find_language("Zig")
    assert language == Language(id="zig", grammar=("tree_sitter_language_pack", "zig"))
    assert load_grammar(language) == "the grammar of zig"
    assert find_language("python").grammar == ("tree_sitter_python", "language"), "ours come first"
    assert "python" not in pack


def test_what_the_pack_does_not_have_is_refused(pack: list[str]) -> None:
    with pytest.raises(UnsupportedLanguage, match="klingon"):
        find_language("klingon")
    assert pack == ["klingon"]


def test_the_grammar_that_hangs_is_never_asked_for(pack: list[str]) -> None:
    assert not is_supported("cobol")
    assert not is_supported("COBOL")
    assert pack == []


@pytest.mark.parametrize("grammar", [("tree_sitter_of_nobody", "language"), ("tree_sitter_python", "no_such")])
def test_a_wheel_that_is_missing_or_does_not_fit_is_named(grammar: tuple[str, str]) -> None:
    with pytest.raises(UnsupportedLanguage) as refused:
        load_grammar(Language(id="sample", grammar=grammar))
    assert "“sample” cannot be loaded" in refused.value.what
    assert refused.value.todo == f"reinstall {grammar[0].replace('_', '-')}"


def test_importing_the_gate_loads_nothing_heavy() -> None:
    loaded = modules_after("import hermes_lsp.syntax.grammars, hermes_lsp.syntax.document, hermes_lsp.syntax.positions")
    assert "hermes_lsp.syntax.grammars" in loaded
    assert not [name for name in loaded if name.startswith("tree_sitter")]


def test_one_language_loads_one_grammar() -> None:
    loaded = modules_after(
        "from hermes_lsp.syntax.document import document_from_text\ndocument_from_text('a = 1', 'python').tree"
    )
    assert {name for name in loaded if name.startswith("tree_sitter_") and "." not in name} == {"tree_sitter_python"}


def modules_after(code: str) -> set[str]:
    code = f"import sys\n{code}\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


@pytest.fixture
def without_pack(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "tree_sitter_language_pack", None)
    yield from forgetful()


@pytest.fixture
def pack(monkeypatch: pytest.MonkeyPatch):
    """A package in the place of the language pack, which knows Zig and writes down what it is asked for."""
    asked: list[str] = []

    def get_language(name: str) -> str:
        asked.append(name)
        if name != "zig":
            raise LookupError(name)
        return f"the grammar of {name}"

    fake = types.ModuleType("tree_sitter_language_pack")
    fake.get_language = get_language
    monkeypatch.setitem(sys.modules, fake.__name__, fake)
    for _ in forgetful():
        yield asked


def forgetful():
    caches = (grammars._from_pack, grammars.load_grammar)
    for cached in caches:
        cached.cache_clear()
    yield
    for cached in caches:
        cached.cache_clear()
