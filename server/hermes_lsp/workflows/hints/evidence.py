"""What speaks for a convention, as a page for a person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hermes_lsp.conventions.wording import evidence, sentence
from hermes_lsp.core.convention import Convention
from hermes_lsp.core.problem import ProblemKey

EXCEPTIONS = 20


def evidence_page(conventions: Iterable[Convention], key: ProblemKey) -> str:
    """Everything that was counted about what a hint speaks of, in Markdown; empty if that is no convention (any more).

    Args:
        key: As ``never.hint_key`` answers.
    """
    found = [each for each in conventions if f"{each.kind}/{each.subject}" == key.code]
    if not found:
        return ""
    lines = [f"# {key.code}", ""]
    for each in found:
        lines += _about(each)
    lines += [
        "Counted in the code of this project. A hint is shown only where hardly any place does otherwise; "
        f"“never here”, or `{key}` in the setting `never`, ends it.",
        "",
    ]
    return "\n".join(lines)


def _about(convention: Convention) -> Iterator[str]:
    support = convention.support
    yield f"**{sentence(convention)}.**"
    yield ""
    certain = f"{100 * support.lower:.0f}%"
    yield f"- Support: {evidence(convention)}; at least {certain} for certain, recent files weighing more."
    yield f"- Scope: {convention.scope.words() or 'the whole project'}."
    if convention.scope.apart:
        yield f"- Not in: {', '.join(f'`{each}`' for each in convention.scope.apart)}, which have a way of their own."
    if convention.exceptions:
        shown = [f"`{place}`" for place in convention.exceptions[:EXCEPTIONS]]
        more = support.against - len(shown)
        yield f"- Exceptions: {', '.join(shown)}{f' and {more:,} more' if more > 0 else ''}."
    else:
        yield "- Exceptions: none."
    yield ""
