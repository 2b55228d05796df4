"""The calls that a part of one text makes: what the database does not list, since it goes by what is called."""

from __future__ import annotations

from typing import NamedTuple

from hermes_lsp.core.text import Span
from hermes_lsp.syntax.language import Language

from .expressions import ALIAS
from .extract import extract
from .facts import Role
from .names import ROLE_BITS, ROLES, USE_LENGTH

_CALL = ROLES.index(Role.CALL)


class CallMade(NamedTuple):
    """A call: the name as it is written there, and the byte that it begins at."""

    name: str
    offset: int


def calls_in(language: Language, source: bytes, span: Span) -> tuple[CallMade, ...]:
    """The calls within a span, in the order of the text. Parses the text: for the background.

    Raises:
        UnsupportedLanguage: if there is no grammar for it.
    """
    found: list[CallMade] = []
    for name, (_, groups) in extract(language, source).names.items():
        for key, uses in groups.items():
            alias = key.partition(ALIAS)[2]
            for place in range(0, len(uses), USE_LENGTH):
                offset, packed = uses[place], uses[place + 1]
                if packed & (1 << ROLE_BITS) - 1 == _CALL and span.start <= offset < span.end:
                    found.append(CallMade(alias or name, offset))
    return tuple(sorted(found, key=lambda call: call.offset))
