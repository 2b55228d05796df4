"""A changelog page: its releases, their groups and entries, in Markdown or reStructuredText.

Lines are kept, so that what is put in later stands among them untouched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from hermes_lsp.core.errors import WorkspaceError

NAMES = ("changelog", "changes", "history", "news", "releases", "release-notes", "release_notes")
ENDINGS = (".md", ".rst", ".txt", "")
FOLDERS = ("", "docs", "doc", "docs/source", "docs/en", "docs/en/latest", "doc/en")
MAX_BYTES = 4_000_000

VERSION = re.compile(
    r"(?<![\w.])v?(?P<version>\d+\.\d+(?:\.\d+)*(?:[.-]?(?:a|b|c|rc|dev|post|alpha|beta|pre)[.-]?\d*(?:\.\d+)*)?)(?![\w])"
)
_UNRELEASED = re.compile(
    r"^\W*(?:unreleased|next|upcoming|in progress|master|main|head)\b|\(unreleased\)|\bunreleased\b", re.IGNORECASE
)
_NOT_YET = re.compile(r"^\W*(?:Unreleased|To be released|Not released yet|In development)\W*$", re.IGNORECASE)
_MARKDOWN_HEAD = re.compile(r"^(?P<marks>#{1,6})\s+(?P<title>.*?)\s*#*$")
_UNDERLINE = re.compile(r"^(?P<mark>[=\-~^\"'`*+#._:])(?P=mark){2,}\s*$")
_BULLET = re.compile(r"^(?P<indent> {0,3})(?P<mark>[-*+]|\d+\.)(?P<space> +)(?P<text>\S.*)$")
_BOLD = re.compile(r"^(?:\*\*|__)(?P<title>[^*_]{2,60}?):?(?:\*\*|__):?$")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading, by the lines that make it up.

    Attributes:
        row: Zero-based line of its title.
        rows: How many lines it takes, an underline with it.
        level: 1 is the topmost; of an underline by the order in which the page uses the marks.
    """

    row: int
    rows: int
    level: int
    title: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry.

    Attributes:
        text: In one line, with single spaces and without its bullet.
        group: Title of the group that it stands in; empty where there is none.
        row: Zero-based first line, ``end`` the one after its last.
    """

    text: str
    group: str
    row: int
    end: int
    indent: str = ""
    bullet: str = "- "


@dataclass(frozen=True, slots=True)
class Release:
    """One section.

    Attributes:
        version: Without a leading "v"; empty for what is not released yet.
        coming: Of what is not released, the version that its heading promises.
        end: Zero-based line after its last.
    """

    version: str
    heading: Heading
    end: int
    groups: tuple[Heading, ...]
    entries: tuple[Entry, ...]
    coming: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """A changelog.

    Attributes:
        lines: Without line ends.
        newline: The line end that it uses.
    """

    path: str
    lines: tuple[str, ...]
    newline: str
    releases: tuple[Release, ...]

    def release(self, version: str) -> Release | None:
        """The section of a version; of what is not released yet, if the version is empty."""
        return next(
            (one for one in self.releases if one.version == version or (version and one.coming == version)), None
        )


def find_page(folder: Path) -> str | None:
    """Path of the project's changelog, relative to its folder; None if it has none.

    Of several the one with the most releases: the topmost may only say where the changelog is.
    """
    found = [*_candidates(folder)]
    counts: dict[str, int] = {}
    for path in found:
        try:
            counts[path] = len(read_page(folder, path).releases)
        except WorkspaceError:
            counts[path] = -1  # it is named when nothing better is there, and then says what is wrong with it
    return max(found, key=lambda path: (min(counts[path], 2), -found.index(path)), default=None)


def _candidates(folder: Path) -> Iterator[str]:
    for place in FOLDERS:
        try:
            names = {path.name.lower(): path.name for path in (folder / place).iterdir() if path.is_file()}
        except OSError:
            continue
        for name in NAMES:
            for ending in ENDINGS:
                if (found := names.get(name + ending)) is not None:
                    yield f"{place}/{found}" if place else found


def read_page(folder: Path, path: str) -> Page:
    """The page in a file.

    Raises:
        WorkspaceError: if it cannot be read, is not UTF-8, or too large.
    """
    try:
        raw = (folder / path).read_bytes()
        if len(raw) > MAX_BYTES:
            raise WorkspaceError(f"{path} is too large ({len(raw):,} bytes)", kept="It is as it was")
        return parse_page(path, raw.decode("utf-8"))
    except OSError as error:
        raise WorkspaceError(f"{path} cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise WorkspaceError(f"{path} is not UTF-8 (byte {error.start})", kept="It is as it was") from error


def parse_page(path: str, text: str) -> Page:
    newline = "\r\n" if "\r\n" in text else "\n"
    lines = tuple(line.removesuffix("\r") for line in text.split("\n"))
    headings = _headings(lines)
    level = _release_level(headings)
    starts = [(heading, version) for heading in headings if (version := _version(heading, level)) is not None]
    ends = [_end(heading, headings, len(lines)) for heading, _ in starts]
    releases = tuple(
        _release(lines, heading, version, end, headings) for (heading, version), end in zip(starts, ends, strict=True)
    )
    return Page(path, lines, newline, releases)


def version_in(title: str) -> str:
    """The version that a heading or tag names, without a leading "v"; empty if it names none."""
    found = VERSION.search(title)
    return found["version"] if found else ""


def _headings(lines: Sequence[str]) -> list[Heading]:
    found: list[Heading] = []
    marks: list[str] = []
    fenced = False
    for row, line in enumerate(lines):
        if line.lstrip().startswith(("```", "~~~")):
            fenced = not fenced
        if fenced:
            continue
        after = lines[row + 1] if row + 1 < len(lines) else ""
        if head := _MARKDOWN_HEAD.match(line):
            found.append(Heading(row, 1, len(head["marks"]), head["title"]))
        elif line.strip() and not line.startswith((" ", "\t")) and not _UNDERLINE.match(line):
            under = _UNDERLINE.match(after)
            if under and len(after.strip()) >= min(3, len(line.strip())) and not _BULLET.match(line):
                if under["mark"] not in marks:
                    marks.append(under["mark"])
                found.append(Heading(row, 2, 1 + marks.index(under["mark"]), line.strip()))
            elif bold := _BOLD.match(line):
                found.append(Heading(row, 1, 7, bold["title"]))
            elif not after.strip() and _is_plain_release(line):
                found.append(Heading(row, 1, 1, line.strip()))
    return found


def _is_plain_release(line: str) -> bool:
    """A line such as "v1.2.0 - June 9, 2019", in pages that mark headings in no other way."""
    return bool(re.match(rf"^{VERSION.pattern}\s+-\s+\w+ \d+, \d{{4}}$", line))


def _release_level(headings: Sequence[Heading]) -> int:
    counts: dict[int, int] = {}
    for heading in headings:
        if version_in(heading.title):
            counts[heading.level] = counts.get(heading.level, 0) + 1
    return max(counts, key=lambda level: (counts[level], -level)) if counts else 2


def _version(heading: Heading, level: int) -> str | None:
    """The version of a release's heading; None for another heading. Some pages set great releases a level higher."""
    if heading.level > level:
        return None
    if _UNRELEASED.search(heading.title) and len(heading.title) < 80:
        return ""
    version = version_in(heading.title)
    return version if version and len(heading.title) < 160 else None


