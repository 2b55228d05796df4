"""Everything that one connection knows. Handlers get it, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .capabilities import Capabilities
from .messages import Client
from .protocol import Protocol
from .reading import Reader
from .tasks import Tasks
from .worker import Worker

if TYPE_CHECKING:
    from .documents import Documents
    from .workspaces import Workspaces


@dataclass(slots=True)
class Session:
    """One connection.

    Attributes:
        client: The other end.
        worker: Where is learned.
        librarian: Where the store is, with LanceDB and its model; a lesson does not wait for it.
        indexer: Where the index is written.
        counter: Where the project's conventions are counted.
        reader: Where the index is asked.
        capabilities: What it can do; its defaults until ``initialize``.
        options: The raw ``initializationOptions``.
        pushed: The raw settings that the client sent last, None if it never did.
        documents: Snapshots of what is open.
        workspaces: One state for each folder, and one for what lies in none.
    """

    protocol: Protocol
    client: Client
    tasks: Tasks
    worker: Worker
    librarian: Worker
    indexer: Worker
    counter: Worker
    reader: Reader
    documents: Documents
    workspaces: Workspaces
    capabilities: Capabilities = field(default_factory=Capabilities)
    options: Any = None
    pushed: Any = None
