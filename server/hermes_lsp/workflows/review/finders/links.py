"""Links of a page of Markdown, new or changed, that lead nowhere: no such file, or no such heading in the page."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterable, Iterator
from pathlib import PurePosixPath
from urllib.parse import unquote

from hermes_lsp.conventions.own_code import is_own

from ..change import ChangedFile, ChangeSet
from ..finding import Finder, Finding
from ..known import Known

LIKELY = 0.85
_PAGES = frozenset({".md", ".markdown"})
_LINK = re.compile(r"(?<!\\)!?\[[^\]\n]*\]\((?P<to>[^()\s]+)(?:\s+\"[^\"\n]*\")?\)")
_CODE = re.compile(r"`[^`\n]*`")
_FENCE = re.compile(r"^[ \t]*(?P<fence>```+|~~~+)[\s\S]*?^[ \t]*(?P=fence)[ \t]*$", re.MULTILINE)
_HEADING = re.compile(
    r"^ {0,3}#{1,6}[ \t]+(?P<words>.+?)[ \t]*#*[ \t]*$|^(?P<under>\S.*)\n(?:=+|-+)[ \t]*$", re.MULTILINE
)
_NAMED = re.compile(r"(?:id|name)=[\"']?(?P<name>[\w.:-]+)|\{\s*#(?P<set>[\w.:-]+)[^}]*\}")
_NO_PATH = re.compile(r"[a-z][a-z0-9+.-]*:|//|/|\{|<|\$|%7b", re.IGNORECASE)


def _find(change: ChangeSet, known: Known) -> Iterable[Finding]:
    pages = [file for file in change.files if not file.is_deleted and PurePosixPath(file.path).suffix in _PAGES]
    there = _paths_after(change, known) if pages else frozenset()
    for file in pages:
        if not is_own(file.path, file.after or b""):
            continue
        text = _FENCE.sub(_blank, (file.after or b"").decode("utf-8", "replace"))
        links, new = list(_links(text)), _new_lines(file)
        if new.isdisjoint(line for line, _ in links):
            continue
        headings = _headings(text)
        lacks = {to: _lacks(file, to, headings, there) for _, to in links}
        for line, to in links:
            # Where many links of a page lead nowhere, a program gives them another meaning.
            kin = [what for each, what in lacks.items() if each.startswith("#") == to.startswith("#")]
            if line in new and lacks[to] and 3 * sum(map(bool, kin)) <= len(kin):
                yield Finding("link", file.path, line, f"`{to}` leads nowhere: {lacks[to]}", (), to, LIKELY)


def _paths_after(change: ChangeSet, known: Known) -> frozenset[str]:
    """Files and folders after the change."""
    gone = change.paths - {file.path for file in change.files if file.after is not None}
    files = (known.paths_before - gone) | (change.paths - known.paths_before)
    return files | {str(parent) for path in files for parent in PurePosixPath(path).parents}


def _links(text: str) -> Iterator[tuple[int, str]]:
    """Line, counted from 1, and target of each link that does not lead out of the project."""
    for number, line in enumerate(text.split("\n"), 1):
        for match in _LINK.finditer(_CODE.sub(_blank, line)):
            if not _NO_PATH.match(match["to"]):
                yield number, match["to"]


def _lacks(file: ChangedFile, to: str, headings: Collection[str], there: Collection[str]) -> str:
    """What is not there, in words; empty if it is."""
    path, _, heading = to.partition("#")
    if not path:
        return "" if heading.lower() in headings else "the page has no such heading"
    wanted = posixpath.normpath(posixpath.join(posixpath.dirname(file.path), unquote(path.partition("?")[0])))
    if wanted.startswith("..") or not PurePosixPath(wanted).suffix or wanted in there:
        return ""
    return f"there is no `{wanted}`"


def _headings(text: str) -> set[str]:
    """What a link within the page may name."""
    found = {(match["name"] or match["set"]).lower() for match in _NAMED.finditer(text)} | {"", "top"}
    for match in _HEADING.finditer(text):
        words = re.sub(r"!?\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])?", r"\1", match["words"] or match["under"])
        words = re.sub(r"<[^>]+>", "", words)
        for plain in (words, words.replace("&", ""), re.sub(r"[*_]", "", words)):
            slug = re.sub(r"[^\w\- ]", "", plain.strip().lower()).replace(" ", "-")
            found |= {slug, re.sub(r"-+", "-", slug).strip("-"), *(f"{slug}-{number}" for number in range(1, 10))}
    return found


def _new_lines(file: ChangedFile) -> set[int]:
    return {number for hunk in file.hunks for number in range(hunk.new_start + 1, hunk.new_start + len(hunk.new) + 1)}


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match[0])


FINDER = Finder("link", "links of a page that lead nowhere", _find)
