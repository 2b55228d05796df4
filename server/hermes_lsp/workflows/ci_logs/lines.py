"""The tools' own lines out of a job's log: without colours, time stamps, job names, groups and annotations."""

from __future__ import annotations

import re
from urllib.parse import unquote

MAX_LINES = 400_000
LONGEST_LINE = 4_000
"""Characters; what is longer is data that a test printed, and nobody's message."""

_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[()*+][0-9A-Za-z]|[@-Z\\-_])")
_STAMP = r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?"
_PREFIX = re.compile(
    # `gh run view --log` puts the names of job and step before the stamp, GitLab a stream's name behind it.
    rf"^(?:[^\t\n]{{1,200}}\t[^\t\n]{{0,200}}\t)?(?:\[{_STAMP}\]|{_STAMP})(?: \d\d[OE]\+?)? ?"
)
_CLOCK = re.compile(r"^\[\d\d:\d\d:\d\d(?:\.\d+)?\] ?(?:\[[A-Z]+\] )?")
_SERVICE = re.compile(r"^[a-z][\w.-]*[-_]\d+ +\| ?")
_SECTION = re.compile(r"^section_(?:start|end):\d+:\S*$")
_MARK = re.compile(r"^##\[(?:error|warning|notice|group|endgroup|debug|command)\]")
_ANNOTATION = re.compile(r"^::(?:error|warning|notice)(?: [^:]*(?::(?!:)[^:]*)*)?::(?P<message>.*)$")
_GROUP = re.compile(r"^::(?:group|endgroup)::")


def clean_lines(text: str) -> list[str]:
    """The lines of a log as the tools wrote them; line ``n`` of the result is line ``n`` of the log.

    What a program wrote over its own line (a progress bar) is left out, as a terminal would.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    return [_clean(line) for line in text.split("\n")[:MAX_LINES]]


def _clean(line: str) -> str:
    line = _ESCAPES.sub("", line[: 4 * LONGEST_LINE])
    if "\r" in line:
        line = next((part for part in reversed(line.split("\r")) if part.strip()), "")
    for prefix in (_PREFIX, _CLOCK, _SERVICE):
        line = prefix.sub("", line, count=1)
    if _SECTION.match(line):
        return ""
    line = _GROUP.sub("", _MARK.sub("", line))
    if found := _ANNOTATION.match(line):
        # The message of an annotation is a line of its own in every tool that writes both.
        line = unquote(found["message"]).partition("\n")[0]
    return line[:LONGEST_LINE].rstrip()
