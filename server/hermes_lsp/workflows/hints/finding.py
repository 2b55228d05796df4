"""What of an open document does not follow the project's conventions.

A document of 2,000 lines takes a tenth of a second, which must not hold the process that answers the editor: it asks
through :func:`~hermes_lsp.workflows.hints.asking.find_hints`, in a worker.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import replace

from hermes_lsp.conventions.deviations import as_hints, deviations
from hermes_lsp.conventions.own_code import is_own
from hermes_lsp.conventions.registry import find_observer
from hermes_lsp.conventions.usages.deviations import usage_deviations
from hermes_lsp.conventions.usages.wording import KIND
from hermes_lsp.conventions.wording import evidence
from hermes_lsp.core.convention import Convention, Deviation
from hermes_lsp.core.errors import DocumentError
from hermes_lsp.core.text import Span
from hermes_lsp.index.reader import Index
from hermes_lsp.recipes.verify import verify_edits
from hermes_lsp.syntax.document import Document
from hermes_lsp.syntax.scopes import CannotRename
from hermes_lsp.syntax.source_files import Ignored

from ..never import is_never_shown
from ..wording import fix_title
from .asking import Hint, Request
from .changed_lines import changed_since_commit
from .renaming import rename_everywhere, rename_locally, restyled


def hints_for(request: Request, conventions: Sequence[Convention]) -> tuple[Hint, ...]:
    """The hints that are to be shown in a document, in the order of the text."""
    document, settings = request.document, request.settings.conventions
    if settings.hints == "off" or not conventions or not _is_own_code(request):
        return ()
    only_changed = settings.hints == "changed"
    within = changed_since_commit(document, request.path, request.opened) if only_changed else None
    if within == []:
        return ()
    try:
        deviating = (*deviations(document, conventions, within), *_calls_that_deviate(request, conventions, within))
    except DocumentError:
        return ()
    wanted = [each for each in deviating if not is_never_shown(request.never, each.convention, document.path)]
    found = as_hints(wanted, is_new=within is not None and _is_all(document, within))
    # The best supported ones first, if there are too many to show; then as they stand in the text.
    best = sorted(found, key=lambda each: (-each.convention.support.lower, each.span))[: settings.hints_per_file]
    return tuple(_hint(request, each) for each in sorted(best, key=lambda each: (each.span, each.convention.kind)))


def _calls_that_deviate(
    request: Request, conventions: Sequence[Convention], within: Sequence[Span] | None
) -> tuple[Deviation, ...]:
    try:
        with Index.open(request.database) as index:
            return usage_deviations(index, request.document, conventions, within)
    except sqlite3.Error:
        return ()  # what is wrong with the index is told by whoever keeps it


def _is_all(document: Document, within: Sequence[Span]) -> bool:
    """True if every line was changed, as in a new file."""
    return within[0].start == 0 and within[0].end >= len(document.source.rstrip())


def _is_own_code(request: Request) -> bool:
    document = request.document
    if not request.path.is_relative_to(request.folder):
        return False
    ignored = Ignored(request.folder, request.settings.exclude, vendored=True)
    return not ignored.anywhere(document.path) and is_own(document.path, document.source)


def _hint(request: Request, deviation: Deviation) -> Hint:
    document, convention = request.document, deviation.convention
    edits = deviation.edits
    if _is_of_names(convention) and deviation.cases == 1:
        old = document.source[deviation.span.start : deviation.span.end].decode("utf-8", "replace")
        new = restyled(old, convention.value)
        if not new or new == old:
            return Hint(deviation)
        try:
            edits = rename_locally(document, deviation.span, new)
        except CannotRename:
            return _renaming(request, deviation, new)
    if not edits or verify_edits(document, edits):
        return Hint(replace(deviation, edits=()))
    title = fix_title(document, edits, maybe=False, evidence=evidence(convention))
    return Hint(replace(deviation, edits=edits), title)


def _is_of_names(convention: Convention) -> bool:
    return not convention.kind.startswith(KIND) and find_observer(convention.kind).names


def _renaming(request: Request, deviation: Deviation, new: str) -> Hint:
    try:
        found = rename_everywhere(request.folder, request.database, request.document, deviation.span, new)
    except (CannotRename, sqlite3.Error):
        return Hint(deviation)
    files = f"{len(found.edits)} file{'s' if len(found.edits) > 1 else ''}"
    return Hint(deviation, f"rename `{found.old}` to `{new}` ({found.places} places in {files})", new)
