"""Putting entries into a page, and nothing else: every line that was there stays as it is."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .judging import key_of
from .page import VERSION, Entry, Heading, Page, Release
from .wording import Wording, entry_lines

_ISO = re.compile(r"\d{4}-\d\d-\d\d")
_LONG = re.compile(r"(?P<month>[A-Z][a-z]+) (?P<day>\d{1,2})(?P<th>st|nd|rd|th)?(?P<comma>,?) \d{4}")
_LONG_PLAIN = re.compile(r"[A-Z][a-z]+ \d{1,2}(?:st|nd|rd|th)?,? \d{4}")
_GERMAN = re.compile(r"\d{1,2}\.\d{1,2}\.\d{4}")
_WITH_DATE = re.compile(rf"\s*[-–—]?\s*\(?(?:{_ISO.pattern}|{_LONG_PLAIN.pattern}|{_GERMAN.pattern})\)?")
_ENDINGS = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd", 31: "st"}


@dataclass(frozen=True, slots=True)
class Section:
    """What is to stand in one section.

    Attributes:
        version: Empty for what is not released yet.
        date: Of the release.
        groups: Title of each group (empty for none) to the texts of its new entries, in the order of the page.
    """

    version: str
    date: datetime.date
    groups: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Insertion:
    """New lines before a line of the page, zero-based.

    Attributes:
        below: The heading of their group, if it is there already, with the empty line after it.
    """

    row: int
    lines: tuple[str, ...]
    below: tuple[str, ...] = ()


def insertions(page: Page, section: Section, wording: Wording, order: Sequence[str]) -> tuple[Insertion, ...]:
    """Where the entries go, by row; several before the same line in their order.

    Args:
        order: Titles of groups as they stand one below the other.
    """
    release = page.release(section.version)
    if release is None:
        return (_new_section(page, section, wording, order),)
    found = [
        Insertion(*_place(page, release, title, section.groups[title], wording, order), _heading(page, release, title))
        for title in _sorted(section.groups, order)
    ]
    return tuple(sorted(found, key=lambda one: one.row))


def inserted(page: Page, new: Sequence[Insertion]) -> str:
    """The text of the page with the new lines in it."""
    lines = list(page.lines)
    for one in reversed(new):
        lines[one.row : one.row] = one.lines
    return page.newline.join(lines)


def _new_section(page: Page, section: Section, wording: Wording, order: Sequence[str]) -> Insertion:
    block = [*_release_heading(page, section), *_blank(page), *_all_groups(page, section, wording, order)]
    if page.releases:
        row = page.releases[0].heading.row
        block += [""] * _between_releases(page)
    else:
        row = _end_of(page.lines)
        block += [""] if row == len(page.lines) else []
    return Insertion(row, tuple(["", *block] if row and page.lines[row - 1].strip() else block))


def _place(
    page: Page, release: Release, title: str, texts: Sequence[str], wording: Wording, order: Sequence[str]
) -> tuple[int, tuple[str, ...]]:
    """Where the entries of a group go in a section that is there, and the lines."""
    block = [line for text in texts for line in entry_lines(text, wording)]
    mine = [entry for entry in release.entries if key_of(entry.group) == key_of(title)]
    if mine:
        at = mine[0].row if wording.newest_first else mine[-1].end
        return at, tuple(_spaced(page, mine, block))
    heading = _group(release, title)
    if heading is not None:
        return heading.row + heading.rows, ("", *block)
    whole = [*_group_heading(page, title), *block] if title else block
    after = [key_of(one) for one in order]
    later = [
        one
        for one in release.groups
        if key_of(one.title) in after and title and after.index(key_of(one.title)) > _rank(after, title)
    ]
    if later:
        return later[0].row, (*whole, "")
    end = release.end
    while end > release.heading.row + release.heading.rows and not page.lines[end - 1].strip():
        end -= 1
    return end, ("", *whole)


def _group(release: Release, title: str) -> Heading | None:
    return next((one for one in release.groups if title and key_of(one.title) == key_of(title)), None)


def _heading(page: Page, release: Release, title: str) -> tuple[str, ...]:
    found = _group(release, title)
    if found is None:
        return ()
    return (*page.lines[found.row : found.row + found.rows], *_blank_after(page, found))


def _rank(order: Sequence[str], title: str) -> int:
    return order.index(key_of(title)) if key_of(title) in order else len(order)


def _spaced(page: Page, entries: Sequence[Entry], block: list[str]) -> list[str]:
    """With an empty line before each entry, where the page has them so."""
    loose = len(entries) > 1 and all(
        not page.lines[entry.end].strip() for entry in entries[:-1] if entry.end < len(page.lines)
    )
    if not loose:
        return block
    bullet = entries[0].indent + entries[0].bullet
    return [part for line in block for part in (["", line] if line.startswith(bullet) else [line])]


def _all_groups(page: Page, section: Section, wording: Wording, order: Sequence[str]) -> list[str]:
    lines: list[str] = []
    for title in _sorted(section.groups, order):
        lines += [""] if lines else []
        lines += _group_heading(page, title) if title else []
        lines += [line for text in section.groups[title] for line in entry_lines(text, wording)]
    return lines


def _sorted(groups: Mapping[str, Sequence[str]], order: Sequence[str]) -> list[str]:
    keys = [key_of(title) for title in order]
    return sorted(groups, key=lambda title: (-1 if not title else _rank(keys, title), title))


def _group_heading(page: Page, title: str) -> list[str]:
    """A heading like the page's own groups have, with the empty lines after it."""
    known = [(release, heading) for release in page.releases for heading in release.groups]
    same = [one for one in known if key_of(one[1].title) == key_of(title)]
    if not known:
        return [f"### {title}", ""] if page.path.endswith(".md") else [title, "~" * len(title), ""]
    _, heading = (same or known)[0]
    return [*_retitled(page, heading, title), *_blank_after(page, heading)]


