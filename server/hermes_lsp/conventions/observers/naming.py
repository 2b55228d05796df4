"""How names are written, for each kind of symbol and for files. A name of one lower-case word fits several styles: no
case.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..docstrings import docstrings
from ..observer import Observation, Observer
from ..page import TESTS, Page

if TYPE_CHECKING:
    import tree_sitter

_FUNCTIONS = (
    "function_definition",
    "function_declaration",
    "generator_function_declaration",
    "method_definition",
    "method_declaration",
    "method",
    "function_item",
)
_CLASSES = (
    "class_definition",
    "class_declaration",
    "class_specifier",
    "class",
    "interface_declaration",
    "enum_declaration",
    "type_alias_declaration",
    "record_declaration",
)
_VARIABLES = ("assignment", "variable_declarator")
_BODIES = frozenset(
    {"class_body", "class_definition", "class_declaration", "class", "declaration_list", "class_specifier"}
)
_GIVEN_BY_FRAMEWORKS = re.compile(
    r"(visit|depart|leave|do|generic_visit|handle)_|(setUp|tearDown|addTypeEqualityFunc|runTest|asyncSetUp|asyncTearDown|maxDiff)"
    # Assertions of one's own are called like those of the framework.
    r"|_?(assert|failUnless|failIf|skipIf|skipUnless|addCleanup|addClassCleanup|doCleanups)(?=[A-Z]|$)"
)
_USED_LIKE_FUNCTIONS = re.compile(rb"\bdef __(call|enter|aenter|get|new|iter|aiter|set_name|class_getitem)__\b")
_INTERFACE = re.compile(rb"@(\w+\.)*implementer\b")
_DIMENSION = re.compile(r"(?<=\d)[A-Z](?![a-z])")
"""As in ``b2D``: no word begins there."""
_WORD = re.compile(r"\w+")
_INDEXED = re.compile(r"_\d*[a-z](_|$)")
_ENDS_IN_LETTERS = re.compile(r"[a-z0-9]+[A-Z]{1,3}")
_NUMBER = re.compile(r"_\d+$")
"""As in ``result_2``, which tells it from ``result``."""
_MEMBER = re.compile(rb"(?:\.|->|::)([A-Za-z_]\w+)")
_KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)+")


def _observe(page: Page) -> Iterator[Observation]:
    yield from _file(page)
    yield from _without_foreign_ones(page, [*_functions(page), *_variables(page)])
    for node in page.nodes(*_CLASSES):
        name = node.child_by_field_name("name")
        value = _style(page.text(name), page.language)
        if name is not None and value:
            movable = page.role != TESTS and (value == "PascalCase" or not _is_no_plain_class(page, node, value))
            # The type of what a function is given is called like the function, and a set of numbers like a constant.
            movable = movable and value != "SCREAMING_CASE" and node.type != "type_alias_declaration"
            yield Observation("class", value, name.start_byte, name.end_byte, movable)


def _functions(page: Page) -> Iterator[Observation]:
    for node in page.nodes(*_FUNCTIONS):
        name = node.child_by_field_name("name") or _declared(node)
        if name is None:
            continue
        container = _container(node)
        kind = "method" if container is not None or node.type.startswith("method") else "function"
        text = page.text(name)
        if _GIVEN_BY_FRAMEWORKS.match(text) or (page.language == "javascript" and text.lstrip("_")[:1].isupper()):
            continue
        if value := _style(text, page.language):
            # What stands in for something in a test is called as that is.
            movable = page.role != TESTS and not _is_called_like_a_class(value, page)
            movable = movable and not _repeats_another(page, node, text)
            movable = movable and (container is None or not _has_base(container))
            yield Observation(kind, value, name.start_byte, name.end_byte, movable)


def _variables(page: Page) -> Iterator[Observation]:
    documented = _words_of_docstrings(page) if page.language == "python" else frozenset()
    for node in page.nodes(*_VARIABLES):
        name = node.child_by_field_name("left") or node.child_by_field_name("name")
        if name is None or name.type != "identifier" or not _is_local(node):
            continue
        value = _style(page.text(name), page.language)
        if value in ("snake_case", "camelCase"):
            given = page.text(node.child_by_field_name("right") or node.child_by_field_name("value"))
            # What holds a thing of the same name is called as that is.
            movable = re.split(r"\W", given.partition("(")[0])[-1] != page.text(name)
            movable = movable and page.text(name) not in documented and not _is_parameter(page, node)
            yield Observation("variable", value, name.start_byte, name.end_byte, movable)


def _words_of_docstrings(page: Page) -> frozenset[str]:
    """What is written of there, such as the names of results, is called so by those who read it."""
    texts = (page.source[found.start : found.end].decode("utf-8", "replace") for found in docstrings(page))
    return frozenset(word for text in texts for word in _WORD.findall(text))


def _is_parameter(page: Page, assignment: tree_sitter.Node) -> bool:
    """True where a parameter gets another value: callers may know it by its name."""
    name = page.text(assignment.child_by_field_name("left"))
    outer = assignment.parent
    while name and outer is not None:
        parameters = outer.child_by_field_name("parameters")
        if parameters is not None and re.search(rf"\b{re.escape(name)}\b", page.text(parameters)):
            return True
        outer = outer.parent
    return False


def _without_foreign_ones(page: Page, cases: list[Observation]) -> Iterator[Observation]:
    """Cases of which those that speak the language of something foreign are nobody's to move.

    So does a name of a style in which the file names members of what it uses; and where a few of a file's functions are
    of another style than most of them, they are so together.
    """
    names = Counter(value for _, value, _ in {(case.subject, case.value, _named(page, case)) for case in cases})
    members: set[str] = set()
    if len(names) > 1:
        used = set(_MEMBER.findall(page.source)) - {_named(page, case) for case in cases}
        members = {_style(name.decode(), page.language) for name in used}
    functions = Counter(
        value for value, _ in {(each.value, _named(page, each)) for each in cases if _is_function(each)}
    )
    for case in cases:
        rare = 2 * names[case.value] < names.total()
        several = _is_function(case) and 1 < functions[case.value] < functions.total() / 2
        yield case._replace(movable=case.movable and not several and not (rare and case.value in members))


def _is_function(case: Observation) -> bool:
    return case.subject in ("function", "method")


def _named(page: Page, case: Observation) -> bytes:
    return page.source[case.start : case.end]


def _file(page: Page) -> Iterator[Observation]:
    stem = page.path.rpartition("/")[2].split(".")[0]
    value = "kebab-case" if _KEBAB.fullmatch(stem) else _style(stem, page.language)
    if value and value != "SCREAMING_CASE":
        yield Observation("file", value, 0, 0)


def _style(name: str, language: str) -> str:
    """The style of a name; empty where it fits several, or none that we know."""
    bare = _DIMENSION.sub(lambda found: found[0].lower(), _NUMBER.sub("", name.strip("_$#@?!=")))
    if not bare.isascii() or not bare or name.startswith("__") or not re.fullmatch(r"\w+", bare):
        return ""
    if language in ("javascript", "java", "csharp", "php") and _INDEXED.search(bare):
        return ""  # a name of a formula, such as size_i
    if "_" in bare:
        # What names another thing in its own spelling, such as test_raises_ValueError, follows no style or each.
        return "SCREAMING_CASE" if bare.isupper() else "snake_case" if bare.islower() else ""
    if bare.islower() or bare.isupper() or not bare[0].isalpha():
        return ""
    if language == "go":
        return "MixedCaps"
    if language in ("python", "ruby") and _ENDS_IN_LETTERS.fullmatch(bare):
        return ""  # one of several that only letters tell apart, such as imgR
    if bare[1:2].isupper() and not bare[0].isupper():
        return ""  # one letter before a name of its own, such as kSigning or nValues
    return "PascalCase" if bare[0].isupper() else "camelCase"


def _declared(node: tree_sitter.Node) -> tree_sitter.Node | None:
    """The name of a C function, which stands inside of its declarators."""
    inner = node.child_by_field_name("declarator")
    while inner is not None and inner.type not in ("identifier", "field_identifier"):
        inner = inner.child_by_field_name("declarator")
    return inner


def _container(node: tree_sitter.Node) -> tree_sitter.Node | None:
    """The class around a method, or None."""
    outer = node.parent
    while outer is not None and outer.type in (
        "decorated_definition",
        "block",
        "body_statement",
        "field_declaration_list",
    ):
        outer = outer.parent
    if outer is None or outer.type not in _BODIES:
        return None
    return outer.parent if outer.type in ("class_body", "declaration_list") else outer


def _has_base(container: tree_sitter.Node) -> bool:
    around = container.parent
    if around is not None and any(_INTERFACE.match(child.text or b"") for child in around.children[:-1]):
        return True
    if container.child_by_field_name("superclasses") or container.child_by_field_name("superclass"):
        return True
    return any(
        child.type in ("class_heritage", "base_list", "super_interfaces", "base_class_clause")
        for child in container.children
    )


def _repeats_another(page: Page, node: tree_sitter.Node, name: str) -> bool:
    """True for a function that hands on to one of the same name, or stands in an object for one."""
    body = page.source[node.start_byte : node.end_byte]
    if node.parent is not None and node.parent.type == "object":
        return True
    return f".{name}(".encode() in body


def _is_called_like_a_class(value: str, page: Page) -> bool:
    """True for a function that makes objects, a constant, or what another language's interface calls so."""
    return value == "SCREAMING_CASE" or (value == "PascalCase" and page.language in ("python", "c"))


