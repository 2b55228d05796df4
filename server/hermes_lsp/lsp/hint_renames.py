"""Renaming a symbol everywhere, as the quick fix of a hint: worked out anew when it is chosen, for the texts of that
moment.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from hermes_lsp.core.errors import StaleEdit, WorkspaceError
from hermes_lsp.core.text import Span, TextEdit
from hermes_lsp.syntax.document import Document
from hermes_lsp.syntax.scopes import CannotRename
from hermes_lsp.workflows.hints.renaming import Renaming, rename_everywhere
from hermes_lsp.workflows.indexing import index_file

from . import edits, from_proto
from .session import Session

if TYPE_CHECKING:
    from .commands import Call

RENAME = "rename"
Edits: TypeAlias = Mapping[str, tuple[Document, Sequence[TextEdit]]]
_STALE = "This name is not offered any more"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A name that is to change.

    Attributes:
        version: Of the document that it was offered for.
        span: The name, where it is defined, in bytes.
    """

    uri: str
    version: int | None
    span: Span
    new: str

    def as_list(self) -> list[object]:
        """What goes through the editor."""
        return [self.uri, self.version, self.span.start, self.span.end, self.new]


def wanted_from(raw: Sequence[Any]) -> Wanted:
    """What came back from the editor.

    Raises:
        StaleEdit: if it was not made here.
    """
    try:
        uri, version, start, end, new = raw
        return Wanted(str(uri), version, Span(int(start), int(end)), str(new))
    except (TypeError, ValueError) as error:
        raise StaleEdit(_STALE, kept="Nothing was changed", todo="Ask again") from error


async def edits_of(session: Session, wanted: Wanted) -> Edits:
    """The edits by URI, each with the snapshot that it is made for. Takes a look at the whole workspace.

    Raises:
        StaleEdit: if a document is not as it was, or something about the name is in doubt now.
    """
    workspace = session.workspaces.of(wanted.uri)
    document, project = session.documents.get(wanted.uri), workspace.project
    if document is None or project is None or workspace.folder is None or document.version != wanted.version:
        raise StaleEdit(_STALE, kept="Nothing was changed", todo="Ask again")
    database = index_file(project)
    try:
        renaming: Renaming = await session.counter.run(
            rename_everywhere, workspace.folder, database, document, wanted.span, wanted.new
        )
    except CannotRename as error:
        raise StaleEdit(f"{_STALE}: {error}", kept="Nothing was changed") from error
    return _as_they_are_open(session, document, renaming)


def rename(call: Call) -> None:
    """The command behind the quick fix, for editors that do not ask for the edit of an action later."""
    wanted = wanted_from(call.arguments)
    if not call.session.capabilities.apply_edit:
        raise WorkspaceError("This editor cannot apply edits of a server", kept="Nothing was changed")

    async def work() -> None:
        found = await edits_of(call.session, wanted)
        await edits.apply(call.session, found, f"rename to {wanted.new}")

    call.start(f"rename {wanted.uri}", work())


def _as_they_are_open(session: Session, document: Document, renaming: Renaming) -> Edits:
    opened = {from_proto.path_of(each.uri): each for each in session.documents}
    found: dict[str, tuple[Document, Sequence[TextEdit]]] = {}
    for made_for, mine in renaming.edits.values():
        path = from_proto.path_of(made_for.uri)
        now = opened.get(path, made_for) if made_for.path != document.path else session.documents.get(document.uri)
        if now is None or now.source != made_for.source:
            raise StaleEdit(
                f"{made_for.path} has changes that are not saved", kept="Nothing was changed", todo="Save it"
            )
        found[now.uri] = (now, mine)
    return found
