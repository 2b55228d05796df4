"""Changed lines that do not follow what the project does, or how it uses a symbol."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable

from hermes_lsp.conventions.deviations import as_hints, deviations
from hermes_lsp.conventions.own_code import is_own
from hermes_lsp.conventions.usages.deviations import usage_deviations
from hermes_lsp.core.convention import Convention, Deviation
from hermes_lsp.core.errors import DocumentError
from hermes_lsp.recipes.verify import verify_edits

from ...never import hint_key, is_never_shown
from ...wording import change_in_words
from ..change import ChangedFile, ChangeSet
from ..finding import Finder, Finding
from ..known import Known


def _find(change: ChangeSet, known: Known) -> Iterable[Finding]:
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
        found += usage_deviations(known.index, file.document, known.conventions, file.within)
    except DocumentError:
        return ()  # no code that is understood
    except sqlite3.Error as error:
        known.partial.append(f"how symbols are used is not known ({error})")
        return ()
    return as_hints(found, is_new=file.is_new)


def _holds(file: ChangedFile, deviation: Deviation) -> bool:
    return bool(deviation.edits) and not verify_edits(file.document, deviation.edits)


FINDER = Finder("convention", "changed lines that do not follow what this project does", _find)
