"""What the index must be told about a family of languages. One instance a file in ``families/``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from .captures import Captures
from .shapes import Shapes


class Brought(NamedTuple):
    """One thing that an import statement brings in.

    Attributes:
        module: As written, without quotes; empty if the file hands on something of its own.
        name: What is taken from the module: empty for the module itself, ``*`` for everything in it.
        bound: The name that it has in the file, empty if it has none; for an export that under which others find it.
        exported: It is handed on to whoever imports this file, and brings no name into it.
        root: ``bound`` is the first part of the module's dotted name, and stands for that (``import a.b`` binds ``a``).
    """

    module: str
    name: str = ""
    bound: str = ""
    exported: bool = False
    root: bool = False


class Binding(NamedTuple):
    """What an assignment or declaration says about one variable.

    Attributes:
        at: Byte offset of the variable's name.
        name: The name.
        says: Empty if nothing is known of its value; ``":"`` and a type as written, with a tab before steps from it;
            ``"="`` and the dotted name whose value it holds, with ``()`` behind it for the result of calling that;
            ``"0"`` for an empty value such as None.
        owner: For a member of an object the object as written, such as ``self``.
        constant: It is declared as a constant.
        declares: It makes the variable where there is none; else it writes to one that is declared elsewhere.
    """

    at: int
    name: str
    says: str = ""
    owner: str = ""
    constant: bool = False
    declares: bool = True


class Files(Protocol):
    """The files of an index, as far as resolving an import may ask for them."""

    def by_stem(self, stem: str) -> tuple[str, ...]:
        """Paths of the files with that stem: the name without its ending, or that of the folder that it stands for."""
        ...

    def exists(self, path: str) -> bool: ...

    def named(self, module: str) -> tuple[str, ...]:
        """Where a module may lie by what the workspace's settings say of its name."""
        ...


@dataclass(frozen=True, slots=True)
class Family:
    """How a family of languages names things.

    All functions get the text decoded so that an index into it is a byte offset (Latin-1 over the UTF-8 bytes). Those
    that read a statement get the text, its start and its end; ``calls`` leads from the start of each argument list in
    the text to its end.

    Attributes:
        name: For messages.
        separators: What stands between an object and its member, longest first.
        class_names: Names with a meaning in a class, with what they stand for: ``""`` for the class, ``"()"`` for its
            object, ``".^"`` and ``".^()"`` for what it inherits.
        first_parameter_is_this: A method's first parameter stands for its object, whatever its name.
        this_parameters: The only names that such a first parameter may have; any, if empty.
        static: Decorators that take a method's object away.
        of_class: Decorators, and names of first parameters, that give a method its class instead of its object.
        implicit_members: A bare name in a method may be a member of its class.
        closed: Definitions whose members are not seen by their bare names right inside.
        members_declared: An assignment to a member does not make it.
        maker: The method of every class that makes an object of it.
        enter: Methods whose result a ``with`` statement binds. An object that has none of them was made by a function
            that is entered itself.
        sigil: What stands before the names of variables, and belongs to them.
        declared_apart: A function may be declared in one file and defined in another.
        docs_inside: The documentation is a string that begins the body; else it is a comment before the definition.
        export_lists: Variables whose strings name what the file hands on.
        globals_of: Which files share their top-level names without an import: "file" (none), "folder" or "everywhere".
        folder_files: Names of files that stand for their folder, without ending.
        folder_is_module: All files of a folder are one module.
        submodules: What lies in a folder can be reached through the file that stands for it.
        imports: What an import statement brings in.
        resolve: The path of the file, or folder, that a module is as seen from an importing file; None if it is none
            of ours.
        bindings: What an assignment or a declaration says.
        returned: What a return statement says of its value, in the form of :attr:`Binding.says`.
        type_name: The one class that a type as written stands for, dotted, or "" if that is not certain.
        result_type: The type as written of a function's result, from what stands between its name and its body, its
            decorators, and what stands before its name; ``Self`` for that of its object, "" if it has none.
        type_names: The classes that a type as written may stand for, dotted, with ``[]`` behind one for a list of it.
        signature: Types as written of the parameters of a function, and of its result, from those or from a type of
            functions; ``((), "")`` for what is none.
        each: Methods of a list that hand all that is in it, one by one, to a function.
        takes_one: Those that take what may be in it.
        one_of: Those that give one thing that is in it.
        same_list: Those that give a list of such things.
        made_by: The method of a class that takes what it is made from.
        shapes: What is named in patterns and literals.
        bases: The classes that a class is made from, from what stands between its name and its body.
        receiver: The type that a function is a method of, from what stands before its name; "" if it is none.
    """

    name: str
    separators: tuple[str, ...] = (".",)
    class_names: Mapping[str, str] = field(default_factory=dict)
    first_parameter_is_this: bool = False
    this_parameters: frozenset[str] = frozenset()
    static: frozenset[str] = frozenset()
    of_class: frozenset[str] = frozenset()
    implicit_members: bool = False
    closed: frozenset[str] = frozenset()
    members_declared: bool = False
    maker: str = ""
    enter: frozenset[str] = frozenset()
    sigil: str = ""
    declared_apart: bool = False
    docs_inside: bool = False
    export_lists: frozenset[str] = frozenset()
    globals_of: str = "file"
    folder_files: frozenset[str] = frozenset()
    folder_is_module: bool = False
    submodules: bool = False
    imports: Callable[[str, int, int], tuple[Brought, ...]] = lambda text, start, end: ()
    resolve: Callable[[str, str, Files], str | None] = lambda module, importer, files: None
    bindings: Callable[[str, int, int, Mapping[int, int]], tuple[Binding, ...]] = lambda text, start, end, calls: ()
    returned: Callable[[str, int, int, Mapping[int, int]], str] = lambda text, start, end, calls: ""
    type_name: Callable[[str], str] = lambda written: ""
    result_type: Callable[[str, tuple[str, ...], str], str] = lambda header, decorators, before: ""
    type_names: Callable[[str], tuple[str, ...]] = lambda written: ()
    signature: Callable[[str], tuple[tuple[str, ...], str]] = lambda written: ((), "")
    each: frozenset[str] = frozenset()
    takes_one: frozenset[str] = frozenset()
    one_of: frozenset[str] = frozenset()
    same_list: frozenset[str] = frozenset()
    made_by: str = ""
    shapes: Callable[[Captures, str], Shapes] = lambda captures, text: Shapes()
    bases: Callable[[str], tuple[str, ...]] = lambda header: ()
    receiver: Callable[[str], str] = lambda header: ""
