"""A report as Markdown: for a person who wants to know what goes wrong, and what to work on next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from hermes_lsp.core.markdown import fence_for


def page(report: Mapping[str, Any]) -> str:
    """The whole report."""
    whole = {(line["source"], line["shots"]): line["rows"] for line in report["summary"] if line["half"] == "both"}
    # A half that is all there is has been told.
    summary = [
        line
        for line in report["summary"]
        if line["half"] == "both" or line["rows"] != whole[line["source"], line["shots"]]
    ]
    parts = [
        "# How well fixes are learned",
        "",
        "Each row is one recorded fix that was answered after learning from fixes of other projects. *Exact* is the\n"
        "same code, comments included; *wrong* is another; *silent* is no offer. Figures are means over codes, with\n"
        "the middle 95% of the mean under resampling of codes.",
        "",
        "## Means over codes",
        "",
        *_means(summary),
        "",
        "## Wrong against offered",
        "",
        *_curves(summary),
        "",
        "## By code",
        "",
        *_codes(report["codes"]),
        "",
        "## Wrong offers",
        "",
        *_wrong(report["wrong_offers"]),
        "",
        "## What stays silent",
        "",
        *_silent(report["silent"]),
    ]
    return "\n".join(parts).rstrip() + "\n"


def _means(summary: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    head = ("tool", "examples", "half", "codes", "rows", "exact", "", "same text", "wrong", "", "silent")
    yield from _table(
        (*head, "offer p50 / p95 / max ms", "learning ms"),
        (
            (
                *(line[key] for key in ("source", "shots", "half", "codes", "rows")),
                *(_percent(line["exact"]), _interval(line["exact_interval"]), _percent(line["text_exact"])),
                *(_percent(line["wrong"]), _interval(line["wrong_interval"]), _percent(line["silent"])),
                " / ".join(str(line["offer_ms"][key]) for key in ("p50", "p95", "max")),
                line["learn_ms_median"],
            )
            for line in summary
        ),
    )


def _curves(summary: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    rows: list[tuple[object, ...]] = []
    for line in summary:
        points = [(f"tier {tier}", point) for tier, point in line["tiers"].items() if point["offered"]]
        points += [(f"support {point['least']} or more", point) for point in line["supports"]]
        rows += (
            (
                *(line[key] for key in ("source", "shots", "half")),
                *(which, point["offered"], _percent(point["offered_of_rows"])),
                *(point["wrong"], _percent(point["wrong_of_offered"])),
            )
            for which, point in points
        )
    head = ("tool", "examples", "half", "offers of", "offered", "of all rows", "wrong", "of what is offered")
    yield from _table(head, rows)


def _codes(codes: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    yield from _table(
        ("tool", "code", "examples", "rows", "exact", "same text", "wrong", "silent"),
        (
            (
                *(line[key] for key in ("source", "code", "shots", "rows")),
                *(_percent(line[key]) for key in ("exact", "text_exact", "wrong", "silent")),
            )
            for line in sorted(codes, key=lambda line: (line["source"], line["code"], line["shots"]))
        ),
    )


def _wrong(offers: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    if not offers:
        yield "None."
    for (source, code), mine in groupby(offers, key=lambda offer: (offer["source"], offer["code"])):
        yield from (f"### {source} {code}", "")
        for offer in mine:
            shots = ", ".join(map(str, offer["shots"]))
            yield (
                f"- `{offer['row']}`, after {shots} {'example' if shots == '1' else 'examples'}, "
                f"{offer['times']} {'time' if offer['times'] == 1 else 'times'}: **{offer['cause']}** "
                f"(recipe `{offer['recipe']}`, support {offer['support']}, {' or '.join(offer['tiers'])})"
            )
            fence = fence_for([offer["shown"]])
            yield from ("", f"  {fence}diff", *(f"  {line}" for line in offer["shown"].splitlines()), f"  {fence}", "")


def _silent(silent: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    rows: list[tuple[object, ...]] = []
    for line in sorted(silent, key=lambda line: (line["source"], line["code"], line["shots"])):
        rows += (
            (
                *(line[key] for key in ("source", "code", "shots")),
                _percent(reason["rows"] / line["rows"]),
                reason["why"],
            )
            for reason in line["reasons"]
        )
    yield from _table(("tool", "code", "examples", "of its rows", "why"), rows) if rows else ("Nothing.",)


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    yield _line(head)
    yield _line(["---"] * len(head))
    yield from map(_line, rows)


def _line(cells: Sequence[object]) -> str:
    return "| " + " | ".join(str(cell).replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def _percent(share: float) -> str:
    return f"{100 * share:.1f}%"


def _interval(interval: Sequence[float]) -> str:
    return f"{100 * interval[0]:.1f} to {100 * interval[1]:.1f}"
