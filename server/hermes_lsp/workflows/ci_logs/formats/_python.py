"""Python's own tracebacks, which several tools print."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ..failure import Frame

_FILE = re.compile(r'^(?:E\s+|\s*)File "(?P<path>[^"\n]+)", line (?P<line>\d+)')
_ERROR = re.compile(r"^(?:\w+\.)*\w*(?:Error|Exception|Exit|Interrupt|Warning|Failure|Failed|Timeout)\w*(?::|$)")


def traceback_frames(lines: Iterable[str]) -> Iterator[Frame]:
    """The frames of all tracebacks in the lines, in their order: the innermost of the last exception comes last."""
    for line in lines:
        if found := _FILE.match(line):
            yield Frame(found["path"], int(found["line"]))


def last_error(lines: Iterable[str]) -> str:
    """The line that says what was raised last, such as "KeyError: 'ink'"; empty if there is none."""
    said = ""
    for line in lines:
        if _ERROR.match(line):
            said = line.strip()
    return said
