"""The one gate to languages and their grammars. Nothing is loaded before it is asked for.

The grammars are the official wheels, one a language. Where the extra ``all-languages`` is installed, languages that
have no wheel of their own here are looked up in ``tree-sitter-language-pack``; of them we know nothing but the grammar.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from functools import cache
from pathlib import PurePath
from typing import TYPE_CHECKING

from hermes_lsp.core.errors import UnsupportedLanguage

from . import languages
from .language import Language

if TYPE_CHECKING:
    import tree_sitter

# The program, and for "env" the program that it starts, past its options and variables.
_SHEBANG = re.compile(
    rb"(?:\xef\xbb\xbf)?#![ \t]*(?:\S*/)?([^/\s]+)(?:[ \t]+(?:(?:-|\w+=)\S*[ \t]+)*(?:\S*/)?([^/\s]+))?"
)


def find_language(language_id: str) -> Language:
    """The facts about a language, by its LSP id or an alias of it.

    Raises:
        UnsupportedLanguage: if there is no grammar for it.
    """
    found = _by_id().get(language_id) or _by_id().get(language_id.lower()) or _from_pack(language_id)
    if found is None:
        raise UnsupportedLanguage(
            f"There is no grammar for the language “{language_id}”",
            kept="Files of this language are left alone",
            todo="pip install 'hermes-lsp[all-languages]' adds many more",
        )
    return found


def is_supported(language_id: str) -> bool:
    return language_id in _by_id() or language_id.lower() in _by_id() or _from_pack(language_id) is not None


def language_of_file(path: PurePath | str, first_bytes: bytes = b"") -> str | None:
    """LSP language id of a file by its name, else by its ``#!`` line; None if it is none of ours."""
    path = PurePath(path)
    by_name, by_suffix, by_interpreter = _by_file()
    if found := by_name.get(path.name) or by_suffix.get(path.suffix.lower()):
        return found
    if shebang := _SHEBANG.match(first_bytes[:200]):
        program = (shebang[2] if shebang[1] == b"env" and shebang[2] else shebang[1]).decode("ascii", "replace")
        return by_interpreter.get(program) or by_interpreter.get(re.sub(r"[\d.]+$", "", program))
    return None


def all_languages() -> tuple[Language, ...]:
    """Every language with facts of its own, by id."""
    return tuple(sorted({found.id: found for found in _by_id().values()}.values(), key=lambda found: found.id))


def kin_of(language_id: str) -> tuple[str, ...]:
    """Ids of the language and those of its family, itself first. Raises UnsupportedLanguage."""
    mine = find_language(language_id)
    return (mine.id, *(other.id for other in all_languages() if other.id != mine.id and mine.is_kin(other)))


@cache
def load_grammar(language: Language) -> tree_sitter.Language:
    """The grammar itself.

    Raises:
        UnsupportedLanguage: if its wheel is missing or does not fit.
    """
    import tree_sitter

    module, function = language.grammar
    try:
        if module == _PACK:
            return importlib.import_module(module).get_language(function)  # type: ignore[no-any-return]
        return tree_sitter.Language(getattr(importlib.import_module(module), function)())
    except (ImportError, AttributeError, ValueError, LookupError) as error:
        raise UnsupportedLanguage(
            f"The grammar of “{language.id}” cannot be loaded ({error})",
            kept="Files of this language are left alone",
            todo=f"reinstall {module.replace('_', '-')}",
        ) from error


_PACK = "tree_sitter_language_pack"
# It never returns from loading this one (0.13.0).
_HANGING = frozenset({"cobol"})


@cache
def _by_id() -> dict[str, Language]:
    found: dict[str, Language] = {}
    for info in pkgutil.iter_modules(languages.__path__):
        if info.name.startswith("_"):
            continue  # It holds a part of a language's facts, for the module that has the language.
        module = importlib.import_module(f"{languages.__name__}.{info.name}")
        for language in module.LANGUAGES:
            for name in (language.id, *language.aliases):
                found[name] = language
    return found


@cache
def _by_file() -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    by_name: dict[str, str] = {}
    by_suffix: dict[str, str] = {}
    by_interpreter: dict[str, str] = {}
    for language in all_languages():
        by_name.update(dict.fromkeys(language.filenames, language.id))
        by_suffix.update(dict.fromkeys(language.extensions, language.id))
        by_interpreter.update(dict.fromkeys(language.interpreters, language.id))
    return by_name, by_suffix, by_interpreter


@cache
def _from_pack(language_id: str) -> Language | None:
    name = language_id.lower()
    if name in _HANGING:
        return None
    try:
        pack = importlib.import_module(_PACK)
        pack.get_language(name)
    except (ImportError, LookupError):
        return None
    return Language(id=name, grammar=(_PACK, name))