def _is_no_plain_class(page: Page, node: tree_sitter.Node, value: str) -> bool:
    """True for a class that is used like a function (a decorator, a context), like a constant, or like its base."""
    if page.language != "python":
        return False
    body = page.source[node.start_byte : node.end_byte]
    if _is_local(node):
        return True  # it stands for something else, such as a module in a test
    return _has_base(node) or _USED_LIKE_FUNCTIONS.search(body) is not None


def _is_local(node: tree_sitter.Node) -> bool:
    outer = node.parent
    while outer is not None:
        if outer.type in _FUNCTIONS or outer.type == "arrow_function":
            return True
        if outer.type in _BODIES:
            return False
        outer = outer.parent
    return False


def _says(subject: str, value: str) -> str:
    plural = {
        "class": "Classes",
        "function": "Functions",
        "method": "Methods",
        "file": "Files",
        "variable": "Variables",
    }
    return f"{plural[subject]} are named in {value}"


OBSERVER = Observer(
    "naming",
    frozenset({"python", "javascript", "go", "java", "c", "cpp", "csharp", "ruby", "php"}),
    frozenset({*_FUNCTIONS, *_CLASSES, *_VARIABLES}),
    _observe,
    _says,
    hints=lambda subject, value: subject != "file",
    names=True,
)
