"""Reading a unified diff, and applying it to a text in memory: exactly, or not at all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from hermes_lsp.core.errors import WorkspaceError

_HUNK = re.compile(rb"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")
_NOWHERE = b"/dev/null"
_KEPT = "Nothing was changed"


@dataclass(frozen=True, slots=True)
class Hunk:
    """Lines with their ends: ``start`` is the first old one, counted from 1 (from 0 where there are none)."""

    start: int
    old: tuple[bytes, ...]
    new: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class FilePatch:
    """What a diff does to one file; ``old`` or ``new`` is empty for a file that is made or deleted."""

    old: str
    new: str
    hunks: tuple[Hunk, ...]
    is_binary: bool = False


def read_patch(text: bytes) -> list[FilePatch]:
    """The files of a diff as git or diff write it.

    Raises:
        WorkspaceError: if there is no file in it, or a hunk is cut off.
    """
    found = list(_files([line + b"\n" for line in text.split(b"\n")]))
    if not found:
        raise WorkspaceError("This is no patch: no file is named in it", kept=_KEPT, todo="give a unified diff")
    return found


def apply_hunks(patch: FilePatch, texts: Mapping[str, bytes]) -> bytes | None:
    """The text of a file after its patch; None if it is deleted.

    Args:
        texts: Of the files before it, by path.

    Raises:
        WorkspaceError: if the patch was made for another text.
    """
    if patch.old and patch.old not in texts:
        raise _does_not_apply(patch.old, "there is no such file in HEAD")
    lines = texts[patch.old].split(b"\n") if patch.old else [b""]
    lines = [line + b"\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])
    out: list[bytes] = []
    at = 0
    for hunk in patch.hunks:
        start = hunk.start - 1 if hunk.old else hunk.start
        if start < at or tuple(lines[start : start + len(hunk.old)]) != hunk.old:
            raise _does_not_apply(patch.old or patch.new, f"line {hunk.start} is not what it was made for")
        out += lines[at:start]
        out += hunk.new
        at = start + len(hunk.old)
    return b"".join([*out, *lines[at:]]) if patch.new else None


def _does_not_apply(path: str, why: str) -> WorkspaceError:
    return WorkspaceError(
        f"The patch does not apply to {path}: {why}", kept=_KEPT, todo="make it for what is checked out"
    )


def _files(lines: list[bytes]) -> Iterator[FilePatch]:
    old = new = ""
    hunks: list[Hunk] = []
    named = binary = False
    at = 0
    while at < len(lines):
        line = lines[at]
        if line.startswith(b"diff --git "):
            if named:
                yield FilePatch(old, new, tuple(hunks), binary)
            old, new = _git_names(line)
            hunks, named, binary = [], bool(old), False
        elif line.startswith(b"new file mode"):
            old = ""
        elif line.startswith(b"deleted file mode"):
            new = ""
        elif line.startswith((b"rename from ", b"copy from ")):
            old = _decoded(line.split(b" ", 2)[2])
        elif line.startswith((b"rename to ", b"copy to ")):
            new = _decoded(line.split(b" ", 2)[2])
        elif line.startswith((b"Binary files ", b"GIT binary patch")):
            binary = True
        elif line.startswith(b"--- ") and at + 1 < len(lines) and lines[at + 1].startswith(b"+++ "):
            if hunks:
                yield FilePatch(old, new, tuple(hunks), binary)
                hunks = []
            old, new, named = _name(line), _name(lines[at + 1]), True
            at += 1
        elif named and (match := _HUNK.match(line)):
            hunk, at = _hunk(lines, at + 1, match)
            hunks.append(hunk)
            continue
        at += 1
    if named:
        yield FilePatch(old, new, tuple(hunks), binary)


def _hunk(lines: list[bytes], at: int, match: re.Match[bytes]) -> tuple[Hunk, int]:
    left, right = (int(match[number] or 1) for number in (2, 4))
    old: list[bytes] = []
    new: list[bytes] = []
    while at < len(lines) and (left > 0 or right > 0 or lines[at].startswith(b"\\")):
        sign, rest = lines[at][:1], lines[at][1:]
        if sign == b"\\":  # the line before it ends the file without an end of its own
            for side, signs in ((old, b" -"), (new, b" +")):
                if side and lines[at - 1][:1] in (signs[:1], signs[1:]):
                    side[-1] = side[-1].removesuffix(b"\n")
        elif sign in b" \n":
            old.append(rest or b"\n")
            new.append(rest or b"\n")
            left, right = left - 1, right - 1
        elif sign == b"-":
            old.append(rest)
            left -= 1
        elif sign == b"+":
            new.append(rest)
            right -= 1
        else:
            break
        at += 1
    if left > 0 or right > 0:
        raise WorkspaceError("The patch is cut off in the middle of a hunk", kept=_KEPT, todo="give it as it was made")
    return Hunk(int(match[1]), tuple(old), tuple(new)), at


def _git_names(line: bytes) -> tuple[str, str]:
    """Both names; those with white space are said again by the lines that follow, unless nothing but a mode changes."""
    names = line.split()[2:]
    return (_stripped(names[0]), _stripped(names[1])) if len(names) == 2 else ("", "")


def _name(line: bytes) -> str:
    name = line[4:].split(b"\t")[0].strip()
    return "" if name == _NOWHERE else _stripped(name)


def _stripped(name: bytes) -> str:
    return _decoded(name[2:] if name[:2] in (b"a/", b"b/") else name)


def _decoded(name: bytes) -> str:
    path = name.strip().decode("utf-8", "surrogateescape")
    if path.startswith(("/", '"')) or ".." in path.split("/"):
        raise WorkspaceError(f"The patch names {path}, which cannot be read as a file of the workspace", kept=_KEPT)
    return path
