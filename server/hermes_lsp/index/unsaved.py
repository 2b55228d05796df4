"""The calls of a text that is not saved, with what they stand for in the workspace as it is indexed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from hermes_lsp.syntax.language import Language

from .answers import uses_of
from .expressions import ALIAS
from .extract import extract
from .facts import Reference, Symbol
from .reader import Index


class CallInText(NamedTuple):
    """One call that is certain.

    Attributes:
        target: The symbol, or the dotted name of what comes from outside.
        reference: In offsets of the text.
    """

    target: Symbol | str
    reference: Reference


def known_calls(
    index: Index, path: str, language: Language, source: bytes, names: Iterable[str]
) -> Iterator[CallInText]:
    """The calls of these names, name by name. Parses the text: for the background.

    Args:
        path: Of the text, as the index has it; what it imports and defines is looked up from there.
        names: The last part of what is called.

    Raises:
        UnsupportedLanguage: if there is no grammar for it.
    """
    facts = extract(language, source)
    text = _Text(path, facts.lines, facts.qualified)
    for name in names:
        for key, uses in facts.names.get(name, ((), {}))[1].items():
            written, _, alias = key.partition(ALIAS)
            target = index.stands_for(path, written)
            if target is not None:
                for reference in uses_of(text, uses, alias or name, sure=True):
                    if reference.call is not None:
                        yield CallInText(target, reference)


@dataclass(frozen=True, slots=True)
class _Text:
    path: str
    lines: Sequence[int]
    qualified: Sequence[str]
