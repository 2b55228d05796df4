"""C, C++ and C#."""

from __future__ import annotations

from ..language import Language, StringForms

LANGUAGES = (
    Language(
        id="c",
        grammar=("tree_sitter_c", "language"),
        extensions=frozenset({".c", ".h"}),
        line_comment="//",
        imports=frozenset({"preproc_include"}),
    ),
    Language(
        id="cpp",
        grammar=("tree_sitter_cpp", "language"),
        aliases=("c++", "cuda-cpp"),
        extensions=frozenset({".cc", ".cpp", ".cxx", ".c++", ".hh", ".hpp", ".hxx", ".ipp"}),
        line_comment="//",
        imports=frozenset({"preproc_include", "using_declaration"}),
    ),
    Language(
        id="csharp",
        grammar=("tree_sitter_c_sharp", "language"),
        aliases=("cs", "c#"),
        extensions=frozenset({".cs", ".csx"}),
        line_comment="//",
        imports=frozenset({"using_directive"}),
        strings=StringForms(
            literals=frozenset({"string_literal", "interpolated_string_expression"}),
            interpolation="interpolation",
            opening="{",
            closing="}",
            prefix="$",
            laid_out=True,
        ),
    ),
)
