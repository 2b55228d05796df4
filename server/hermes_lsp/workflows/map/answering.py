"""The map as a job for a worker process."""

from __future__ import annotations

from ..learning import Workspace, load_for_job
from .mapping import map_of
from .markdown import map_markdown, where_markdown
from .where import where_to_add


def map_as_job(workspace: Workspace, root: str = "", said: str = "") -> str:
    """The map of a folder, or where something of these words would be added, in Markdown. Raises as
    :func:`~.mapping.map_of` does.
    """
    project = load_for_job(workspace)
    shown = map_of(project, root)
    return where_markdown(where_to_add(project, shown, said)) if said else map_markdown(shown)
