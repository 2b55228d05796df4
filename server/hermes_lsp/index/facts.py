"""What the index knows, as plain data. Every span is in bytes of the UTF-8 text of the file as it was indexed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntFlag, StrEnum
from typing import Generic, NamedTuple, TypeVar

from hermes_lsp.core.text import Span

T = TypeVar("T")


class SymbolKind(StrEnum):
    """What a symbol is. A function in a class is a method; a variable of a class or of its objects is an attribute."""

    MODULE = "module"
    CLASS = "class"
    INTERFACE = "interface"
    ENUM = "enum"
    TYPE = "type"
    FUNCTION = "function"
    METHOD = "method"
    ATTRIBUTE = "attribute"
    VARIABLE = "variable"
    CONSTANT = "constant"
    MACRO = "macro"


class Role(StrEnum):
    """What a reference does with the name."""

    CALL = "call"
    IMPORT = "import"
    TYPE = "type"
    ATTRIBUTE = "attribute"
    ASSIGNMENT = "assignment"
    READ = "read"


class Frame(IntFlag):
    """What stands around a call, in the same function.

    ``USED`` and ``DISCARDED`` exclude each other: a discarded result is that of an expression statement. ``CHECKED``
    means that the result, or the variable it is assigned to, is looked at by a condition: of the statement that the
    call stands in, or of one that follows within the same block.
    """

    NONE = 0
    WITH = 1
    TRY = 2
    AWAIT = 4
    DISCARDED = 8
    USED = 16
    CHECKED = 32
    ASSIGNED = 64
    RETURNED = 128
    LOOP = 256
    DEFERRED = 512


class Symbol(NamedTuple):
    """A definition.

    Attributes:
        path: POSIX path of its file, relative to the workspace folder.
        name: Its own name.
        kind: What it is.
        container: Dotted names of what it lies in, outermost first; empty at the top level.
        span: The whole definition, with decorators.
        name_span: The name in it.
        line: Zero-based line of the name.
        signature: Parameters and result as written, white space folded, at most 300 characters; empty for others than
            functions, macros and variables with a declared type.
        doc: First line of its docstring or doc comment.
        decorators: As written, without ``@`` and arguments.
        local: It lies in a function, and cannot be named from outside of it.
    """

    path: str
    name: str
    kind: SymbolKind
    container: str
    span: Span
    name_span: Span
    line: int
    signature: str = ""
    doc: str = ""
    decorators: tuple[str, ...] = ()
    local: bool = False

    @property
    def qualified(self) -> str:
        """Container and name, dotted. With :attr:`path` it names the symbol."""
        return f"{self.container}.{self.name}" if self.container else self.name


@dataclass(frozen=True, slots=True)
class Call:
    """The shape of one call.

    Attributes:
        positional: Number of positional arguments, splats not counted.
        keywords: Names of keyword arguments, sorted.
        literals: Of each of them the value as written, where it is a short literal, else an empty text.
        splat: There is a ``*args`` or spread argument.
        keyword_splat: There is a ``**kwargs`` argument.
        frame: What stands around it.
    """

    positional: int
    keywords: tuple[str, ...] = ()
    literals: tuple[str, ...] = ()
    splat: bool = False
    keyword_splat: bool = False
    frame: Frame = Frame.NONE


class Reference(NamedTuple):
    """A place where a name is used.

    Attributes:
        path: POSIX path of the file, relative to the workspace folder.
        span: The name.
        line: Zero-based.
        role: What is done with it.
        sure: True if the place was resolved to the symbol that was asked for; False if it only has the same name, and
            what it stands on is not known. A place that was resolved to something else is not a reference at all.
        within: Qualified name of the innermost function, method or class that it lies in; empty at the top level.
        call: The call, where it is one.
    """

    path: str
    span: Span
    line: int
    role: Role
    sure: bool
    within: str = ""
    call: Call | None = None


@dataclass(frozen=True, slots=True)
class Import:
    """One name, or one module, that a file brings in.

    Attributes:
        path: The importing file.
        span: The import statement.
        module: As written.
        name: What is taken from the module; empty where it is the module itself, ``*`` for everything.
        alias: What it is called in the file; empty where it brings in no name of its own.
        target: The workspace file that the module is; None for what comes from outside, or is not found.
    """

    path: str
    span: Span
    module: str
    name: str = ""
    alias: str = ""
    target: str | None = None


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """An answer that says whether it is whole.

    Attributes:
        items: In order of path and place.
        partial: Why there may be more: a limit was reached, or the index itself is partial. Empty if this is all.
    """

    items: tuple[T, ...]
    partial: str = ""


@dataclass(frozen=True, slots=True)
class Usage:
    """All that is known of the use of one thing.

    Attributes:
        target: The symbol, or the dotted name of what comes from outside of the workspace (``requests.get``).
        references: Sure ones only.
    """

    target: Symbol | str
    references: tuple[Reference, ...]


@dataclass(frozen=True, slots=True)
class IndexedFile:
    """A file as it was indexed.

    Attributes:
        path: POSIX path, relative to the workspace folder.
        language: LSP language id.
        digest: Hash of its content.
        lines: Number of lines.
        modified: Time of its last change, in seconds since the epoch.
    """

    path: str
    language: str
    digest: str
    lines: int
    modified: float


@dataclass(frozen=True, slots=True)
class Stats:
    """Figures about an index.

    Attributes:
        files: By language id.
        lines: Of all files.
        symbols: By kind.
        references: Stored references; those to variables that are local to a function are not stored.
        left_out: Files that were seen and not indexed, by the reason: "generated", "too large", "not text", "no
        grammar".
        partial: Why the index does not hold the whole workspace; empty if it does.
        bytes: Size of the index on disk.
        updated: Time of the last update, in seconds since the epoch; 0 if there was none.
    """

    files: Mapping[str, int] = field(default_factory=dict)
    lines: int = 0
    symbols: Mapping[str, int] = field(default_factory=dict)
    references: int = 0
    left_out: Mapping[str, int] = field(default_factory=dict)
    partial: str = ""
    bytes: int = 0
    updated: float = 0.0


@dataclass(frozen=True, slots=True)
class Update:
    """What an update did.

    Attributes:
        indexed: Paths whose content was new or changed.
        removed: Paths that are gone, or left out now.
        unchanged: Number of files that were as before.
        partial: Why it stopped early; empty if it did not. The next update goes on from there.
        seconds: What it took.
    """

    indexed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: int = 0
    partial: str = ""
    seconds: float = 0.0
