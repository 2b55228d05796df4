"""From our types to the protocol's."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from urllib.parse import quote

from lsprotocol import types

from hermes_lsp.core.text import Span, TextEdit
from hermes_lsp.syntax.document import Document
from hermes_lsp.workflows.hints.asking import Hint

from .capabilities import Capabilities

ANNOTATION = "hermes"


def range_(document: Document, span: Span, capabilities: Capabilities) -> types.Range:
    start = document.lines.position(span.start, capabilities.unit)
    end = document.lines.position(span.end, capabilities.unit)
    return types.Range(types.Position(start.line, start.column), types.Position(end.line, end.column))


def text_edits(document: Document, edits: Iterable[TextEdit], capabilities: Capabilities) -> list[types.TextEdit]:
    return [types.TextEdit(range_(document, edit.span, capabilities), edit.new_text) for edit in edits]


def workspace_edit(
    documents: Mapping[str, tuple[Document, Sequence[TextEdit]]],
    capabilities: Capabilities,
    label: str,
    created: Collection[str] = (),
) -> types.WorkspaceEdit:
    """The edits of some documents, with their versions and with a label where the client declares that.

    Args:
        documents: By URI, the snapshot that the edits are made for.
        created: URIs of those that are to be made first, which takes a client that knows ``create_files``.
    """
    if not capabilities.document_changes:
        return types.WorkspaceEdit(
            changes={uri: text_edits(document, edits, capabilities) for uri, (document, edits) in documents.items()}
        )
    changes: list[types.TextDocumentEdit | types.CreateFile | types.RenameFile | types.DeleteFile] = []
    for uri, (document, edits) in documents.items():
        if uri in created:
            changes.append(_create(uri, ANNOTATION if capabilities.annotations else None))
        plain = text_edits(document, edits, capabilities)
        marked: list[types.TextEdit | types.AnnotatedTextEdit | types.SnippetTextEdit] = (
            [types.AnnotatedTextEdit(ANNOTATION, edit.range, edit.new_text) for edit in plain]
            if capabilities.annotations
            else list(plain)
        )
        identifier = types.OptionalVersionedTextDocumentIdentifier(uri=uri, version=document.version)
        changes.append(types.TextDocumentEdit(text_document=identifier, edits=marked))
    annotations = {ANNOTATION: types.ChangeAnnotation(label=label, needs_confirmation=False)}
    return types.WorkspaceEdit(
        document_changes=changes, change_annotations=annotations if capabilities.annotations else None
    )


def reviewed_edit(
    documents: Mapping[str, tuple[Document, Sequence[TextEdit]]],
    capabilities: Capabilities,
    label: str,
    created: Collection[str] = (),
) -> types.WorkspaceEdit:
    """An edit whose hunks are confirmed by the user one by one, for a client that declares ``annotations``.

    Args:
        documents: By URI, the snapshot and the hunks of each.
        created: URIs of those that are to be made first; making one is confirmed with its text.
    """
    annotations: dict[types.ChangeAnnotationIdentifier, types.ChangeAnnotation] = {}
    changes: list[types.TextDocumentEdit | types.CreateFile | types.RenameFile | types.DeleteFile] = []
    for uri, (document, hunks) in documents.items():
        marked: list[types.TextEdit | types.AnnotatedTextEdit | types.SnippetTextEdit] = []
        for edit in text_edits(document, hunks, capabilities):
            key = f"{ANNOTATION}-{len(annotations) + 1}"
            first, last = edit.range.start.line + 1, edit.range.end.line + 1
            where = f"line {first}" if first == last else f"lines {first} to {last}"
            what = "a new file" if uri in created else where
            annotations[key] = types.ChangeAnnotation(label=label, needs_confirmation=True, description=what)
            marked.append(types.AnnotatedTextEdit(key, edit.range, edit.new_text))
            if uri in created:
                changes.append(_create(uri, key))
        identifier = types.OptionalVersionedTextDocumentIdentifier(uri=uri, version=document.version)
        changes.append(types.TextDocumentEdit(text_document=identifier, edits=marked))
    return types.WorkspaceEdit(document_changes=changes, change_annotations=annotations)


def _create(uri: str, annotation: str | None) -> types.CreateFile:
    options = types.CreateFileOptions(overwrite=False, ignore_if_exists=False)
    return types.CreateFile(uri=uri, options=options, annotation_id=annotation)


def hint(document: Document, found: Hint, capabilities: Capabilities) -> types.Diagnostic:
    """A hint as a diagnostic; of what goes over several lines, the first one is marked."""
    span, lines = found.deviation.span, document.lines
    end = max(span.start, min(span.end, lines.line_end(lines.line_of(span.start))))
    return types.Diagnostic(
        range=range_(document, Span(span.start, end), capabilities),
        message=found.deviation.message,
        severity=types.DiagnosticSeverity.Hint,
        source=found.key.source,
        code=found.key.code,
    )


def markup(text: str, capabilities: Capabilities) -> types.MarkupContent:
    """Markdown, or the same without its marks for a client that shows plain text."""
    if capabilities.markdown_hover:
        return types.MarkupContent(types.MarkupKind.Markdown, text)
    return types.MarkupContent(
        types.MarkupKind.PlainText, text.replace("**", "").replace("`", "").replace("  \n", "\n")
    )


def diagnostic_uri(path: str) -> str:
    """A ``file:`` URI for an absolute path, as most editors spell it."""
    return "file://" + quote(path)
