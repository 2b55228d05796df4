"""Comments and attributes that silence a checker. Silencing is not fixing."""

from __future__ import annotations

import re
from collections import Counter

from hermes_lsp.core.errors import DocumentError
from hermes_lsp.syntax.document import Document

_ESLINT = (
    r"eslint-disable(?:-next-line|-line)?|@ts-(?:ignore|expect-error|nocheck)"
    r"|(?:biome|prettier|deno-lint|tslint)[-:]\s*(?:ignore|disable)[\w-]*"
)
_C = r"NOLINT(?:NEXTLINE|BEGIN)?|cppcheck-suppress|-V::\d+"
_IN_COMMENTS = {
    "python": r"(?:ruff|flake8):\s*(?:noqa|ignore|disable)|noqa|type:\s*ignore|(?:based)?pyright:"
    r"|mypy:\s*(?:ignore|disable)\S*"
    r"|pylint:\s*(?:disable|skip)[\w-]*|pyre-(?:ignore|fixme)\S*|fmt:\s*(?:off|skip)|isort:\s*skip\w*|nosec|pragma:\s*no\s*\w+",
    "javascript": _ESLINT,
    "typescript": _ESLINT,
    "typescriptreact": _ESLINT,
    "shellscript": r"shellcheck\s+disable",
    "go": r"nolint|lint:(?:file-)?ignore|#nosec",
    "c": _C,
    "cpp": _C,
    "java": r"NOSONAR|noinspection|CHECKSTYLE[.:]\s*OFF|NOPMD",
    "csharp": r"NOSONAR|ReSharper\s+disable",
    "ruby": r"rubocop:\s*(?:disable|todo)",
    "php": r"phpcs:\s*(?:ignore|disable)\w*|@phpstan-ignore[\w-]*|@psalm-suppress",
    "css": r"stylelint-disable[\w-]*",
    "yaml": r"yamllint\s+disable[\w-]*",
}
_IN_CODE = {
    "rust": r"#!?\[(?:allow|expect)\b",
    "java": r"@SuppressWarnings\b",
    "csharp": r"#pragma\s+warning\s+disable|\[(?:assembly:\s*)?SuppressMessage\b",
    "c": r"#pragma\s+(?:GCC|clang)\s+diagnostic\s+ignored",
    "cpp": r"#pragma\s+(?:GCC|clang)\s+diagnostic\s+ignored",
}


def adds_suppression(language: str, before: bytes, after: bytes) -> bool:
    """True if the second text silences something that the first one does not, by one code more as well.

    Args:
        language: LSP language id.
        before, after: UTF-8. Only comments and attributes count; a text that merely quotes one does not. Where the
            text cannot be parsed, whatever looks like one counts.
    """
    return bool(_suppressions(language, after) - _suppressions(language, before))


def _suppressions(language: str, source: bytes) -> Counter[tuple[str, str]]:
    """Each directive with each code that it names, or with an empty one where it names none."""
    found: Counter[tuple[str, str]] = Counter()
    name, comments = _comments(language, source)
    if (pattern := _IN_COMMENTS.get(name)) is not None:
        marks = re.compile(pattern)
        for comment in comments:
            starts = list(marks.finditer(comment))
            for at, mark in enumerate(starts):
                end = starts[at + 1].start() if at + 1 < len(starts) else len(comment)
                _count(found, mark[0], comment[mark.end() : end])
    if (pattern := _IN_CODE.get(name)) is not None:
        for mark in re.finditer(rf"({pattern})([^\n]*)", source.decode("utf-8", "replace")):
            _count(found, mark[1], mark[2])
    return found


def _count(found: Counter[tuple[str, str]], directive: str, rest: str) -> None:
    told = re.split(r"\s--|\s#|\*/", rest)[0]  # what follows is the reason, in prose
    codes = re.findall(r"[\w@/.:-]*\w", told) or [""]
    found.update((re.sub(r"\s+", "", directive), code) for code in codes)


def _comments(language: str, source: bytes) -> tuple[str, list[str]]:
    try:
        document = Document("file:///text", "text", language, source)
        tree = document.tree
        spans = tree.comments_in(tree.root.span)
        return document.language.id, [source[s.start : s.end].decode("utf-8", "replace") for s in spans]
    except DocumentError:
        return language, source.decode("utf-8", "replace").splitlines()
