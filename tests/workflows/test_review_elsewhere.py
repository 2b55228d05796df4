"""Review, by what else the project says: listings, leftovers, descriptions, words, links, stopgaps."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from hermes_lsp.core.places import Places
from hermes_lsp.index.reader import Index
from hermes_lsp.workflows.project import load_project
from hermes_lsp.workflows.review.known import Known
from hermes_lsp.workflows.review.registry import all_finders
from hermes_lsp.workflows.review.sources import staged_change

Texts = Mapping[str, str]
Says = Callable[[str, Texts, Mapping[str, str | None]], list[str]]

OPTIONS = ["retries", "timeout", "proxies", "headers", "cookies", "verify"]
DESCRIBED = '''
def fetch(url, timeout{more}):
    """Fetch it.

    :param url: Where it is.
    :param timeout: In seconds.{words}
    """
    return open(url)
'''


@pytest.fixture
def says(tmp_path: Path) -> Says:
    """What a finder says of a change, each as ``PATH:LINE SENTENCE``; a text of None is deleted."""

    def git(*arguments: str) -> None:
        who = ("-c", "user.name=ann", "-c", "user.email=ann@example.org")
        subprocess.run(["git", *who, *arguments], cwd=tmp_path / "shop", check=True, capture_output=True)

    def write(texts: Mapping[str, str | None]) -> None:
        for name, text in texts.items():
            path = tmp_path / "shop" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.unlink(missing_ok=True) if text is None else path.write_text(text)
        git("add", "--all")

    def told(kind: str, before: Texts, after: Mapping[str, str | None]) -> list[str]:
        (tmp_path / "shop").mkdir(exist_ok=True)
        git("init", "--quiet")
        write(before)
        git("commit", "--quiet", "--message", "start")
        write(after)
        project = load_project(tmp_path / "shop", places=Places(tmp_path / "home"))
        change = staged_change(tmp_path / "shop")
        with Index.open(tmp_path / "none") as index:
            known = Known(project, tmp_path / "shop", change, (), index)
            [finder] = [each for each in all_finders() if each.name == kind]
            return [f"{each.path}:{each.line} {each.sentence}" for each in finder.find(change, known)]

    return told


def test_a_new_option_is_listed_where_all_of_its_neighbours_are(says: Says) -> None:
    code = "class Options:\n" + "".join(f"    {name}: int = 0\n" for name in OPTIONS)
    page = "# Options\n\n" + "".join(f"- `{name}`: what it does\n" for name in OPTIONS)
    before = {"shop/options.py": code, "docs/options.md": page}
    [said] = says("listing", before, {"shop/options.py": code + "    redirects: int = 0\n"})
    assert said == (
        "shop/options.py:8 `redirects` is new beside 6 others, of which 6 are listed in `docs/options.md`; it is not"
    )


def test_nothing_is_missed_in_a_list_of_other_things(says: Says) -> None:
    code = "class Options:\n" + "".join(f"    {name}: int = 0\n" for name in OPTIONS)
    after = {"shop/options.py": code + "    redirects: int = 0\n"}
    some = "".join(f"- `{name}`: what it does\n" for name in OPTIONS[:3])
    assert says("listing", {"shop/options.py": code, "docs/some.md": some}, after) == []


def test_what_a_page_speaks_of_in_another_way_is_not_missed_there(says: Says) -> None:
    code = "class Options:\n" + "".join(f"    {name}: int = 0\n" for name in OPTIONS)
    page = "".join(f"- `{name}`: what it does\n" for name in OPTIONS) + "\n## Redirects\n"
    after = {"shop/options.py": code + "    redirects: int = 0\n"}
    assert says("listing", {"shop/options.py": code, "docs/options.md": page}, after) == []


def test_entries_that_many_places_lack_are_left_to_translators(says: Says) -> None:
    texts = "".join(f'"{name}": "words",\n' for name in OPTIONS)
    before = {f"locale/{language}.json": texts for language in ("de", "en", "fr", "it", "nl")}
    assert says("listing", before, {"locale/en.json": texts + '"redirects": "words",\n'}) == []


def test_a_name_that_files_beside_it_had_before_is_not_new(says: Says) -> None:
    texts = "".join(f"{name}: words\n" for name in OPTIONS)
    page = "".join(f"- `{name}`: what it does\n" for name in OPTIONS)
    before = {"locale/en.yml": texts + "redirects: words\n", "locale/fr.yml": texts, "page.md": page}
    assert says("listing", before, {"locale/fr.yml": texts + "redirects: words\n"}) == []


def test_a_changelog_that_names_a_new_entry_does_not_make_it_an_old_one(says: Says) -> None:
    page = "".join(f"- `{name}`: what it does\n" for name in OPTIONS)
    types = "interface Options {\n" + "".join(f"  {name}: string;\n" for name in OPTIONS) + "}\n"
    before = {"README.md": page, "CHANGELOG.md": "- `redirects` is new\n", "index.d.ts": types}
    assert len(says("listing", before, {"README.md": page + "- `redirects`: what it does\n"})) == 1


def test_entries_that_came_into_the_change_together_are_not_neighbours_of_each_other(says: Says) -> None:
    page = "".join(f"- `{name}`: what it does\n" for name in OPTIONS)
    before = {"shop/a.py": " ".join(OPTIONS) + "\n", "docs/options.md": page}
    new = "class Options:\n" + "".join(f"    {name}: int = 0\n" for name in (*OPTIONS, "redirects"))
    assert says("listing", before, {"shop/a.py": " ".join(OPTIONS) + "\n" + new}) == []


@pytest.mark.parametrize(("name", "form"), [("shop/names", "{}\n"), ("shop/a.js", "const {0} = require('./{0}')\n")])
def test_plain_data_and_what_is_brought_in_are_no_lists_of_what_there_is(says: Says, name: str, form: str) -> None:
    texts = "".join(form.format(each) for each in OPTIONS)
    page = "".join(f"- `{each}`: what it does\n" for each in OPTIONS)
    after = {name: texts + form.format("redirects")}
    assert says("listing", {name: texts, "docs/page.md": page}, after) == []


def test_settings_of_a_tool_for_one_folder_are_not_those_for_another(says: Says) -> None:
    rules = "{\n" + "".join(f'  "{name}": true,\n' for name in OPTIONS)
    before = {"src/lint.json": rules + "}\n", "test/lint.json": rules + "}\n"}
    assert says("listing", before, {"src/lint.json": rules + '  "redirects": true\n}\n'}) == []


@pytest.mark.parametrize("at_once", [True, False])
def test_a_list_into_which_entries_come_by_commits_of_their_own_waits_for_one(says: Says, at_once: bool) -> None:
    def code(count: int) -> str:
        return "class Options:\n" + "".join(f"    {name}: int = 0\n" for name in OPTIONS[:count])

    def page(count: int) -> str:
        return "".join(f"- `{name}`: what it does\n" for name in OPTIONS[:count])

    for count in range(1, 7):
        texts: dict[str, str | None] = {"shop/options.py": code(count)}
        says("listing", {"docs/options.md": page(count - 1 if at_once else count)}, texts)
    after = {"shop/options.py": code(6) + "    redirects: int = 0\n"}
    assert len(says("listing", {"docs/options.md": page(6)}, after)) == at_once


def test_a_name_that_only_a_page_still_has(says: Says) -> None:
    code = "def read_all_items(shop):\n    return shop.items\n"
    before = {"shop/a.py": code, "docs/use.md": "Call\n`read_all_items(shop)`.\n", "CHANGES.md": "read_all_items\n"}
    [said] = says("leftover", before, {"shop/a.py": code.replace("read_all_items", "items_of")})
    assert said == "shop/a.py:1 `read_all_items` is gone from `shop/a.py`, but it is still named at docs/use.md:2"


def test_a_name_that_code_still_has_is_not_gone(says: Says) -> None:
    code = "def read_all_items(shop):\n    return shop.items\n"
    before = {"shop/a.py": code, "docs/use.md": "`read_all_items(shop)`\n", "shop/b.py": "import a\na.read_all_items\n"}
    assert says("leftover", before, {"shop/a.py": code.replace("read_all_items", "items_of")}) == []


@pytest.mark.parametrize(
    ("page", "line"), [("docs/use.md", "`read_all_items` was removed."), ("docs/history/a.md", "read_all_items")]
)
def test_who_tells_that_a_name_is_gone_may_name_it(says: Says, page: str, line: str) -> None:
    code = "def read_all_items(shop):\n    return shop.items\n"
    before = {"shop/a.py": code, page: f"{line}\n"}
    assert says("leftover", before, {"shop/a.py": code.replace("read_all_items", "items_of")}) == []


def test_a_file_that_is_gone_and_still_named(says: Says) -> None:
    before = {"tools/build.sh": "make\n", "ci.yml": "steps:\n  - run: tools/build.sh\n"}
    [said] = says("leftover", before, {"tools/build.sh": None})
    assert said == "tools/build.sh:1 There is no `tools/build.sh` any more, but it is still named at ci.yml:2"
    ignored = {"tools/build.sh": "make\n", ".gitignore": "tools/build.sh\n"}
    assert says("leftover", ignored, {"ci.yml": None, "tools/build.sh": None}) == []


def test_a_new_parameter_without_its_words(says: Says) -> None:
    before = {"shop/a.py": DESCRIBED.format(more="", words="")}
    [said] = says("description", before, {"shop/a.py": DESCRIBED.format(more=", proxy=None", words="")})
    assert said == ("shop/a.py:2 `proxy` is new in `fetch`, whose other 2 parameters are described; it is not")
    told = DESCRIBED.format(more=", proxy=None", words="\n    :param proxy: To go through.")
    assert says("description", {}, {"shop/a.py": told}) == []


def test_words_on_a_parameter_that_is_gone(says: Says) -> None:
    words = "\n    :param proxy: To go through."
    before = {"shop/a.py": DESCRIBED.format(more=", proxy=None", words=words)}
    [said] = says("description", before, {"shop/a.py": DESCRIBED.format(more="", words=words)})
    assert said == "shop/a.py:2 `fetch` does not take `proxy` any more, but its description still tells of it"


def test_slips_of_the_pen(says: Says) -> None:
    before = {"shop/a.py": "".join(f"serialize({n})\n" for n in range(9)), "b.md": "Words.\n"}
    after = "Words.\nThey are are seperate, and serrialize.\n"
    assert sorted(says("spelling", before, {"b.md": after})) == [
        "b.md:2 `are are`: the same word twice",
        "b.md:2 `seperate` is probably `separate`",
        "b.md:2 `serrialize` is written nowhere else here; `serialize` is, 9 times",
    ]


def test_who_spells_a_word_right_is_not_told_to_spell_it_as_the_others_do(says: Says) -> None:
    others = {"shop/a.py": "".join(f"transfered({n})\n" for n in range(20)), "b.md": "Words.\n"}
    assert says("spelling", others, {"b.md": "Words.\nIt was transferred.\n"}) == []


@pytest.mark.parametrize("line", ["strrpos(text)", "It was bootstrapped.", "It is bootstrapping."])
def test_functions_of_others_and_endings_that_double_a_letter_are_no_slips(says: Says, line: str) -> None:
    often = "".join(f"strpos({n}) bootstraped bootstraping\n" for n in range(20))
    assert says("spelling", {"shop/a.php": often, "b.md": "Words.\n"}, {"b.md": f"Words.\n{line}\n"}) == []


def test_thousands_of_lines_at_once_are_nobodys_slip(says: Says) -> None:
    assert says("spelling", {"b.md": "Words.\n"}, {"b.md": "".join(f"recieve {n}\n" for n in range(4000))}) == []


@pytest.mark.parametrize("line", ["Mended: seperate -> separate", "Fix a typo: seperate"])
def test_who_speaks_of_a_slip_may_quote_it(says: Says, line: str) -> None:
    assert says("spelling", {"b.md": "Words.\n"}, {"b.md": f"Words.\n{line}\n"}) == []


def test_a_word_that_the_file_had_before_is_no_slip_of_this_change(says: Says) -> None:
    assert says("spelling", {"a.py": "# recieve it\n"}, {"a.py": "# recieve it\n# and recieve more\n"}) == []


def test_a_name_that_other_files_spell_the_same_is_not_to_be_changed_here(says: Says) -> None:
    before = {"shop/a.py": "error_occured = False\n", "shop/b.py": "import a\n"}
    assert says("spelling", before, {"shop/b.py": "import a\n\na.error_occured = True\n"}) == []


def test_links_of_a_page_that_lead_nowhere(says: Says) -> None:
    page = "# All of it\n\n[a](#all-of-it) [b](use.md) [c](use.md#x) [d](https://example.org/none.md)\n"
    before = {"docs/index.md": page, "docs/use.md": "Use it.\n"}
    assert says("link", before, {"docs/index.md": page + "\n[e](gone.md)\n"}) == [
        "docs/index.md:5 `gone.md` leads nowhere: there is no `docs/gone.md`"
    ]


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("a.py", "    breakpoint()"),
        ("a.js", "  describe.only('x', f)"),
        ("a.rb", "  binding.pry"),
        ("a.md", "<<<<<<< x"),
    ],
)
def test_what_was_hardly_meant_to_stay(says: Says, name: str, line: str) -> None:
    [said] = says("debris", {name: "one\n"}, {name: f"one\n{line}\n"})
    assert said == f"{name}:2 `{line.strip()}` was hardly meant to stay"


def test_a_private_function_that_has_lost_its_last_use(says: Says) -> None:
    code = "def _net_of(item):\n    return item.cost\n\n\ndef price(item):\n    return _net_of(item)\n"
    [said] = says(
        "unused", {"shop/a.py": code}, {"shop/a.py": code.replace("return _net_of(item)", "return item.price")}
    )
    assert said == "shop/a.py:1 `_net_of` has lost its last use"
    public = code.replace("_net_of", "net_of")
    after = public.replace("return net_of(item)", "return item.price")
    assert says("unused", {"shop/a.py": public}, {"shop/a.py": after}) == [], "others may use it"


@pytest.mark.parametrize(
    ("head", "call", "told"),
    [
        ("class Upper {", "", True),
        ("class Upper extends Transform {", "", False),
        ("class Upper {", "this[`_write_${kind}`]()", False),
        ("class Upper {", "this['_write_' + kind]()", False),
    ],
)
def test_what_a_framework_or_a_made_up_name_calls_is_used(says: Says, head: str, call: str, told: bool) -> None:
    before = f"{head}\n  _write_text(text) {{ }}\n  use(kind) {{ this._write_text(kind); {call} }}\n}}\n"
    after = before.replace("this._write_text(kind);", "")
    found = says("unused", {"shop/a.js": before}, {"shop/a.js": after})
    assert found == ["shop/a.js:2 `Upper._write_text` has lost its last use"] * told
