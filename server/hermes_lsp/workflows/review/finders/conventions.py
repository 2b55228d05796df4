"""Changed lines that do not follow what the project does, or how it uses a symbol."""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from hermes_lsp.conventions.deviations import as_hints, deviations
from hermes_lsp.conventions.own_code import is_own
from hermes_lsp.conventions.usages.deviations import usage_deviations
from hermes_lsp.core.convention import Convention, Deviation
from hermes_lsp.core.errors import DocumentError
from hermes_lsp.recipes.verify import verify_edits

from ...line_runs import lines_of
from ...never import hint_key, is_never_shown
from ...wording import change_in_words
from ..change import ChangedFile, ChangeSet
from ..finding import Finder, Finding
from ..known import Known


def _find(change: ChangeSet, known: Known) -> Iterable[Finding]:
    if known.is_revert:
        return
    by_convention: dict[Convention, list[tuple[ChangedFile, Deviation]]] = defaultdict(list)
    for file in change.files:
        if file.is_deleted or not file.within or not is_own(file.path, file.document.source):
            continue
        for each in _deviating(file, known):
            if not is_never_shown(known.project.never, each.convention, file.path):
                by_convention[each.convention].append((file, each))
    for convention, found in by_convention.items():
        file, first = found[0]
        more = len(found) - 1
        fix = change_in_words(file.document, first.edits) if _holds(file, first) else ""
        yield Finding(
            "convention",
            file.path,
            file.line_of(first.span.start),
            f"{first.message}; this line does not",
            (f"{more} more like this in the change",) if more else (),
            f"{convention.kind}/{convention.subject}",
            convention.support.lower,
            key=hint_key(convention),
            fix=fix,
            edits=first.edits if fix else (),
        )


def _deviating(file: ChangedFile, known: Known) -> tuple[Deviation, ...]:
    try:
        found = deviations(file.document, known.conventions, file.within)
        if found and not file.is_new:
            found = _brought_in(file, found, deviations(file.old_document, known.conventions))
        found += usage_deviations(known.index, file.document, known.conventions, file.within)
    except DocumentError:
        return ()  # no code that is understood
    except sqlite3.Error as error:
        known.partial.append(f"how symbols are used is not known ({error})")
        return ()
    return as_hints(found, is_new=file.is_new)


def _brought_in(file: ChangedFile, found: Sequence[Deviation], before: Sequence[Deviation]) -> tuple[Deviation, ...]:
    """Without those that the change found there: on a line that only moved, or in place of as many of the same kind."""
    old, new = file.old_document.lines, file.document.lines
    old_texts = {line.strip() for line in lines_of(file.before or b"")}
    found_there = Counter(
        (each.convention, number)
        for each in before
        for number, hunk in enumerate(file.hunks)
        if old.line_of(each.span.start) in hunk.old_lines
    )
    kept: list[Deviation] = []
    for each in found:
        line = new.line_of(each.span.start)
        place = each.convention, next((n for n, hunk in enumerate(file.hunks) if line in hunk.new_lines), -1)
        if found_there[place]:
            found_there[place] -= 1
        elif file.document.source[new.line_start(line) : new.line_end(line)].strip() not in old_texts:
            kept.append(each)
    return tuple(kept)


def _holds(file: ChangedFile, deviation: Deviation) -> bool:
    return bool(deviation.edits) and not verify_edits(file.document, deviation.edits)


FINDER = Finder("convention", "changed lines that do not follow what this project does", _find)
