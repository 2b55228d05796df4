"""What the client can do, resolved once into a flat structure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lsprotocol import types

from hermes_lsp.syntax.positions import Unit


@dataclass(frozen=True, slots=True)
class Capabilities:
    """The client's capabilities, as far as we ask for them. The defaults are those of a client that declares nothing.

    Attributes:
        unit: What the columns of positions count in this connection.
        edit_resolve: A code action's edit may come with ``codeAction/resolve``.
        literal_actions: Code actions may carry edits; a client without this knows commands only.
        document_changes: Edits may name the version that they were made for.
        annotations: Edits may carry a label.
        apply_edit: The server may ask the client to apply an edit.
        hints: It shows diagnostics that a server publishes.
        hint_versions: It wants to know for which version of a text they were made.
        create_files: Edits may make new files.
        hermes_status: It wants our ``hermes/status`` notifications.
        hermes_attention: It shows what they say needs attention, and no message has to.
        partial_text: It wants our ``hermes/partial`` notifications: what a model says, as it says it.
    """

    unit: Unit = Unit.UTF16
    edit_resolve: bool = False
    literal_actions: bool = False
    preferred: bool = False
    document_changes: bool = False
    annotations: bool = False
    create_files: bool = False
    apply_edit: bool = False
    configuration: bool = False
    register_configuration: bool = False
    register_watching: bool = False
    progress: bool = False
    show_document: bool = False
    message_actions: bool = False
    markdown_hover: bool = False
    hints: bool = False
    hint_versions: bool = False
    hermes_status: bool = False
    hermes_attention: bool = False
    partial_text: bool = False


def resolve(client: types.ClientCapabilities, options: object = None) -> Capabilities:
    """Flatten what the client declares; what is left out is not there.

    Args:
        options: The initialization options, which may hold an ``ENCODING``.
    """
    workspace = client.workspace or types.WorkspaceClientCapabilities()
    text = client.text_document or types.TextDocumentClientCapabilities()
    window = client.window or types.WindowClientCapabilities()
    edit = workspace.workspace_edit or types.WorkspaceEditClientCapabilities()
    action = text.code_action or types.CodeActionClientCapabilities()
    hover = text.hover or types.HoverClientCapabilities()
    resolves = action.resolve_support.properties if action.resolve_support else ()
    configuration = workspace.did_change_configuration
    watching = workspace.did_change_watched_files
    message = window.show_message
    published = text.publish_diagnostics
    ours = client.experimental if isinstance(client.experimental, dict) else {}
    offered = client.general.position_encodings if client.general else None
    return Capabilities(
        unit=choose_unit(offered or _said(options)),
        # The data of an action is what resolving starts from, so one without the other is no use.
        edit_resolve="edit" in resolves and bool(action.data_support),
        literal_actions=action.code_action_literal_support is not None,
        preferred=bool(action.is_preferred_support),
        document_changes=bool(edit.document_changes),
        create_files=bool(edit.document_changes)
        and types.ResourceOperationKind.Create in (edit.resource_operations or ()),
        annotations=edit.change_annotation_support is not None,
        apply_edit=bool(workspace.apply_edit),
        configuration=bool(workspace.configuration),
        register_configuration=bool(configuration and configuration.dynamic_registration),
        register_watching=bool(watching and watching.dynamic_registration),
        progress=bool(window.work_done_progress),
        show_document=bool(window.show_document and window.show_document.support),
        message_actions=message is not None,
        markdown_hover=types.MarkupKind.Markdown in (hover.content_format or ()),
        hints=published is not None,
        hint_versions=bool(published and published.version_support),
        hermes_status=bool(ours.get("hermesStatus")),
        hermes_attention=bool(ours.get("hermesStatus") and ours.get("hermesAttention")),
        partial_text=bool(ours.get("hermesPartialText")),
    )


ENCODING = "positionEncoding"
"""In the initialization options: what columns count in an editor that does not say so itself. It is no setting."""


def choose_unit(offered: Sequence[types.PositionEncodingKind | str] | None) -> Unit:
    """The cheapest of the offered encodings for a text that is kept in UTF-8; UTF-16 where none is offered."""
    names = {getattr(one, "value", one) for one in offered or ()}
    return next((unit for unit in (Unit.UTF8, Unit.UTF16, Unit.UTF32) if unit.value in names), Unit.UTF16)


def _said(options: object) -> Sequence[str]:
    fields = options if isinstance(options, Mapping) else getattr(options, "_asdict", dict)()
    return [str(fields.get(ENCODING))]
