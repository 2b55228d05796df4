"""An answer of triage in Markdown, for a comment on a report, or an editor."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .answering import Triaged


def triage_markdown(found: Triaged) -> str:
    """Markdown. Nothing of a repository becomes a mention or a tag."""
    lines = ["Likely files:", ""]
    for number, each in enumerate(found.files, 1):
        symbols = f" ({', '.join(f'`{_plain(name)}`' for name in each.symbols)})" if each.symbols else ""
        lines.append(f"{number}. `{_plain(each.path)}`{symbols}: {_plain('; '.join(each.reasons))}")
    if found.similar:
        lines += ["", "Similar commits:", ""]
        lines += [f"- {each.commit[:10]} ({each.on}) {_plain(each.subject)}" for each in found.similar]
    if found.owners:
        lines += ["", f"Who changed these files: {', '.join(_plain(name) for name, _ in found.owners)}"]
    if found.labels:
        lines += [
            "",
            f"Labels of like commits: {', '.join(f'{_plain(name)} ({count})' for name, count in found.labels)}",
        ]
    if found.duplicates:
        lines += ["", "Probably the same as:", ""]
        lines += [
            f"- “{_plain(each.title)}” ({each.on}), both have {', '.join(map(_plain, each.words))}"
            for each in found.duplicates
        ]
    if found.partial:
        lines += ["", f"Partial: {found.partial}."]
    return "\n".join(lines)


def _plain(text: str) -> str:
    """On one line, and nothing that Markdown or a host of repositories would act upon, such as a mention."""
    return " ".join(text.split()).replace("`", "'").replace("@", "@\u200b").replace("<", "&lt;")
