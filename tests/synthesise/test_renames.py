"""A declared name gets another one, and so does each of its uses, as far as the name holds."""

from __future__ import annotations

import pytest
from lesson_texts import answer, lesson, taught

from hermes_lsp.core.errors import RecipeInvalid
from hermes_lsp.core.example import Example
from hermes_lsp.learning.synthesise.replay import replay
from hermes_lsp.recipes.codec import dump, load
from hermes_lsp.recipes.explain import explain
from hermes_lsp.recipes.recipe import RecipeBook

CAUGHT = "The name `{}` should be `error`"
FIRST = "The first one is called `cls`"
LOCAL = "Local dummy is used"


def _caught(name: str, rest: str) -> tuple[str, str]:
    """JavaScript that catches something under a name, and the message about it."""
    return f"try {{ a(); }} catch (⟦{name}⟧) {{ {rest} }}\n", CAUGHT.format(name)


def _catches() -> RecipeBook:
    before, message = _caught("e", "log(e, x.e); throw e;")
    after = "try { a(); } catch (error) { log(error, x.e); throw error; }\n"
    return taught(lesson(before, after, language="javascript", message=message))


def _catch_answer(name: str, rest: str) -> str:
    before, message = _caught(name, rest)
    return answer(_catches(), before, language="javascript", message=message)


@pytest.mark.parametrize(
    ("name", "rest", "expected"),
    [
        pytest.param("err", "throw err;", "throw error;", id="another old name"),
        pytest.param("e", "f({e, k: e});", "f({e: error, k: error});", id="a shorthand keeps its key"),
        pytest.param("e", "g(() => { e = 1; });", "g(() => { error = 1; });", id="an assignment further in"),
        pytest.param("e", "o.e = `${e}`; // e", "o.e = `${error}`; // e", id="members and comments stay"),
    ],
)
def test_one_example_is_enough_where_the_message_says_the_name(name: str, rest: str, expected: str) -> None:
    assert _catch_answer(name, rest) == f"try {{ a(); }} catch (error) {{ {expected} }}\n"


@pytest.mark.parametrize(
    ("rest", "why"),
    [
        pytest.param("f((e) => e);", "another thing has the same name there", id="a parameter of the same name"),
        pytest.param("{ let e = 1; f(e); }", "another thing has the same name there", id="a variable further in"),
        pytest.param("f(e, error);", "“error” is used there already", id="the new name is taken"),
        pytest.param("f('e', e);", "a string says the name", id="a string that is the name"),
    ],
)
def test_where_the_meaning_might_change_nothing_is_offered(rest: str, why: str) -> None:
    assert _catch_answer("e", rest) == f"silent: {why}"


def test_the_same_name_elsewhere_is_another_name() -> None:
    before = "try { a(e); } catch (⟦e⟧) { f(e); }\nf(e);\n"
    after = "try { a(e); } catch (error) { f(error); }\nf(e);\n"
    assert answer(_catches(), before, language="javascript", message=CAUGHT.format("e")) == after


def _parameter(before: str, after: str) -> Example:
    return lesson(before, after, message=FIRST)


def _classes() -> RecipeBook:
    return taught(
        _parameter(
            "class M:\n    def make(⟦mcs⟧, n):\n        return mcs(n)\n",
            "class M:\n    def make(cls, n):\n        return cls(n)\n",
        )
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "class A:\n    def f(⟦klass⟧, k):\n        for i in klass.x(klass=k):\n            yield lambda: klass\n",
            "class A:\n    def f(cls, k):\n        for i in cls.x(klass=k):\n            yield lambda: cls\n",
            id="in the function, but for keywords of calls",
        ),
        pytest.param(
            "class A:\n    def f(⟦self⟧): return f'{self}'\n    def g(self): return self\n",
            "class A:\n    def f(cls): return f'{cls}'\n    def g(self): return self\n",
            id="not in the next function",
        ),
        pytest.param(
            "class A:\n    def f(⟦self⟧):\n        def g(self): return self\n",
            "silent: another thing has the same name there",
            id="not where a function inside has a parameter of that name",
        ),
        pytest.param(
            "class A:\n    def f(⟦self⟧):\n        global self\n",
            "silent: the name is that of another scope as well",
            id="not a global name",
        ),
    ],
)
def test_a_parameter(before: str, after: str) -> None:
    assert answer(_classes(), before, message=FIRST) == after