def _release_heading(page: Page, section: Section) -> list[str]:
    """A heading like that of the newest release, with the lines that go with it (such as "Released 2026-01-02")."""
    version = section.version or "Unreleased"
    model = next((release for release in page.releases if release.version), None)
    if model is None:
        title = version if not section.version else f"{version} - {section.date.isoformat()}"
        return (
            [f"## {title}"]
            if page.path.endswith((".md", "")) and not page.path.endswith(".rst")
            else [title, "=" * len(title)]
        )
    title = model.heading.title
    if section.version:
        title = _dated(title.replace(model.version, section.version), section.date)
    else:
        # What is not released has no date, and no address to compare with.
        shown = VERSION.search(title)
        title = title.replace(shown[0] if shown else model.version, "Unreleased")
        title = re.sub(r"\]\([^)]*\)", "]", title)
        title = _WITH_DATE.sub("", title)
    lines = _retitled(page, model.heading, title)
    row = model.heading.row + model.heading.rows
    if section.version:
        following = [line for line in page.lines[row : row + 3] if re.match(r"^Released?\b.*\d{4}", line)]
        lines += ["", *(_dated(line, section.date) for line in following)] if following else []
    return lines


def _retitled(page: Page, heading: Heading, title: str) -> list[str]:
    first = page.lines[heading.row]
    at = first.find(heading.title)
    lines = [first[:at] + title + first[at + len(heading.title) :]]
    if heading.rows == 2:
        lines.append(page.lines[heading.row + 1].strip()[0] * len(lines[0]))
    return lines


def _dated(text: str, day: datetime.date) -> str:
    if _ISO.search(text):
        return _ISO.sub(day.isoformat(), text)
    if _GERMAN.search(text):
        return _GERMAN.sub(f"{day.day:02}.{day.month:02}.{day.year}", text)

    def spelled(found: re.Match[str]) -> str:
        month = f"{day:%B}" if len(found["month"]) > 3 or found["month"] == "May" else f"{day:%b}"
        ending = _ENDINGS.get(day.day, "th") if found["th"] else ""
        return f"{month} {day.day}{ending}{found['comma']} {day.year}"

    return _LONG.sub(spelled, text)


def _blank(page: Page) -> list[str]:
    return _blank_after(page, page.releases[0].heading) if page.releases else [""]


def _blank_after(page: Page, heading: Heading) -> list[str]:
    row = heading.row + heading.rows
    return [""] if row < len(page.lines) and not page.lines[row].strip() else []


def _between_releases(page: Page) -> int:
    """How many empty lines stand before a release."""
    if len(page.releases) < 2:
        return 1
    row, count = page.releases[1].heading.row - 1, 0
    while row >= 0 and not page.lines[row].strip():
        row, count = row - 1, count + 1
    return max(1, count)


def _end_of(lines: Sequence[str]) -> int:
    end = len(lines)
    while end and not lines[end - 1].strip():
        end -= 1
    return end
