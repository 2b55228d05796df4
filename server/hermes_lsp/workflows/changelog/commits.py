"""Commits as a changelog sees them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from hermes_lsp.git.asking import git

MOST_COMMITS = 20_000
_FORMAT = "%x01%H%x00%P%x00%an%x00%aI%x00%s%x00%b%x02"
_TYPED = re.compile(
    r"^(?P<type>[A-Za-z][\w-]{0,15}|:\w+:|\[[\w /-]{1,20}\]|[\u2190-\u2bff\U0001f300-\U0001faff]\ufe0f?)"
    r"(?:\((?P<scope>[^()]{1,40})\))?(?P<breaking>!)?"
    r"(?:: *|(?<=[:\]\u2190-\u2bff\U0001f300-\U0001faff\ufe0f]) +)"
    r"(?P<title>\S.*)$"
)
_PULL = re.compile(r"\s*\((?:#|GH-|gh-)(?P<number>\d+)\)")
_MERGE = re.compile(r"^Merge (?:pull request|PR) #(?P<number>\d+)\b")
_ISSUE = re.compile(
    r"\b(?:fix(?:e[sd])?|close[sd]?|resolve[sd]?|refs?|see|issue|bug|re)\b[\s:]*(?:[\w.-]+/[\w.-]+)?(?:#|GH-|gh-)(?P<number>\d+)",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(?<![\w/])#(?P<number>\d+)\b")


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit.

    Attributes:
        files: Letter of the status and path of what it changed; of a merge, against its first parent.
        date: The author's, ISO 8601.
    """

    sha: str
    subject: str
    body: str = ""
    author: str = ""
    date: str = ""
    merge: bool = False
    files: tuple[tuple[str, str], ...] = ()

    @property
    def title(self) -> str:
        """What it does: of a pull request's merge its own title, and without type, scope and references."""
        title = self._typed["title"] if self._typed else self.headline
        title = _PULL.sub("", title)
        return re.sub(
            r"\s*\((?:fix(?:es)?|closes|refs?|see) #\d+(?:, *#\d+)*\)", "", title, flags=re.IGNORECASE
        ).strip()

    @property
    def headline(self) -> str:
        """The subject; of a pull request's merge the first line of its body, where the hosts put the title."""
        if self.merge and _MERGE.match(self.subject):
            first = next((line.strip() for line in self.body.split("\n") if line.strip()), "")
            return first or self.subject
        return self.subject

    @property
    def type(self) -> str:
        """Such as "fix" of "fix(api): ..." or "Fix: ..."; lower case, empty where there is none."""
        return self._typed["type"].strip("[]").lower() if self._typed else ""

    @property
    def scope(self) -> str:
        return (self._typed["scope"] or "").lower() if self._typed else ""

    @property
    def breaking(self) -> bool:
        return bool(self._typed and self._typed["breaking"]) or "BREAKING CHANGE" in self.body

    @property
    def pull(self) -> int | None:
        """Number of the pull request that it came with."""
        found = _MERGE.match(self.subject) or next(reversed([*_PULL.finditer(self.subject)]), None)
        return int(found["number"]) if found else None

    @property
    def issues(self) -> tuple[int, ...]:
        """Numbers of the issues that it says to close or to be about, in their order."""
        text = f"{self.subject}\n{self.body}"
        found = [int(match["number"]) for match in _ISSUE.finditer(text)]
        return tuple(dict.fromkeys(number for number in found if number != self.pull))

    @property
    def numbers(self) -> frozenset[int]:
        """All numbers after a hash sign, and those above."""
        said = {int(match["number"]) for match in _NUMBER.finditer(f"{self.subject}\n{self.body[:2000]}")}
        return frozenset(said | set(self.issues) | ({self.pull} if self.pull is not None else set()))

    @property
    def _typed(self) -> re.Match[str] | None:
        return _TYPED.match(self.headline)


def read_commits(folder: Path, revisions: str, *, most: int = MOST_COMMITS) -> list[Commit]:
    """The commits of a range, newest first.

    Args:
        revisions: Such as ``v1.0..HEAD``; must not begin with a dash.

    Raises:
        WorkspaceError: if git cannot tell.
    """
    options = ("--name-status", "--no-renames", "--diff-merges=first-parent", f"--max-count={most}")
    said = git(folder, "log", *options, f"--format={_FORMAT}", "--end-of-options", revisions, "--")
    return [_commit(record) for record in said.split("\x01")[1:]]


def read_tags(folder: Path, *, reachable_from: str = "HEAD") -> list[tuple[str, str]]:
    """Tags in the past of a commit with the date of what they name (ISO 8601), newest first."""
    form = "--format=%(refname:strip=2)%00%(creatordate:iso-strict)"
    said = git(folder, "for-each-ref", form, "--sort=-creatordate", f"--merged={reachable_from}", "refs/tags")
    return [(name, date) for name, _, date in (line.partition("\0") for line in said.splitlines())]


def _commit(record: str) -> Commit:
    head, _, names = record.partition("\x02")
    sha, parents, author, date, subject, body = (head.split("\0", 5) + [""] * 6)[:6]
    files = tuple(_files(names.splitlines()))
    return Commit(sha, subject, body.strip(), author, date, " " in parents, files)


def _files(lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    for line in lines:
        status, tab, path = line.partition("\t")
        if tab:
            yield status[:1], path