def _end(heading: Heading, headings: Sequence[Heading], end: int) -> int:
    return next((other.row for other in headings if other.row > heading.row and other.level <= heading.level), end)


def _release(lines: Sequence[str], heading: Heading, version: str, end: int, headings: Sequence[Heading]) -> Release:
    groups = tuple(one for one in headings if heading.row < one.row < end)
    entries: list[Entry] = []
    row = heading.row + heading.rows
    group = ""
    by_row = {one.row: one for one in groups}
    while row < end:
        if (title := by_row.get(row)) is not None:
            group = title.title
            row += title.rows
        elif found := _BULLET.match(lines[row]):
            entry = _entry(lines, row, end, found, by_row)
            entries.append(replace(entry, group=group))
            row = entry.end
        else:
            row += 1
    below = lines[heading.row + heading.rows : min(heading.row + heading.rows + 3, end)]
    if version and any(_NOT_YET.match(line) for line in below):
        return Release("", heading, end, groups, tuple(entries), version)
    return Release(version, heading, end, groups, tuple(entries))


def _entry(lines: Sequence[str], start: int, end: int, bullet: re.Match[str], headings: dict[int, Heading]) -> Entry:
    """An entry with its continuation lines; a list within it belongs to it."""
    indent = len(bullet["indent"])
    parts = [bullet["text"]]
    row = last = start + 1
    while row < end and row not in headings:
        line = lines[row]
        if not line.strip():
            # After an empty line only what is indented goes on with the entry.
            if row + 1 < end and lines[row + 1].startswith(" " * (indent + 2)) and lines[row + 1].strip():
                row += 1
                continue
            break
        if (other := _BULLET.match(line)) and len(other["indent"]) <= indent:
            break
        if not line.startswith(" " * (indent + 1)) and not line[:1].isalnum():
            break
        parts.append(line.strip())
        row += 1
        last = row
    text = " ".join(" ".join(parts).split())
    return Entry(text, "", start, last, bullet["indent"], bullet["mark"] + bullet["space"])
