"""One row of the store for each skill."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from hermes_lsp.core.evidence import Tier
from hermes_lsp.core.problem import ProblemKey

from .skill import Skill

if TYPE_CHECKING:
    import pyarrow as pa

    from .embedding import Vector

SCHEMA_VERSION = 1
TABLE_PREFIX = "skills_v"
INDICES = {"keys": "LabelList", "languages": "LabelList", "tier": "Bitmap", "text": "FTS"}
"""Column to the kind of its index, as :mod:`lancedb.index` names it."""

ANY = "*"
"""In ``languages``: all of them."""

_MAX_TEXT = 20_000
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+|[^\W\d_a-zA-Z]+")


def table_name(embedder: str) -> str:
    """Another schema or another embedder has another table, so that nothing that cannot be compared is mixed."""
    return f"{TABLE_PREFIX}{SCHEMA_VERSION}_{hashlib.sha256(embedder.encode()).hexdigest()[:12]}"


def schema(dimensions: int) -> pa.Schema:
    import pyarrow as pa

    words = pa.list_(pa.string())
    return pa.schema(
        [
            pa.field("name", pa.string(), nullable=False),
            pa.field("origin", pa.string()),
            pa.field("description", pa.string()),
            pa.field("keys", words),
            pa.field("sources", words),
            pa.field("codes", words),
            pa.field("languages", words),
            pa.field("files", words),
            pa.field("symbols", words),
            pa.field("tier", pa.string()),
            pa.field("text", pa.string()),
            pa.field("digest", pa.string()),
            pa.field("embedder", pa.string()),
            pa.field("vector", pa.list_(pa.float32(), dimensions)),
        ]
    )


def row_of(skill: Skill, embedder: str, vector: Vector) -> dict[str, Any]:
    return {
        "name": skill.name,
        "origin": str(skill.origin),
        "description": skill.description,
        "keys": [str(key) for key in skill.keys],
        "sources": sorted({key.source for key in skill.keys}),
        "codes": sorted({key.code for key in skill.keys}),
        "languages": list(skill.languages) or [ANY],
        "files": list(skill.files),
        "symbols": list(skill.symbols),
        "tier": str(skill.tier),
        "text": full_text(skill),
        "digest": digest_of(skill),
        "embedder": embedder,
        "vector": vector,
    }


def meaning_of(skill: Skill) -> str:
    """What is embedded: short, since a long body dilutes what a skill is about."""
    return split_identifiers(" ".join((skill.name, skill.description, *skill.symbols, skill.body[:600])))


def full_text(skill: Skill) -> str:
    """What is searched by words: names as they are written, and split."""
    words = " ".join((skill.name, skill.description, *map(str, skill.keys), *skill.symbols, skill.body))[:_MAX_TEXT]
    return split_identifiers(words)


def split_identifiers(text: str) -> str:
    """Each identifier, followed by its parts: ``getUserById`` becomes ``getUserById get user by id``."""
    out: list[str] = []
    for token in text.split():
        out.append(token)
        parts = _WORD.findall(token)
        if len(parts) > 1:
            out += (part.lower() for part in parts)
    return " ".join(out)


def digest_of(skill: Skill) -> str:
    """Changes with whatever a row is made from."""
    parts: Sequence[object] = (
        SCHEMA_VERSION,
        skill.name,
        skill.origin,
        skill.description,
        skill.body[:_MAX_TEXT],
        skill.keys,
        skill.languages,
        skill.files,
        skill.symbols,
        str(skill.tier),
    )
    return hashlib.sha256(repr(parts).encode("utf-8", "replace")).hexdigest()[:32]


def condition(language: str | None, key: ProblemKey | None, tiers: Iterable[Tier] | None) -> str:
    """The SQL condition for a search, or an empty string."""
    parts = []
    if language is not None:
        parts.append(f"array_has_any(languages, [{sql_text(language)}, {sql_text(ANY)}])")
    if key is not None:
        parts.append(f"array_has_any(keys, [{sql_text(str(key))}])")
    if tiers is not None:
        parts.append(f"tier IN ({', '.join(sql_text(str(tier)) for tier in tiers)})")
    return " AND ".join(parts)


def sql_text(value: str) -> str:
    """A literal of SQL."""
    return "'" + value.replace("'", "''") + "'"
