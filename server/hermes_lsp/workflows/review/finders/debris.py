"""What was put in for a while and should not stay: stops for a debugger, tests that run alone, marks of a conflict."""

from __future__ import annotations

import re
from collections.abc import Iterable

from hermes_lsp.core.errors import DocumentError

from ..change import ChangedFile, ChangeSet
from ..finding import Finder, Finding
from ..known import Known

LIKELY = 0.9
_SHOWN = 80
_CONFLICT = rb"(?:<<<<<<<|>>>>>>>|\|\|\|\|\|\|\|) \S"


def _find(change: ChangeSet, known: Known) -> Iterable[Finding]:
    for file in change.files:
        if file.is_deleted:
            continue
        left = re.compile(b"|".join(filter(None, (_CONFLICT, _stopgaps(file)))))
        for hunk in file.hunks:
            for number, line in enumerate(hunk.new, hunk.new_start + 1):
                if left.match(line) and line not in hunk.old:
                    text = line.strip()[:_SHOWN].decode("utf-8", "replace")
                    yield Finding("debris", file.path, number, f"`{text}` was hardly meant to stay", (), text, LIKELY)


def _stopgaps(file: ChangedFile) -> bytes:
    try:
        return file.document.language.stopgaps
    except DocumentError:
        return b""


FINDER = Finder("debris", "what was put in for a while and should not stay", _find)
