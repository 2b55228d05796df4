"""One batch of files read, and made into rows. Runs in the processes of the pool as well as in the writer's own."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from posixpath import basename, dirname
from typing import Any, NamedTuple

from hermes_lsp.core.errors import DocumentError
from hermes_lsp.syntax.grammars import find_language
from hermes_lsp.syntax.source_files import is_generated

from .database import encode
from .expressions import module_stem
from .extract import extract
from .families import family_of
from .symbols import KIND, KINDS

LARGEST = 1024 * 1024
"""Bytes; a longer file is data, or generated."""


class Job(NamedTuple):
    """A file to be indexed.

    Attributes:
        number: Under which its facts are kept.
        path: POSIX path, relative to the folder.
        language: LSP language id.
        size, modified: As the walk saw them; bytes and nanoseconds.
        digest: Of the content that is indexed under the number ``known``, empty if it is not.
    """

    number: int
    path: str
    language: str
    size: int
    modified: int
    digest: bytes
    known: int


@dataclass(frozen=True, slots=True)
class Batch:
    """What came of the files.

    Attributes:
        files: Rows of the table of files, without the segment.
        names: Name and entries.
        same: Numbers of the files whose content has not changed, with their times.
        gone: Paths that are not there any more.
    """

    files: list[tuple[Any, ...]]
    names: list[tuple[str, str]]
    same: list[tuple[int, int, int]]
    gone: list[str]


def read_batch(folder: str, jobs: list[Job]) -> Batch:
    """Read, parse and extract. A file that cannot be used is kept with the reason why it is left out."""
    files: list[tuple[Any, ...]] = []
    names: dict[str, list[Any]] = {}
    same: list[tuple[int, int, int]] = []
    gone: list[str] = []
    for job in jobs:
        try:
            source = Path(folder, job.path).read_bytes()
        except OSError:
            gone.append(job.path)
            continue
        digest = digest_of(source)
        if digest == job.digest:
            same.append((job.size, job.modified, job.known))
            continue
        files.append(_file(job, source, digest, names))
    return Batch(files, [(name, encode(entries)) for name, entries in names.items()], same, gone)


def digest_of(source: bytes) -> bytes:
    """What tells one content of a file from another."""
    return hashlib.blake2b(source, digest_size=16).digest()


def _file(job: Job, source: bytes, digest: bytes, names: dict[str, list[Any]]) -> tuple[Any, ...]:
    head = (job.number, job.path, stem_of(job.path, job.language), job.language)
    tail = (digest, job.size, job.modified)
    left_out = _left_out(job, source)
    if not left_out:
        try:
            facts = extract(find_language(job.language), source)
        except DocumentError:
            left_out = "no grammar"
        except (RecursionError, ValueError, IndexError, KeyError) as error:
            left_out = f"cannot be read: {type(error).__name__}"
    if left_out:
        return (*head, left_out, *tail, 0, "{}", b"", "", "[]", "[]")
    number = job.number
    for name, (defined, groups) in facts.names.items():
        entry = [number, defined, groups]
        found = names.get(name)
        if found is None:
            names[name] = [entry]
        else:
            found.append(entry)
    for module in {module_stem(row[2]) for row in facts.imports}:
        names.setdefault(importing_key(module), []).append([number])
    kinds = Counter(row[KIND] for row in facts.symbols)
    counts = {KINDS[kind]: count for kind, count in kinds.items()}
    counts["references"] = facts.uses
    lines = facts.lines
    return (
        *head,
        "",
        *tail,
        len(lines),
        encode(counts),
        lines.tobytes(),
        "\n".join(facts.qualified),
        encode(facts.imports),
        encode(facts.symbols),
    )


def _left_out(job: Job, source: bytes) -> str:
    if len(source) > LARGEST:
        return "too large"
    if is_generated(job.path, source[:1024]):
        return "generated"
    if b"\0" in source:
        return "not text"
    try:
        source.decode("utf-8")
    except UnicodeDecodeError:
        return "not text"
    return ""


def importing_key(stem: str) -> str:
    """The name under which the files are kept that import a module of that stem. No identifier has a space."""
    return f"import {stem}"


def stem_of(path: str, language: str) -> str:
    """The name by which imports find a file: its own without the ending; its folder's if it stands for that."""
    stem = basename(path).partition(".")[0]
    family = family_of(language)
    return basename(dirname(path)) if family.folder_is_module or stem in family.folder_files else stem
