"""``textDocument/codeAction``: the fixes that are known for the problems at hand; nothing where nothing is known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

from lsprotocol import types

from hermes_lsp.core.evidence import Tier
from hermes_lsp.core.problem import Problem
from hermes_lsp.core.text import Span, TextEdit
from hermes_lsp.learning.outcomes import Offered
from hermes_lsp.syntax.document import Document
from hermes_lsp.workflows.fixing import OfferedFix, fix_all, fixes_for
from hermes_lsp.workflows.project import Project
from hermes_lsp.workflows.rewriting import rewritable

from . import from_proto, indexing, model_action, observation, proving, related, to_proto
from .explain import explain_action
from .hint_actions import hint_actions, is_ours
from .lifecycle import EXPLAIN, FIX_ALL
from .offering import ALL_LIKE_THIS, ALL_PROVEN, FIX, PREFIX, Reference, title_of, with_problem
from .seen import as_we_know_it, count_of, known_problems
from .session import Session
from .workspaces import WorkspaceState

MOST_PROBLEMS = 24
"""Problems of one request that are looked at, the first ones first: a menu is for one place, not for a whole file."""
REWRITTEN = types.CodeActionKind.RefactorRewrite.value
MOST_AT_ONCE = 64
"""Places that are fixed within one request, for clients that cannot ask for the edit later; the next save goes on."""


def code_action(session: Session, params: types.CodeActionParams) -> list[types.CodeAction | types.Command] | None:
    """Matching, rendering and verification happen here, on the snapshot; no process, no network, no disk scan."""
    uri = params.text_document.uri
    document, workspace = session.documents.get(uri), session.workspaces.of(uri)
    project = workspace.project
    if document is None or project is None or not workspace.enabled or not session.capabilities.literal_actions:
        return None
    asked = from_proto.span(document, params.range, session.capabilities.unit)
    ours, others = _parted(params.context.diagnostics)
    shown = _problems(session, document, others)
    observation.in_context(session, document, shown, asked)
    only = params.context.only
    actions: list[types.CodeAction | types.Command] = []
    if wants(only, types.CodeActionKind.QuickFix.value, by_default=True):
        problems = _asked_about(session, document, shown, asked)
        diagnostics = dict(zip(shown, others, strict=True))
        fixes, unfit = _fixes(session, workspace, project, document, problems[:MOST_PROBLEMS], diagnostics)
        actions += fixes
        for problem, action in model_action.actions(session, project, document, unfit).items():
            if problem in diagnostics:
                action.diagnostics = [diagnostics[problem]]
            actions.append(action)
        actions += hint_actions(session, workspace, document, asked, ours)
    if wants(only, FIX_ALL, by_default=False):
        actions += _source_fix_all(session, workspace, project, document)
    if wants(only, REWRITTEN, by_default=True):
        old = rewritable(project, document, _lines_of(document, asked))
        actions += _fixes(session, workspace, project, document, old, {}, kind=REWRITTEN)[0]
    if wants(only, REWRITTEN, by_default=_is_selected(params)):
        actions += model_action.writing_actions(session, project, document, params.range, asked)
    if indexing.wanted(workspace) and wants(only, EXPLAIN, by_default=_is_selected(params)):
        actions += filter(None, [explain_action(document, params.range, asked)])
    return actions


def wants(only: Sequence[types.CodeActionKind | str] | None, kind: str, *, by_default: bool) -> bool:
    """True if a kind, or one that it belongs to, was asked for."""
    if not only:
        return by_default
    asked = {getattr(one, "value", one) for one in only}
    return any(one == kind or kind.startswith(f"{one}.") for one in asked)


def _is_selected(params: types.CodeActionParams) -> bool:
    """True if the user asks what can be done with a piece of text.

    Whoever asks about a diagnostic wants it fixed; and an editor that asks by itself does so for its light bulb, which
    what can be explained is no reason to light.
    """
    automatic = params.context.trigger_kind == types.CodeActionTriggerKind.Automatic
    return params.range.start != params.range.end and not automatic and not params.context.diagnostics


def _parted(diagnostics: Sequence[types.Diagnostic]) -> tuple[list[types.Diagnostic], list[types.Diagnostic]]:
    """Our own hints, and what others say."""
    ours = [each for each in diagnostics if is_ours(each)]
    return ours, [each for each in diagnostics if not is_ours(each)]


def _problems(session: Session, document: Document, diagnostics: Iterable[types.Diagnostic]) -> list[Problem]:
    return [from_proto.problem(document, diagnostic, session.capabilities.unit) for diagnostic in diagnostics]


def _asked_about(session: Session, document: Document, shown: Sequence[Problem], asked: Span) -> list[Problem]:
    """The problems of the request; and those that we know at its place, if it names none of these: some editors send
    none, or only the nearest one of its line.
    """
    if any(problem.span.touches(asked) for problem in shown):
        return list(shown)
    return [*_known_at(session, document, asked), *shown]


def _known_at(session: Session, document: Document, asked: Span) -> list[Problem]:
    """For editors that send no diagnostics: what our checkers said of the lines that are asked about."""
    place = _lines_of(document, asked)
    return [problem for problem in known_problems(session, document) if problem.span.touches(place)]


def _lines_of(document: Document, asked: Span) -> Span:
    lines = document.lines
    return Span(lines.line_start(lines.line_of(asked.start)), lines.line_end(lines.line_of(asked.end)))


def _fixes(
    session: Session,
    workspace: WorkspaceState,
    project: Project,
    document: Document,
    problems: Sequence[Problem],
    diagnostics: dict[Problem, types.Diagnostic],
    *,
    kind: str = types.CodeActionKind.QuickFix.value,
) -> tuple[list[types.CodeAction], list[Problem]]:
    """What is offered for the problems, and those for which that is nothing."""
    actions: list[types.CodeAction] = []
    shown: set[tuple[object, ...]] = set()
    offered: list[OfferedFix] = []
    unfit: list[Problem] = []
    for problem in dict.fromkeys(problems):
        found = fixes_for(project, document, [problem])
        if not found and (twin := as_we_know_it(session, document, problem)) is not None:
            found = fixes_for(project, document, [twin])
        fixes = [fix for fix in found if fix.edits not in shown]
        if found and not fixes:
            continue  # what fixes this problem is in the menu already
        withdrawn = bool(fixes)
        fixes = proving.standing(workspace, document, fixes)
        if not fixes:
            unfit.append(problem)
            if not withdrawn:
                related.look_for(session, workspace, problem)
            continue
        shown.update(fix.edits for fix in fixes)
        for fix in fixes:
            _watch(session, workspace, document, fix)
        offered += fixes
        mine = [_fix(session, document, fix, kind) for fix in fixes]
        if (all_like_this := _all_like_this(session, document, fixes[0])) is not None:
            mine.append(all_like_this)
        if project.settings.offers.why:
            mine.append(_command("why this fix?", "hermes.why", document, fixes[0], kind))
        if project.settings.offers.never:
            mine.append(_command("never suggest this again…", "hermes.never", document, fixes[0], kind))
        for action in mine[: project.settings.offers.per_problem]:
            if problem in diagnostics:
                action.diagnostics = [diagnostics[problem]]
            actions.append(action)
    proving.hold(session, workspace, document, offered)
    return actions, unfit


def _fix(session: Session, document: Document, fix: OfferedFix, kind: str) -> types.CodeAction:
    reference = Reference(FIX, document.uri, document.version, fix.skill.name, fix.recipe, fix.problem)
    action = types.CodeAction(title=title_of(fix), kind=kind)
    if fix.preferred and session.capabilities.preferred:
        action.is_preferred = True
    _give(session, document, action, reference, fix.edits)
    return action


def _all_like_this(session: Session, document: Document, fix: OfferedFix) -> types.CodeAction | None:
    """Only for proven skills, and only if there is more than this place.

    How many of the places can be fixed is worked out when it is chosen: a menu must not wait for hundreds of
    verifications. So a client that does not resolve gets a command.
    """
    if fix.tier is not Tier.PROVEN:
        return None
    known = with_problem(known_problems(session, document), fix.problem)
    places = sum(problem.key == fix.problem.key for problem in known)
    if places < 2:
        return None
    words = "fix all like this in this file"
    if not session.capabilities.edit_resolve:
        return _command(words, "hermes.fixAllInFile", document, fix) if session.capabilities.apply_edit else None
    reference = Reference(ALL_LIKE_THIS, document.uri, document.version, fix.skill.name, fix.recipe, fix.problem)
    return types.CodeAction(title=PREFIX + words, kind=types.CodeActionKind.QuickFix, data=reference.as_data())


def _source_fix_all(
    session: Session, workspace: WorkspaceState, project: Project, document: Document
) -> list[types.CodeAction]:
    """All proven fixes of the file; made only when it is asked for, such as on save."""
    problems = [problem for problem in known_problems(session, document) if _is_proven(project, problem)]
    if not problems:
        return []
    action = types.CodeAction(title=f"{PREFIX}apply all proven fixes", kind=FIX_ALL)
    if session.capabilities.edit_resolve:
        action.data = Reference(ALL_PROVEN, document.uri, document.version).as_data()
        return [action]
    stands = partial(proving.stands, workspace, document)
    fixed = fix_all(project, document, problems[:MOST_AT_ONCE], only=stands)
    action.edit = to_proto.workspace_edit({document.uri: (document, fixed.edits)}, session.capabilities, action.title)
    return [action] if fixed.edits else []


def _is_proven(project: Project, problem: Problem) -> bool:
    skills = project.skills_for(problem.key, problem.language, problem.path)
    return any(skill.tier is Tier.PROVEN for skill in skills)


def _give(
    session: Session,
    document: Document,
    action: types.CodeAction,
    reference: Reference,
    edits: Sequence[TextEdit],
) -> None:
    """The edit later for clients that ask for it, at once for the others."""
    if session.capabilities.edit_resolve:
        action.data = reference.as_data()
        return
    action.edit = to_proto.workspace_edit({document.uri: (document, edits)}, session.capabilities, action.title)


def _command(
    words: str, command: str, document: Document, fix: OfferedFix, kind: str = types.CodeActionKind.QuickFix.value
) -> types.CodeAction:
    title = f"{PREFIX}{words}"
    arguments: list[object] = [document.uri, fix.skill.name]
    return types.CodeAction(title=title, kind=kind, command=types.Command(title, command, arguments=arguments))


def _watch(session: Session, workspace: WorkspaceState, document: Document, fix: OfferedFix) -> None:
    """What becomes of it is seen in the changes that follow."""
    if workspace.offers is None:
        return
    same = count_of(session, document, fix.problem.key)
    known = known_problems(session, document)
    offered = Offered(fix.skill.name, fix.recipe, fix.problem, document, fix.edits, same_kind=same, known=known)
    workspace.offers.offered(offered)
    workspace.remember(offered)
