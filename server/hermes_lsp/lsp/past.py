"""The command ``hermes.learnHistory``: learn from the commits of the workspace's repository, in the background.

The worker looks at the history for some seconds at a time, so that lessons from the editor get their turn in between,
and cancelling loses no more than what the last seconds have found.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from hermes_lsp.core.errors import WorkspaceError
from hermes_lsp.workflows import history, learning
from hermes_lsp.workflows.knowing.facts import counted

from . import observation
from .progress import progress

if TYPE_CHECKING:
    from .commands import Call

SECONDS_AT_ONCE = 15.0


def learn_history(call: Call) -> None:
    """Learn from a range of commits: ``[uri in the workspace, range]``, where the range may be left out."""
    if call.project.folder is None:
        raise WorkspaceError("There is no workspace folder, and so no history", todo="Open a folder")
    call.start(f"history {call.workspace.uri}", _learn(call, call.optional(1) or history.HEAD))


async def _learn(call: Call, revisions: str) -> None:
    session, workspace = call.session, call.workspace
    fixes = commits = 0
    before = -1
    async with progress(session, "learning from the history", token=call.token) as shown:
        while True:
            job, settings = observation.job_workspace(workspace), call.project.settings
            some = await session.worker.run(history.learn_some, job, settings, revisions, SECONDS_AT_ONCE)
            commits += some.commits
            fixes += sum(some.fixes.values())
            seen = some.before + some.commits
            shown.report(f"{seen:,} commits, {fixes:,} fixes", 100 * seen // max(seen + some.remaining, 1))
            said = some.left_out if before < 0 else ()
            await observation.take_in(session, workspace, learning.Learned(fixes, some.skills, said, some.failures))
            # Commits that cannot be checked are looked at again each time, and must not keep the rest waiting for ever.
            if not some.remaining or some.before <= before:
                break
            before = some.before
        shown.report("edits that recur", 100)
        found = await session.worker.run(history.learn_rewrites, job, settings, revisions)
        rewrites = len(found.rewrites)
        told = learning.Learned(sum(found.rewrites.values()), found.skills, (), found.failures)
        await observation.take_in(session, workspace, told)
    left = f" {some.remaining:,} are left, since {some.stopped}." if some.remaining else ""
    kind = types.MessageType.Warning if some.failures or found.failures or some.remaining else types.MessageType.Info
    forms = f", and {counted(rewrites, 'form')} that the project has moved on from" if rewrites else ""
    session.client.show(kind, f"{fixes:,} fixes were learned from {commits:,} commits{forms}.{left}")
