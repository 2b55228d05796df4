"""Keyword arguments at call sites, and the literals that are given to them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from .observer import Site, language_at

_COLON = frozenset({"csharp", "ruby", "php"})
"""Languages that write ``name: value``."""


def literal_of(site: Site, name: str) -> str:
    """What a site gives to a keyword, with double quotes; empty if it is no literal, or not given."""
    call = site.call
    for given, literal in zip(call.keywords, call.literals, strict=False):
        if given == name:
            return f'"{literal[1:-1]}"' if literal[:1] == "'" else literal
    return ""


def common_literal(sites: Iterable[Site], name: str) -> tuple[str, int]:
    """The literal that most sites give to a keyword, and at how many."""
    counts = Counter(filter(None, (literal_of(site, name) for site in sites)))
    return max(counts.items(), key=lambda each: (each[1], each[0]), default=("", 0))


def keyword(name: str, value: str, site: Site) -> str:
    """A keyword argument as the language of a site writes it; without a value only its beginning."""
    if language_at(site.reference.path) in _COLON:
        return f"{name}: {value}" if value else f"{name}:"
    return f"{name}={value}"
