"""A small project in every language: one file that defines a function, and eight that call it four times each."""

from __future__ import annotations

from typing import NamedTuple

USERS = 8
WORDS = ("one", "two", "three", "four", "five", "six")


class Sample(NamedTuple):
    """The texts of one language.

    Attributes:
        name: What is defined.
        store, text: Path and text of the file with the definition.
        user: Path of a file that uses it, with a gap for its number.
        head, use, tail: Such a file: what it begins with, one use with gaps for its number and its word, and the end.
        more: Other files that the project needs.
    """

    name: str
    store: str
    text: str
    user: str
    head: str
    use: str
    tail: str = ""
    more: tuple[tuple[str, str], ...] = ()

    @property
    def files(self) -> dict[str, str]:
        users = {_filled(self.user, number): self._user(number) for number in range(USERS)}
        return {self.store: self.text, **users, **dict(self.more)}

    def _user(self, number: int) -> str:
        uses = "".join(_filled(self.use, number, word) for word in WORDS)
        return _filled(self.head, number) + uses + _filled(self.tail, number)


def _filled(text: str, number: int, word: str = "") -> str:
    return text.replace("{n}", str(number)).replace("{word}", word).replace("{Word}", word.capitalize())


SAMPLES: dict[str, Sample] = {
    "python": Sample(
        "open_store",
        "lib/store.py",
        '''\
def open_store(name, *, timeout=None):
    """Opens the store."""
    return name
''',
        "app/user_{n}.py",
        "from lib.store import open_store\n",
        """\


def read_{word}_{n}():
    with open_store("a", timeout=1) as store:
        store.go()
""",
    ),
    "javascript": Sample(
        "openStore",
        "lib/store.js",
        """\
/** Opens the store. */
export function openStore(name) {
  return name;
}
""",
        "app/user{n}.js",
        "import { openStore } from '../lib/store.js';\n",
        """\

export function read{Word}{n}() {
  const store = openStore('a');
  if (!store) { return null; }
  return store;
}
""",
    ),
    "typescript": Sample(
        "openStore",
        "lib/store.ts",
        """\
/** Opens the store. */
export function openStore(name: string): string {
  return name;
}
""",
        "app/user{n}.ts",
        "import { openStore } from '../lib/store';\n",
        """\

export async function read{Word}{n}(): Promise<string> {
  const store = openStore('a');
  if (store === '') {
    return '';
  }
  return store;
}
""",
    ),
    "go": Sample(
        "OpenStore",
        "store/store.go",
        """\
package store

// OpenStore opens the store.
func OpenStore(name string) (string, error) {
	return name, nil
}
""",
        "app/user{n}.go",
        """\
package app

import "example.com/shop/store"
""",
        """\

func Read{Word}{n}() error {
	_, err := store.OpenStore("a")
	if err != nil {
		return err
	}
	return nil
}
""",
        more=(("go.mod", "module example.com/shop\n"),),
    ),
    "rust": Sample(
        "open_store",
        "src/store.rs",
        """\
/// Opens the store.
pub fn open_store(name: &str) -> u32 {
    1
}
""",
        "src/user{n}.rs",
        "use crate::store::open_store;\n",
        """\

pub fn read_{word}_{n}() -> u32 {
    let store = open_store("a");
    if store == 0 {
        return 1;
    }
    store
}
""",
        more=(("Cargo.toml", '[package]\nname = "shop"\n'),),
    ),
    "java": Sample(
        "openStore",
        "src/shop/Store.java",
        """\
package shop;

/** Keeps. */
public class Store {
    /** Opens the store. */
    public static String openStore(String name) {
        return name;
    }
}
""",
        "src/shop/User{n}.java",
        """\
package shop;

public class User{n} {
""",
        """\
    public String read{Word}() {
        String store = Store.openStore("a");
        if (store == null) {
            return "";
        }
        return store;
    }

""",
        "}\n",
    ),
    "c": Sample(
        "open_store",
        "store.c",
        """\
/* Opens the store. */
int open_store(int name)
{
    return name;
}
""",
        "user_{n}.c",
        '#include "store.h"\n',
        """\

int read_{word}_{n}(void)
{
    int store = open_store(1);
    if (store < 0) {
        return 1;
    }
    return store;
}
""",
        more=(("store.h", "int open_store(int name);\n"),),
    ),
    "cpp": Sample(
        "open_store",
        "store.cpp",
        """\
// Opens the store.
int open_store(int name) {
    return name;
}
""",
        "user_{n}.cpp",
        '#include "store.hpp"\n',
        """\

int read_{word}_{n}() {
    auto store = open_store(1);
    if (store < 0) {
        return 1;
    }
    return store;
}
""",
        more=(("store.hpp", "int open_store(int name);\n"),),
    ),
    "csharp": Sample(
        "OpenStore",
        "Store.cs",
        """\
namespace Shop {
    public static class Store {
        /// <summary>Opens the store.</summary>
        public static string OpenStore(string name) {
            return name;
        }
    }
}
""",
        "User{n}.cs",
        """\
namespace Shop {
    public class User{n} {
""",
        """\
        public string Read{Word}() {
            var store = Store.OpenStore("a");
            if (store == null) {
                return "";
            }
            return store;
        }
""",
        """\
    }
}
""",
    ),
    "ruby": Sample(
        "open_store",
        "lib/store.rb",
        """\
class Store
  # Opens the store.
  def self.open_store(name, deep: false)
    name
  end
end
""",
        "lib/user_{n}.rb",
        """\
require_relative 'store'

class User{n}
""",
        """\
  def read_{word}
    store = Store.open_store('a', deep: true)
    return 1 if store == nil
    store
  end

""",
        "end\n",
    ),
    "php": Sample(
        "open_store",
        "src/store.php",
        """\
<?php
/** Opens the store. */
function open_store(string $name): string {
    return $name;
}
""",
        "src/user_{n}.php",
        """\
<?php
require 'store.php';
""",
        """\

function read_{word}_{n}(): string {
    $store = open_store("a");
    if ($store === "") {
        return "";
    }
    return $store;
}
""",
    ),
}