def _local(name: str, new: str, more: str = "") -> Example:
    text = "{more}def f(a):\n    {name} = a.b\n    return {name} + 1\n"
    return lesson(
        text.format(name=f"⟦{name}⟧", more=more).replace(f"return ⟦{name}⟧", f"return {name}"),
        text.format(name=new, more=more),
        message=LOCAL,
    )


def test_a_local_variable_loses_its_underscore() -> None:
    book = taught(_local("_width", "width"))
    before = "def g():\n    ⟦_h⟧: int = 1\n    _h += 2\n    return [_h for x in y]\n"
    assert answer(book, before, message=LOCAL) == before.replace("⟦_h⟧", "h").replace("_h", "h")


def test_an_underscore_goes_behind_the_name_where_that_is_known() -> None:
    """Which of the two is right is told by whether the name means something around already."""
    lessons = [_local("_width", "width"), _local("_rows", "rows")]
    known = [_local(f"_{name}", f"{name}_", f"import {name}\n") for name in ("os", "sys", "ast")]
    book = taught(*lessons, *known)
    assert "    return h + 1" in answer(book, _local("_h", "h").before.replace("_h =", "⟦_h⟧ ="), message=LOCAL)
    behind = "import json\ndef f(a):\n    ⟦_json⟧ = a.b\n    return _json + 1\n"
    assert "    return json_ + 1" in answer(book, behind, message=LOCAL)
    builtin = "def f(a):\n    ⟦_len⟧ = a.b\n    return _len + 1\n"
    assert "    return len_ + 1" in answer(book, builtin, message=LOCAL)


def test_what_other_files_may_use_keeps_its_name() -> None:
    book = taught(_local("_width", "width"))
    for before in ("⟦_x⟧ = 1\nf(_x)\n", "class A:\n    ⟦_x⟧ = 1\n    y = _x\n"):
        assert answer(book, before, message=LOCAL) == "silent: other files may use the name"


def test_an_exported_name_stays_and_another_of_the_file_does_not() -> None:
    message = "`{}` is short for `options`"
    shown = lesson(
        "function f(a) { let ⟦opts⟧ = a; return opts; }\n",
        "function f(a) { let options = a; return options; }\n",
        language="javascript",
        message=message.format("opts"),
    )
    book = taught(shown)

    def offered(before: str) -> str:
        return answer(book, before, language="javascript", message=message.format("opts"))

    assert offered("import ⟦opts⟧ from 'o';\nf(opts);\n") == "import options from 'o';\nf(options);\n"
    assert offered("const ⟦opts⟧ = 1;\nf(opts);\n") == "const options = 1;\nf(options);\n"
    assert offered("export const ⟦opts⟧ = 1;\nf(opts);\n").startswith("silent: ")
    assert offered("const ⟦opts⟧ = 1;\nexport { opts };\n").startswith("silent: ")
    loops = "function f() { for (var ⟦opts⟧ in a) b(opts); for (var opts in c) d(opts); }\n"
    assert offered(loops) == loops.replace("⟦opts⟧", "options").replace("opts", "options")


def test_a_name_that_was_changed_only_where_it_is_declared_says_nothing_of_uses() -> None:
    book = taught(_parameter("def make(⟦mcs⟧, n):\n    return n\n", "def make(cls, n):\n    return n\n"))
    assert answer(book, "def f(⟦m⟧):\n    pass\n", message=FIRST) == "def f(cls):\n    pass\n"
    assert "is used elsewhere" in answer(book, "def f(⟦m⟧):\n    return m\n", message=FIRST)


def test_a_renaming_that_left_a_use_out_is_not_learned_as_one() -> None:
    shown = _parameter("def f(⟦mcs⟧):\n    return mcs, mcs\n", "def f(cls):\n    return cls, mcs\n")
    from hermes_lsp.learning.synthesise import learn

    book = learn([shown]).book
    assert book is None or not any(recipe.renames for recipe in book.recipes)


def test_the_file_says_it_and_gives_it_back() -> None:
    book = _catches()
    assert "renames: true" in dump(book)
    assert load(dump(book)) == book
    assert any("wherever the name is used" in line for line in explain(book.recipes[0]).lines)
    before, message = _caught("e", "log(e, x.e); throw e;")
    after = "try { a(); } catch (error) { log(error, x.e); throw error; }\n"
    assert replay(book, [lesson(before, after, language="javascript", message=message)]) == []


def test_a_recipe_by_hand_can_rename_at_one_place_only() -> None:
    text = 'version: 1\nlanguage: python\nrecipes:\n- pattern: (parameters _=A "m"@B)\n  renames: true\n  change: []\n'
    with pytest.raises(RecipeInvalid):
        load(text)
