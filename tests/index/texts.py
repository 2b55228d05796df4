# ruff: noqa: E501
"""A small shop in every language: two or three files, what they define, and who calls what."""

from __future__ import annotations

from typing import NamedTuple

from hermes_lsp.index.facts import Frame

USED, DISCARDED, RETURNED, CHECKED, ASSIGNED = (
    Frame.USED,
    Frame.DISCARDED,
    Frame.RETURNED,
    Frame.CHECKED,
    Frame.ASSIGNED,
)
AWAIT, TRY, DEFERRED = Frame.AWAIT, Frame.TRY, Frame.DEFERRED


class Shop(NamedTuple):
    """Texts, and what is true of them."""

    files: dict[str, str]
    symbols: list[str]
    calls: dict[tuple[str, str], list[tuple[int, Frame]]]


SHOPS: dict[str, Shop] = {
    "typescript": Shop(
        files={
            "src/store.ts": (
                "import { Base } from './base';\n"
                "/** Keeps. */\n"
                "export class Store extends Base {\n"
                "  private items: string[] = [];\n"
                "  constructor(private db: Db) { super(); }\n"
                "  async get(key: string, ...more: string[]): Promise<string> {\n"
                "    this.help(key);\n"
                "    return this.db.find(key);\n"
                "  }\n"
                "  help(key: string): void { this.shared(); }\n"
                "}\n"
                "export class Db { find(key: string) { return key; } }\n"
                "export const make = (n: number): Store => new Store(new Db());\n"
                "export default make;\n"
            ),
            "src/base.ts": (
                "export abstract class Base { shared() {} }\n"
                "export interface Shape { size: number }\n"
                "export enum Color { Red, Blue = 2 }\n"
                "export type Name = string;\n"
            ),
            "main.ts": (
                "import build, { Store as Shop, make } from './src/store.js';\n"
                "async function main(shop: Shop) {\n"
                "  await shop.get('a');\n"
                "  const got = await shop.get('b');\n"
                "  if (!got) { return make(1).get('c'); }\n"
                "  try { build(2); } catch (error) {}\n"
                "}\n"
            ),
        },
        symbols=[
            "attribute Color.Blue",
            "attribute Color.Red",
            "attribute Shape.size",
            "attribute Store.db",
            "attribute Store.items",
            "class Base",
            "class Db",
            "class Store",
            "enum Color",
            "function main",
            "function make",
            "interface Shape",
            "method Base.shared",
            "method Db.find",
            "method Store.constructor",
            "method Store.get",
            "method Store.help",
            "type Name",
        ],
        calls={
            ("src/store.ts", "Store"): [(13, USED)],
            ("src/store.ts", "Store.get"): [
                (3, DISCARDED | AWAIT),
                (4, USED | CHECKED | ASSIGNED | AWAIT),
                (5, USED | RETURNED),
            ],
            ("src/store.ts", "Store.help"): [(7, DISCARDED)],
            ("src/store.ts", "Db"): [(13, USED)],
            ("src/store.ts", "Db.find"): [(8, USED | RETURNED)],
            ("src/store.ts", "make"): [(5, USED), (6, DISCARDED | TRY)],
            ("src/base.ts", "Base.shared"): [(10, DISCARDED)],
        },
    ),
    "javascript": Shop(
        files={
            "store.js": (
                "/** Keeps. */\n"
                "class Store {\n"
                "  size = 0;\n"
                "  get(key) { return this.help(key); }\n"
                "  help(key) { return key; }\n"
                "}\n"
                "function make() { return new Store(); }\n"
                "module.exports = { Store, make };\n"
            ),
            "main.js": (
                "const { Store, make } = require('./store');\n"
                "const all = require('./store');\n"
                "const store = new Store();\n"
                "store.get('a');\n"
                "make().get('b');\n"
                "all.make();\n"
            ),
        },
        symbols=[
            "attribute Store.size",
            "class Store",
            "constant store",
            "function make",
            "method Store.get",
            "method Store.help",
        ],
        calls={
            ("store.js", "Store"): [(3, USED | ASSIGNED), (7, USED | RETURNED)],
            ("store.js", "Store.get"): [(4, DISCARDED), (5, DISCARDED)],
            ("store.js", "Store.help"): [(4, USED | RETURNED)],
            ("store.js", "make"): [(5, USED), (6, DISCARDED)],
        },
    ),
    "typescriptreact": Shop(
        files={
            "a.tsx": ("/** Keeps. */\nexport function Store({ name }: { name: string }) { return <b>{name}</b>; }\n"),
            "b.tsx": (
                "import { Store } from './a';\n"
                "export const Page = () => { Store({ name: 'x' }); return <Store name='a' />; };\n"
            ),
        },
        symbols=[
            "function Page",
            "function Store",
        ],
        calls={
            ("a.tsx", "Store"): [(2, DISCARDED)],
        },
    ),
    "go": Shop(
        files={
            "store/store.go": (
                "package store\n"
                "\n"
                "// Store keeps.\n"
                "type Store struct {\n"
                "\tdb *DB\n"
                "}\n"
                "\n"
                "// New makes one.\n"
                "func New(n int) *Store { return &Store{} }\n"
                "\n"
                "func (s *Store) Get(k string) (string, error) {\n"
                "\tv := s.db.Find(k)\n"
                "\thelper(k)\n"
                "\treturn v, nil\n"
                "}\n"
            ),
            "store/db.go": (
                "package store\n"
                "\n"
                "type DB struct{}\n"
                "\n"
                "func (d *DB) Find(k string) string { return k }\n"
                "\n"
                "func helper(x string) {}\n"
            ),
            "main.go": (
                "package main\n"
                "\n"
                "import (\n"
                '\t"fmt"\n'
                '\t"ex.com/app/store"\n'
                ")\n"
                "\n"
                "func main() {\n"
                "\ts := store.New(3)\n"
                '\tv, err := s.Get("a")\n'
                "\tif err != nil {\n"
                "\t\treturn\n"
                "\t}\n"
                '\tdefer s.Get("b")\n'
                "\tfmt.Println(v)\n"
                "}\n"
            ),
        },
        symbols=[
            "attribute Store.db",
            "class DB",
            "class Store",
            "function New",
            "function helper",
            "function main",
            "method DB.Find",
            "method Store.Get",
        ],
        calls={
            ("store/store.go", "New"): [(9, USED | ASSIGNED)],
            ("store/store.go", "Store.Get"): [(10, USED | CHECKED | ASSIGNED), (14, USED | DEFERRED)],
            ("store/db.go", "DB.Find"): [(12, USED | ASSIGNED)],
            ("store/db.go", "helper"): [(13, DISCARDED)],
        },
    ),
    "rust": Shop(
        files={
            "src/store.rs": (
                "/// Keeps.\n"
                "pub struct Store { n: u32 }\n"
                "impl Store {\n"
                "    /// Makes.\n"
                "    pub fn new(n: u32) -> Self { Store { n } }\n"
                "    pub fn get(&self) -> u32 { self.help() }\n"
                "    fn help(&self) -> u32 { self.n }\n"
                "}\n"
            ),
            "src/main.rs": (
                "mod store;\n"
                "use crate::store::Store;\n"
                "fn main() {\n"
                "    let s = Store::new(1);\n"
                "    let x = s.get();\n"
                '    if s.get() > 1 { println!("{}", x); }\n'
                "    run(&s);\n"
                "}\n"
                "fn run(s: &Store) { s.get(); }\n"
            ),
        },
        symbols=[
            "attribute Store.n",
            "class Store",
            "function main",
            "function run",
            "method Store.get",
            "method Store.help",
            "method Store.new",
        ],
        calls={
            ("src/store.rs", "Store.new"): [(4, USED)],
            ("src/store.rs", "Store.get"): [(5, USED), (6, USED | CHECKED), (9, DISCARDED)],
            ("src/store.rs", "Store.help"): [(6, USED)],
            ("src/main.rs", "run"): [(7, DISCARDED)],
        },
    ),
    "java": Shop(
        files={
            "a/b/Store.java": (
                "package a.b;\n"
                "/** Keeps. */\n"
                "public class Store extends Base {\n"
                "  private Db db = new Db();\n"
                "  public Store(int n) { super(n); }\n"
                "  public String get(String k) { help(k); return db.find(k); }\n"
                "  void help(String k) { shared(); }\n"
                "}\n"
            ),
            "a/b/Base.java": ("package a.b;\nclass Base { Base(int n) {} void shared() {} }\n"),
            "a/b/Db.java": ("package a.b;\nclass Db { String find(String k) { return k; } }\n"),
            "a/Main.java": (
                "package a;\n"
                "import a.b.Store;\n"
                'class Main { void run() { Store s = new Store(1); String v = s.get("a"); if (v == null) return; s.get("b"); } }\n'
            ),
        },
        symbols=[
            "attribute Store.db",
            "class Base",
            "class Db",
            "class Main",
            "class Store",
            "method Base.Base",
            "method Base.shared",
            "method Db.find",
            "method Main.run",
            "method Store.Store",
            "method Store.get",
            "method Store.help",
        ],
        calls={
            ("a/b/Store.java", "Store"): [(3, USED | ASSIGNED)],
            ("a/b/Store.java", "Store.get"): [(3, USED | CHECKED | ASSIGNED), (3, DISCARDED)],
            ("a/b/Store.java", "Store.help"): [(6, DISCARDED)],
            ("a/b/Base.java", "Base.shared"): [(7, DISCARDED)],
            ("a/b/Db.java", "Db"): [(4, USED | ASSIGNED)],
            ("a/b/Db.java", "Db.find"): [(6, USED | RETURNED)],
        },
    ),
    "csharp": Shop(
        files={
            "Store.cs": (
                "namespace A;\n"
                "/// <summary>Keeps.</summary>\n"
                "public class Store : Base {\n"
                "  private Db db = new Db();\n"
                "  public string Name { get; set; }\n"
                "  public string Get(string k) { Help(k); Shared(); return this.db.Find(k); }\n"
                "  void Help(string k) { }\n"
                "}\n"
            ),
            "Base.cs": (
                "namespace A;\n"
                "class Base { protected void Shared() {} }\n"
                "class Db { public string Find(string k) { return k; } }\n"
            ),
            "Main.cs": (
                "using A;\n"
                'class P { async Task Run() { var s = new Store(); var v = s.Get("a"); if (v == null) return; s.Get(k: "b"); } }\n'
            ),
        },
        symbols=[
            "attribute Store.Name",
            "attribute Store.db",
            "class Base",
            "class Db",
            "class P",
            "class Store",
            "method Base.Shared",
            "method Db.Find",
            "method P.Run",
            "method Store.Get",
            "method Store.Help",
        ],
        calls={
            ("Store.cs", "Store"): [(2, USED | ASSIGNED)],
            ("Store.cs", "Store.Get"): [(2, USED | CHECKED | ASSIGNED), (2, DISCARDED)],
            ("Store.cs", "Store.Help"): [(6, DISCARDED)],
            ("Base.cs", "Base.Shared"): [(6, DISCARDED)],
            ("Base.cs", "Db"): [(4, USED | ASSIGNED)],
            ("Base.cs", "Db.Find"): [(6, USED | RETURNED)],
        },
    ),
    "c": Shop(
        files={
            "store.h": ("int store_get(int k);\n"),
            "store.c": (
                '#include "store.h"\n'
                "/* Helps. */\n"
                "static int helper(int k) { return k; }\n"
                "/* Keeps. */\n"
                "struct store { int n; };\n"
                "int store_get(int k) {\n"
                "  int v = helper(k);\n"
                "  if (v) return v;\n"
                "  return helper(2);\n"
                "}\n"
            ),
            "main.c": (
                '#include "store.h"\n#define LIMIT 3\nint main(void) { store_get(LIMIT); return store_get(1); }\n'
            ),
        },
        symbols=[
            "attribute store.n",
            "class store",
            "function helper",
            "function main",
            "function store_get",
            "macro LIMIT",
        ],
        calls={
            ("store.c", "helper"): [(7, USED | CHECKED | ASSIGNED), (9, USED | RETURNED)],
            ("store.c", "store_get"): [(3, DISCARDED), (3, USED | RETURNED)],
        },
    ),
    "cpp": Shop(
        files={
            "store.hpp": (
                "#pragma once\n"
                "// Keeps.\n"
                "class Store {\n"
                "public:\n"
                "  int get(int k);\n"
                "  int help(int k) { return get(k); }\n"
                "  int n;\n"
                "};\n"
            ),
            "store.cpp": ('#include "store.hpp"\nint Store::get(int k) { return help(k) + this->help(2); }\n'),
            "main.cpp": (
                '#include "store.hpp"\n'
                "int main() { Store s; Store* p = new Store(); auto q = Store(); s.get(1); return p->get(2) + q.get(3); }\n"
            ),
        },
        symbols=[
            "attribute Store.n",
            "class Store",
            "function main",
            "method Store.get",
            "method Store.help",
        ],
        calls={
            ("store.hpp", "Store"): [(2, USED | ASSIGNED), (2, USED | ASSIGNED)],
            ("store.hpp", "Store.get"): [(2, DISCARDED), (2, USED), (2, USED), (6, USED | RETURNED)],
            ("store.hpp", "Store.help"): [(2, USED), (2, USED)],
            ("store.cpp", "Store.get"): [(2, DISCARDED), (2, USED), (2, USED), (6, USED | RETURNED)],
        },
    ),
    "ruby": Shop(
        files={
            "lib/store.rb": (
                "# Keeps.\n"
                "class Store < Base\n"
                "  def initialize(n)\n"
                "    @n = n\n"
                "  end\n"
                "\n"
                "  def get(k, deep: false)\n"
                "    help(k)\n"
                "  end\n"
                "\n"
                "  def help(k); end\n"
                "end\n"
            ),
            "lib/base.rb": ("class Base\n  def shared\n  end\nend\n"),
            "main.rb": (
                'require_relative "lib/store"\n'
                "s = Store.new(1)\n"
                's.get("a", deep: true)\n'
                "puts s.shared\n"
                'if s.get("b")\n'
                '  x = Store.new(2).get("c")\n'
                "end\n"
            ),
        },
        symbols=[
            "class Base",
            "class Store",
            "method Base.shared",
            "method Store.get",
            "method Store.help",
            "method Store.initialize",
            "variable s",
            "variable x",
        ],
        calls={
            ("lib/store.rb", "Store.get"): [(3, DISCARDED), (5, USED | CHECKED), (6, USED | ASSIGNED)],
            ("lib/store.rb", "Store.help"): [(8, DISCARDED)],
        },
    ),
    "php": Shop(
        files={
            "src/Store.php": (
                "<?php\n"
                "namespace App;\n"
                "/** Keeps. */\n"
                "class Store extends Base {\n"
                "  public function __construct(private Db $db) {}\n"
                "  public function get(string $k): string { $this->help($k); return $this->db->find($k); }\n"
                "  private function help($k) {}\n"
                "}\n"
            ),
            "src/Db.php": ("<?php\nnamespace App;\nclass Db { public function find($k) { return $k; } }\n"),
            "main.php": (
                "<?php\n"
                "use App\\Store;\n"
                "use App\\Db;\n"
                "$s = new Store(new Db());\n"
                'function run(Store $s) { $s->get("a"); if ($s->get("b")) { return new Store(null); } }\n'
            ),
        },
        symbols=[
            "attribute Store.db",
            "class Db",
            "class Store",
            "function run",
            "method Db.find",
            "method Store.__construct",
            "method Store.get",
            "method Store.help",
            "variable $s",
        ],
        calls={
            ("src/Store.php", "Store"): [(4, USED | ASSIGNED), (5, USED)],
            ("src/Store.php", "Store.get"): [(5, DISCARDED), (5, USED | CHECKED)],
            ("src/Store.php", "Store.help"): [(6, DISCARDED)],
            ("src/Db.php", "Db"): [(4, USED)],
            ("src/Db.php", "Db.find"): [(6, USED | RETURNED)],
        },
    ),
}
