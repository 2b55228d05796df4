"""The codec of ``SKILL.md``: the Agent Skills format, with our own facts in flat metadata prefixed ``hermes-lsp-``.

Lists are written as words separated by blanks; a blank, a percent sign or a line end inside a word is percent-encoded
(``my%20dir/*.py``), and so is a slash inside a diagnostic's source. Reading is tolerant: what we do not know is kept
and written back. Writing is strict: what we write passes the format's reference validator.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import fields
from types import MappingProxyType
from typing import Any

from hermes_lsp.core.errors import SkillInvalid
from hermes_lsp.core.evidence import Evidence, Tier
from hermes_lsp.core.problem import ProblemKey

from .plain_yaml import PlainYamlError, load_plain, quote
from .skill import MAX_DESCRIPTION, SKILL_FILE, Skill, is_skill_name

MAX_BYTES = 1_000_000
FORMAT_VERSION = 1
PREFIX = "hermes-lsp-"
PROPERTIES = ("license", "compatibility", "allowed-tools")

_FENCE = re.compile(r"^---[ \t]*$", re.MULTILINE)
_COUNTS = frozenset(f.name for f in fields(Evidence))
_OURS = frozenset(
    PREFIX + name
    for name in ("version", "problems", "languages", "files", "symbols", "tier", "evidence", "quarantined")
)


def parse_skill_md(text: str, folder_name: str) -> Skill:
    """Read a ``SKILL.md``. Origin, folder and recipe are not in it and are left at their defaults.

    Raises:
        SkillInvalid: with one sentence that says what is wrong and where.
    """
    front, body = _split(text)
    try:
        data = load_plain(front)
    except PlainYamlError as error:
        raise _invalid(f"its front matter cannot be read ({error})") from error
    if not isinstance(data, dict):
        raise _invalid("its front matter is not a list of names and values")
    name, description = data.pop("name", ""), data.pop("description", "")
    if name != folder_name:
        raise _invalid(f"its name is {name!r}, and its folder's name is {folder_name!r}; they must be equal")
    if not is_skill_name(folder_name):
        raise _invalid(f"the name {folder_name!r} is not made of a-z, 0-9 and single hyphens, at most 64")
    if not isinstance(description, str) or not description.strip():
        raise _invalid("it has no description")
    if len(description) > MAX_DESCRIPTION:
        raise _invalid(f"its description has {len(description):,} characters; {MAX_DESCRIPTION:,} are allowed")
    metadata = _flat(data.pop("metadata", {}))
    properties = {key: _flat_value(key, data.pop(key)) for key in PROPERTIES if key in data}
    # Fields that the format does not know belong into the metadata, and are written there.
    metadata = {**{key: _flat_value(key, value) for key, value in data.items()}, **metadata}
    return _with_our_facts(Skill(name, description.strip(), body), metadata, properties)


def render_skill_md(skill: Skill) -> str:
    """Write a ``SKILL.md``.

    Raises:
        SkillInvalid: for a skill that the format cannot say.
    """
    if not is_skill_name(skill.name):
        raise _invalid(f"the name {skill.name!r} is not made of a-z, 0-9 and single hyphens, at most 64")
    description = skill.description.strip()
    if not description or len(description) > MAX_DESCRIPTION:
        raise _invalid(f"the description of {skill.name} must have 1 to {MAX_DESCRIPTION:,} characters")
    if len(skill.properties.get("compatibility", "")) > 500:
        raise _invalid(f"the compatibility of {skill.name} has more than 500 characters")
    lines = ["---", f"name: {skill.name}", f"description: {quote(description)}"]
    lines += [f"{key}: {quote(skill.properties[key])}" for key in PROPERTIES if key in skill.properties]
    lines.append("metadata:")
    lines += [f"  {quote(key)}: {quote(value)}" for key, value in _metadata(skill).items()]
    lines.append("---")
    body = skill.body.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    text = "\n".join(lines) + (f"\n\n{body}\n" if body else "\n")
    try:
        size = len(text.encode())
    except UnicodeEncodeError as error:
        raise _invalid(f"the text of {skill.name} is not Unicode ({error.reason})") from error
    if size > MAX_BYTES:
        raise _invalid(f"the text of {skill.name} has {size:,} bytes; {MAX_BYTES:,} are allowed")
    return text


def _split(text: str) -> tuple[str, str]:
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    opening = _FENCE.match(text)
    if not opening:
        raise _invalid("it does not start with front matter, a line of three hyphens")
    closing = _FENCE.search(text, opening.end() + 1)
    if not closing:
        raise _invalid("its front matter is not closed by a line of three hyphens")
    # Blank lines before the front matter's first line count, so that the parser's line numbers are those of the file.
    return "\n" + text[opening.end() + 1 : closing.start()], text[closing.end() :].strip("\n")


def _metadata(skill: Skill) -> dict[str, str]:
    ours = {
        "version": str(FORMAT_VERSION),
        "problems": _words(_key_word(key) for key in skill.keys),
        "languages": _words(map(_word, skill.languages)),
        "files": _words(map(_word, skill.files)),
        "symbols": _words(map(_word, skill.symbols)),
        "tier": str(skill.tier),
        "evidence": _words(f"{f.name}={count}" for f in fields(Evidence) if (count := getattr(skill.evidence, f.name))),
        "quarantined": skill.quarantined,
    }
    return {**{PREFIX + key: value for key, value in ours.items() if value}, **skill.metadata}


def _with_our_facts(skill: Skill, metadata: dict[str, str], properties: dict[str, str]) -> Skill:
    def words(name: str) -> list[str]:
        return metadata.get(PREFIX + name, "").split()

    version = metadata.get(PREFIX + "version", str(FORMAT_VERSION))
    if version != str(FORMAT_VERSION):
        raise _invalid(f"it is of version {version!r}, and this hermes-lsp reads version {FORMAT_VERSION}")
    tier = metadata.get(PREFIX + "tier", Tier.CANDIDATE)
    if tier not in list(Tier):
        raise _invalid(f"its tier {tier!r} is none of {', '.join(Tier)}")
    return Skill(
        name=skill.name,
        description=skill.description,
        body=skill.body,
        keys=tuple(_key(word) for word in words("problems")),
        languages=tuple(map(_unword, words("languages"))),
        files=tuple(map(_unword, words("files"))),
        symbols=tuple(map(_unword, words("symbols"))),
        tier=Tier(tier),
        evidence=_evidence(words("evidence")),
        quarantined=metadata.get(PREFIX + "quarantined", ""),
        metadata=MappingProxyType({key: value for key, value in metadata.items() if key not in _OURS}),
        properties=MappingProxyType(properties),
    )


def _evidence(words: Iterable[str]) -> Evidence:
    counts: dict[str, int] = {}
    for word in words:
        name, _, count = word.partition("=")
        if name in _COUNTS:  # a later version may count more
            if not re.fullmatch(r"[0-9]{1,9}", count):
                raise _invalid(f"its evidence says {word!r}, which is not a name and a number")
            counts[name] = int(count)
    return Evidence(**counts)


def _key(word: str) -> ProblemKey:
    source, _, code = word.partition("/")
    return ProblemKey(_unword(source), _unword(code))


def _key_word(key: ProblemKey) -> str:
    source = _word(key.source).replace("/", "%2F")
    return f"{source}/{_word(key.code)}" if key.code else source


def _words(words: Iterable[str]) -> str:
    return " ".join(word for word in words if word)


def _word(text: str) -> str:
    return re.sub(r"[%\s]|[\x1c-\x1f]", lambda m: "".join(f"%{byte:02X}" for byte in m[0].encode()), text)


def _unword(word: str) -> str:
    if "%" not in word:
        return word
    from urllib.parse import unquote

    return unquote(word)


def _flat(value: Any) -> dict[str, str]:
    if value == "":
        return {}
    if not isinstance(value, dict):
        raise _invalid("its metadata is not a list of names and values")
    return {key: _flat_value(f"metadata {key}", inner) for key, inner in value.items()}


def _flat_value(name: str, value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return " ".join(value)
    if isinstance(value, Mapping):
        raise _invalid(f"{name} is nested; the format allows strings only")
    raise _invalid(f"{name} is not a string")


def _invalid(reason: str) -> SkillInvalid:
    return SkillInvalid(f"{SKILL_FILE}: {reason}")
