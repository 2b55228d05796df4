"""How the parts of a docstring are marked: as numpy, Google, Sphinx or Epydoc do; in JSDoc, whether types are
repeated.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..docstrings import docstrings
from ..observer import Observation, Observer
from ..page import Page

_STYLES = {
    "numpy": re.compile(
        r"^[ \t]*(?:Parameters|Returns|Raises|Yields|Attributes|Other Parameters|See Also|Notes|Examples|Warns)[ \t]*\n"
        r"[ \t]*-{3,}",
        re.MULTILINE,
    ),
    "Google": re.compile(
        r"^([ \t]*)(?:Args|Arguments|Returns|Raises|Yields|Attributes|Keyword Args|Keyword Arguments):[ \t]*\n"
        r"\1[ \t]+[^\s*-]",
        re.MULTILINE,
    ),
    "Sphinx": re.compile(
        r"^[ \t]*:(?:param|type|raises?|returns?|rtype|arg|ivar|cvar|var|vartype|keyword|kwarg|yields?)\b[^:\n]*:",
        re.MULTILINE,
    ),
    "Epydoc": re.compile(r"^[ \t]*@(?:param|type|return|rtype|raise)\b[^:\n]*:", re.MULTILINE),
}
_TAG = re.compile(r"@param\s+(\{?)")


def _observe(page: Page) -> Iterator[Observation]:
    if page.language == "python":
        for found in docstrings(page):
            text = page.source[found.start : found.end].decode("utf-8", "replace")
            for style, marks in _STYLES.items():
                for _ in marks.finditer(text):
                    yield Observation("section", style, found.start, found.end)
        return
    for node in page.nodes("comment"):
        text = page.text(node)
        if text.startswith("/**"):
            for tag in _TAG.finditer(text):
                value = "with types" if tag[1] else "without types"
                yield Observation("JSDoc parameter", value, node.start_byte, node.end_byte)


def _says(subject: str, value: str) -> str:
    return f"Docstrings are in {value} style" if subject == "section" else f"`@param` in JSDoc is written {value}"


OBSERVER = Observer(
    "docstring-style",
    frozenset({"python", "javascript"}),
    frozenset({"function_definition", "class_definition", "comment"}),
    _observe,
    _says,
    hints=lambda subject, value: subject == "section",
)
