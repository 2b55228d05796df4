"""The learning curves of repositories as one page of HTML, for a person who wants to know whether it pays.

The page stands alone: its style and plots are in it, it loads nothing and runs nothing. It is the same for the same
measurements. All that comes from a repository is escaped.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any, TypeAlias

from .charts import bars, curve
from .history import FROZEN, LIVE, NONE, SHUFFLED
from .memory import EXACT, OTHERWISE, SILENT, WRONG

MARK = '<meta name="generator" content="hermes-lsp report">'
"""Tells a page of ours from a file of somebody else."""
KINDS_SHOWN = 30
REASONS_SHOWN = 12

Told: TypeAlias = Mapping[str, Any]

_ARMS = {
    LIVE: "with all that was learned before",
    FROZEN: "learning ended after the first fifth",
    NONE: "nothing learned, built-in skills alone",
    SHUFFLED: "the same fixes in a random order",
}
_VERDICTS = (EXACT, OTHERWISE, WRONG, SILENT)
_SAID = ((EXACT, "fixed exactly"), (OTHERWISE, "fixed otherwise"), (WRONG, "wrong"))
_CONTROLS = ("exact, frozen", "exact, none", "exact, shuffled")
_STYLE = Path(__file__).with_suffix(".css")


def page(measured: Sequence[Told]) -> str:
    """The whole page.

    Args:
        measured: What :func:`~hermes_lsp.learning.evaluation.history.measure` gave, for each repository.
    """
    names = ", ".join(each["name"] for each in measured)
    title = f"What the past of {names} teaches"
    parts = [
        f'<!doctype html><html lang="en"><head><meta charset="utf-8">{MARK}',
        '<meta name="viewport" content="width=device-width,initial-scale=1">',
        f"<title>{escape(title)}</title><style>{_STYLE.read_text('utf-8')}</style></head><body><h1>{escape(title)}</h1>",
        *_introduction(measured),
        *(part for each in measured for part in _repository(each)),
        *_method(),
        "</body></html>\n",
    ]
    return "".join(parts)


def _introduction(measured: Sequence[Told]) -> Iterable[str]:
    yield (
        '<p class="lead">hermes-lsp learns from every fix that somebody makes, and offers it where the same problem '
        "shows up again. This page asks the history: of the problems that went away later, how many would the skills "
        "of that time have fixed just as the project did, how many otherwise, how many wrongly, and where would they "
        "have been silent?</p>"
    )
    yield _legend()
    rows = []
    for each in measured:
        live = each["arms"][LIVE]
        total = max(sum(live.values()), 1)
        offered = total - live[SILENT]
        controls = (_percent(each["arms"][arm][EXACT], total) for arm in (FROZEN, NONE, SHUFFLED))
        shares = (_percent(live[verdict], total) for verdict in (EXACT, OTHERWISE, WRONG, SILENT))
        counts = (f"{each['commits']:,}", f"{each['fixes']:,}")
        rows.append((each["name"], *counts, *shares, _percent(live[EXACT], offered), *controls))
    titles = ("repository", "commits", "fixes", EXACT, OTHERWISE, WRONG, SILENT, "exact of offers", *_CONTROLS)
    yield _table(titles, rows)


def _repository(told: Told) -> Iterable[str]:
    live = told["arms"][LIVE]
    total = sum(live.values())
    yield f"<h2>{escape(told['name'])}</h2>"
    checkers = " and ".join(told["checkers"])
    yield (
        f"<p>{told['commits']:,} commits from {escape(told['from'])} to {escape(told['to'])}, "
        f"{told['files']:,} changed files looked at by {escape(checkers)}. "
        f"<strong>{told['fixes']:,} problems went away by a fix.</strong> The first {told['warmUp']:,} are learned "
        f"from and not counted; of the other {total:,}, {live[EXACT]:,} would have been fixed exactly, "
        f"{live[OTHERWISE]:,} otherwise, {live[WRONG]:,} wrongly, and {live[SILENT]:,} not at all.</p>"
    )
    if told["unchecked"] or told["skipped"]:
        yield (
            f"<p>Partial: in {told['unchecked']:,} commits a checker gave no answer, and {told['skipped']:,} change "
            "too many files to be looked at.</p>"
        )
    if not told["fixes"]:
        return
    yield _figure(
        _plot(told), "Shares over time, in windows of as many fixes each; dates are those of the windows' ends."
    )
    yield _legend(
        (EXACT, EXACT),
        (OTHERWISE, OTHERWISE),
        (WRONG, WRONG),
        (FROZEN, "exact, learning ended"),
        (NONE, "exact, nothing learned"),
    )
    rows = [(arm, told["arms"][arm]) for arm in _ARMS]
    yield _figure(
        bars(f"{told['name']}: four ways to learn", rows), "; ".join(f"{arm}: {said}" for arm, said in _ARMS.items())
    )
    yield from _details(told)


def _plot(told: Told) -> str:
    live = told["curve"][LIVE]
    series = {
        EXACT: _shares(live, EXACT),
        OTHERWISE: _shares(live, OTHERWISE),
        WRONG: _shares(live, WRONG),
        FROZEN: _shares(told["curve"][FROZEN], EXACT),
        NONE: _shares(told["curve"][NONE], EXACT),
    }
    return curve(f"{told['name']}: the learning curve", series, [point["until"][:7] for point in live])


def _shares(points: Sequence[Told], verdict: str) -> list[float]:
    return [point[verdict] / max(sum(point[name] for name in _VERDICTS), 1) for point in points]


def _details(told: Told) -> Iterable[str]:
    if told["tiers"]:
        yield "<h3>By what spoke for the offer</h3>"
        tiers = [
            (tier, *(f"{c[verdict]:,}" for verdict in _VERDICTS[:-1]), _percent(c[EXACT], sum(c.values())))
            for tier, c in told["tiers"].items()
        ]
        yield _table(("tier", *_VERDICTS[:-1], "exact of offers"), tiers)
    if told["silent"]:
        yield "<h3>Why the others were silent</h3>"
        reasons = list(told["silent"].items())
        yield _table(("because", "times"), [(why, f"{count:,}") for why, count in reasons[:REASONS_SHOWN]])
        if len(reasons) > REASONS_SHOWN:
            yield f'<p class="dim">{len(reasons) - REASONS_SHOWN:,} rarer reasons are left out of this table.</p>'
    yield "<h3>By kind of problem</h3>"
    rows = [
        (
            each["kind"],
            f"{each['fixes']:,}",
            *(f"{each[verdict]:,}" for verdict in _VERDICTS),
            "never" if each["firstExactAfter"] is None else f"{each['firstExactAfter']:,}",
        )
        for each in told["kinds"][:KINDS_SHOWN]
    ]
    yield _table(("kind", "fixes", *_VERDICTS, "fixes before the first exact one"), rows)
    if len(told["kinds"]) > KINDS_SHOWN:
        yield f'<p class="dim">{len(told["kinds"]) - KINDS_SHOWN:,} rarer kinds are left out of this table.</p>'
    if told["toldApart"]:
        yield "<h3>What went away otherwise, and was not counted as a fix</h3>"
        yield _table(("because", "times"), [(why, f"{count:,}") for why, count in told["toldApart"].items()])
    yield from _rewrites(told.get("rewrites") or {"forms": ()})
    for verdict, words in _SAID:
        if told["evidence"][verdict]:
            yield f"<h3>Evidence: {words}</h3>"
            yield from (_evidence(each) for each in told["evidence"][verdict])


def _rewrites(told: Told) -> Iterable[str]:
    if not told["forms"]:
        return
    yield "<h3>Rewritten again and again, though no checker asks for it</h3>"
    yield (
        "<p>Learned at some point of the history from at least three commits. Of the lines in the old form that a "
        "later commit edited: how many became exactly what the skill would have made of them, how many something else; "
        "and how many places still stand in the old form.</p>"
    )
    rows = [
        (each["before"], each["after"], *(f"{each[name]:,}" for name in ("commits", "exact", "otherwise", "left")))
        for each in told["forms"]
    ]
    yield _table(("such as", "became", "commits", "exact", "otherwise", "left"), rows)


def _evidence(each: Told) -> str:
    taught = ", ".join(f"<code>{escape(one['sha'][:10])}</code> of {escape(one['at'])}" for one in each["taughtBy"])
    commit = each["commit"]
    return (
        f"<details><summary>{escape(each['kind'])} in {escape(each['path'])}, commit "
        f"<code>{escape(commit['sha'][:10])}</code> of {escape(commit['at'])}</summary>"
        f"<p>{escape(each['message'])}. The commit says: “{escape(commit['subject'])}”. "
        f"Offered as {escape(each['tier'])}, taught by {taught or 'an earlier fix'}. {escape(each['because'])}</p>"
        f"<pre>{escape(each['shown'])}</pre></details>"
    )


def _method() -> Iterable[str]:
    yield (
        "<h2>How this was measured</h2><ul>"
        "<li>Each commit but a merge is compared with its first parent, in time order. Today's checkers, with the "
        "settings that were measured with, look at each changed file before and after; a problem that is gone, with an "
        "edit near it, is a fix. Reformatting, deleted code, suppressions, and runs of a tool over many files are told "
        "apart.</li>"
        "<li>For each commit the skills are asked that know the commits before it alone. They learn from it "
        "afterwards, so that a fix made many times within one commit is not foreseen.</li>"
        "<li><em>Exact</em> is the same code as in the commit, comments included. Any other offer is tried on the file "
        "as it was before: <em>otherwise</em> means that the checkers report the problem no more, and nothing new; "
        "<em>wrong</em> is all else. Checkers are content with more than a person would take, so that "
        "<em>otherwise</em> is no success: <em>otherwise</em> and <em>wrong</em> together are what differs from the "
        "commit. <em>Silent</em> is no offer.</li>"
        "<li>Where one place of a commit mends several problems, each counts with its own part of it.</li>"
        "<li>Nobody refused a wrong offer here. In an editor the checkers are asked about what was shown, and what "
        "they refute is withdrawn; and a refusal narrows the recipe, or retires it.</li>"
        "<li>What is fixed once and for all, such as all of a kind in one commit, cannot be foreseen by anybody: the "
        "shuffled order shows how much that is.</li></ul>"
    )


def _legend(*keys: tuple[str, str]) -> str:
    shown = keys or (
        (EXACT, "exact: as the project did"),
        (OTHERWISE, "otherwise: the problem is gone, but the project did something else"),
        (WRONG, "wrong: it is not gone, or something else is broken"),
        (SILENT, "silent: nothing offered"),
    )
    return (
        '<p class="dim">'
        + "".join(f'<span class="key" style="background:var(--{name})"></span>{escape(words)}' for name, words in shown)
        + "</p>"
    )


def _figure(plot: str, words: str) -> str:
    return f"<figure>{plot}<figcaption>{escape(words)}</figcaption></figure>"


def _table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """The first column is words, all others are figures."""
    head = "".join(f"<th{_number(index)}>{escape(title)}</th>" for index, title in enumerate(titles))
    body = "".join(
        "<tr>" + "".join(f"<td{_number(index)}>{escape(cell)}</td>" for index, cell in enumerate(row)) + "</tr>"
        for row in rows
    )
    return f'<div class="scroll"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


def _number(index: int) -> str:
    return ' class="n"' if index else ""


def _percent(count: int, total: int) -> str:
    return f"{100 * count / total:.1f}%" if total else "–"
