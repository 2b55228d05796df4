"""An excerpt holds the imports and what encloses the place, parses on its own, and nothing else."""

from __future__ import annotations

import pytest

from hermes_lsp.core.text import Span
from hermes_lsp.learning.excerpt import NoExcerpt, excerpt
from hermes_lsp.syntax.document import document_from_text


def cut(text: str, place: str, language: str = "python", **more: int) -> str:
    document = document_from_text(text, language)
    at = document.source.index(place.encode())
    span = Span(at, at + len(place.encode()))
    made = excerpt(document, [span], **more)
    inside = made.shift(span)
    assert made.source[inside.start : inside.end] == place.encode()
    return made.text


def test_comments_and_decorators_come_along_and_neighbours_stay_out() -> None:
    text = "import a\n\nz = 1  # away\n\n# About f.\n@a.b\ndef f():\n    here\n\n\nclass G: ...\n"
    assert cut(text, "here") == "import a\n# About f.\n@a.b\ndef f():\n    here\n"


def test_statements_that_share_a_line_are_cut_together() -> None:
    assert cut("a = 1; here = 2; c = [\n3]\nd = 4\n", "here") == "a = 1; here = 2; c = [\n3]\n"


def test_attributes_that_are_siblings_come_along() -> None:
    text = "use a::b;\nstruct X;\n\n#[derive(Debug)]\nstruct Y {\n    here: i32,\n}\n"
    assert cut(text, "here", "rust") == "use a::b;\n#[derive(Debug)]\nstruct Y {\n    here: i32,\n}\n"


def test_the_opening_tag_that_a_language_needs_comes_along() -> None:
    assert cut("<?php\n$a = 1;\n\n$here = 2;\n", "$here", "php") == "<?php\n$here = 2;\n"


def test_a_long_class_is_narrowed_to_its_header_and_the_member() -> None:
    methods = "".join(f"    def m{n}(self):\n        return {n}\n\n" for n in range(50))
    text = f"class C(Base):\n    x = 1\n\n{methods}    def wanted(self):\n        return here\n"
    assert cut(text, "here", max_bytes=300) == "class C(Base):\n    def wanted(self):\n        return here\n"


def test_what_cannot_be_made_short_is_refused_with_the_reason() -> None:
    with pytest.raises(NoExcerpt, match="over the limit of 100"):
        cut("x = '" + "a" * 500 + "here'\n", "here", max_bytes=100)


def test_a_place_outside_of_the_excerpt_is_refused() -> None:
    made = excerpt(document_from_text("a = 1\nb = 2\n", "python"), [Span(0, 1)])
    with pytest.raises(NoExcerpt):
        made.shift(Span(6, 7))
