"""TypeScript: members are found where a declared type says whose they are."""

from __future__ import annotations

from collections.abc import Callable

from indexed import Workspace  # type: ignore[import-not-found]

Make = Callable[[dict[str, str]], Workspace]

STORE = """\
export interface Options { limit: number; deep?: Options }
export class Store {
  constructor(private readonly size: number) { this.size.toFixed(); }
  find(key: string, options?: Options): Item | undefined { return undefined; }
  each(visit: (item: Item, options: Options) => void): void {}
  items: Item[] = [];
}
export class Item { name = ""; }
"""


def test_what_is_taken_out_of_an_object(workspace: Make) -> None:
    shop = workspace(
        {
            "store.ts": STORE,
            "a.ts": (
                "import { Store, Options } from './store';\n"
                "const { items } = new Store(1);\n"
                "function f({ limit, deep: inner }: Options, store: Store) {\n"
                "  const { limit: most } = inner;\n"
                "  const { size } = store;\n"
                "}\n"
            ),
        }
    )
    assert shop.sure("store.ts", "Options.limit") == ["a.ts:3 limit", "a.ts:4 limit"]
    assert shop.sure("store.ts", "Options.deep") == ["a.ts:3 deep"]
    assert shop.sure("store.ts", "Store.items") == ["a.ts:2 items"]
    assert shop.sure("store.ts", "Store.size") == ["a.ts:5 size", "store.ts:3 size"]


def test_what_is_put_into_a_literal(workspace: Make) -> None:
    shop = workspace(
        {
            "store.ts": STORE,
            "a.ts": (
                "import { Store, Options } from './store';\n"
                "const options: Options = { limit: 1, deep: { limit: 2 } };\n"
                "const limit = 3;\n"
                "new Store(1).find('a', { limit });\n"
                "const made = (): Options => ({ limit: 4 });\n"
                "function give(): Options { return { limit: 5 }; }\n"
                "const other = { limit: 6 };\n"
            ),
        }
    )
    assert shop.sure("store.ts", "Options.limit") == [f"a.ts:{line} limit" for line in (2, 2, 4, 5, 6)]


def test_a_function_that_is_handed_over_knows_its_parameters(workspace: Make) -> None:
    shop = workspace(
        {
            "store.ts": STORE,
            "a.ts": (
                "import { Store } from './store';\n"
                "const store = new Store(1);\n"
                "store.each((item, { limit }) => item.name);\n"
                "store.items.filter((one) => one.name).map(({ name }) => name);\n"
                "store.items.forEach(function (one) { one.name; });\n"
                "store.find('a')?.name;\n"
            ),
        }
    )
    assert shop.sure("store.ts", "Item.name") == [f"a.ts:{line} name" for line in (3, 4, 4, 5, 6)]
    assert shop.sure("store.ts", "Options.limit") == ["a.ts:3 limit"]


def test_one_of_several_types_is_told_by_what_is_written_out(workspace: Make) -> None:
    shop = workspace(
        {
            "a.ts": (
                "interface Added { kind: 'added'; item: string }\n"
                "interface Gone { kind: 'gone'; item: string; why: string }\n"
                "type Event = Added | Gone;\n"
                "function tell(event: Event) { event.item; event.why; }\n"
                "tell({ kind: 'gone', item: 'a', why: 'b' });\n"
            )
        }
    )
    assert shop.sure("a.ts", "Added.item") == ["a.ts:4 item"]
    assert shop.sure("a.ts", "Gone.item") == ["a.ts:4 item", "a.ts:5 item"]
    assert shop.sure("a.ts", "Gone.why") == ["a.ts:4 why", "a.ts:5 why"]


def test_members_of_a_type_that_is_written_out(workspace: Make) -> None:
    text = "type Point = { x: number };\nconst f = (point: Point | null) => point!.x;\nconst g = h as Point;\ng.x;\n"
    shop = workspace({"a.ts": text})
    assert shop.sure("a.ts", "Point.x") == ["a.ts:2 x", "a.ts:4 x"]


def test_a_member_and_its_kin(workspace: Make) -> None:
    shop = workspace(
        {
            "a.ts": (
                "interface Closer { close(): void }\n"
                "class File implements Closer { close() {} }\n"
                "class Log extends File { close() { super.close(); } }\n"
                "class Door { close() {} }\n"
                "function f(closer: Closer, log: Log, door: Door) {\n"
                "  closer.close();\n"
                "  log.close();\n"
                "  door.close();\n"
                "}\n"
            )
        }
    )
    assert shop.sure("a.ts", "File.close") == ["a.ts:3 close"]
    together = ["a.ts:3 close", "a.ts:6 close", "a.ts:7 close"]
    for qualified in ("Closer.close", "File.close", "Log.close"):
        assert shop.sure("a.ts", qualified, kin=True) == together
    assert shop.sure("a.ts", "Door.close", kin=True) == ["a.ts:8 close"]


def test_an_interface_and_a_value_of_one_name(workspace: Make) -> None:
    text = "interface Failure { why: string }\nconst Failure = make();\nconst f = (one: Failure) => new Failure();\n"
    shop = workspace({"a.ts": text})
    assert [each.kind for each in shop.index.definitions("Failure")] == ["interface", "constant"]
    assert shop.sure("a.ts", "Failure") == ["a.ts:3 Failure"]


def test_packages_of_one_repository_and_path_aliases(workspace: Make) -> None:
    shop = workspace(
        {
            "packages/core/package.json": (
                '{"name": "@shop/core", "exports": {".": "./dist/index.js", "./db": "./dist/data/db.js"}}'
            ),
            "packages/core/src/index.ts": "export const open = 1;\n",
            "packages/core/src/data/db.ts": "export const query = 1;\n",
            "tsconfig.json": '{"compilerOptions": {"paths": {"~lib/*": ["./packages/lib/*"]}}} // a comment\n',
            "packages/lib/text.ts": "export const trim = 1;\n",
            "app.ts": (
                "import { open } from '@shop/core';\n"
                "import { query } from '@shop/core/db';\n"
                "import { trim } from '~lib/text';\n"
            ),
        }
    )
    assert shop.sure("packages/core/src/index.ts", "open") == ["app.ts:1 open"]
    assert shop.sure("packages/core/src/data/db.ts", "query") == ["app.ts:2 query"]
    assert shop.sure("packages/lib/text.ts", "trim") == ["app.ts:3 trim"]
    shop.write("tsconfig.json", '{"compilerOptions": {"paths": {"~lib/*": ["./elsewhere/*"]}}}')
    shop.update("tsconfig.json")
    assert shop.sure("packages/lib/text.ts", "trim") == []


def test_names_that_begin_with_a_dollar_are_names_like_others(workspace: Make) -> None:
    shop = workspace(
        {
            "query.ts": (
                "export class Query {\n"
                "  $matchType = '';\n"
                "  $0 = 1;\n"
                "}\n"
                "export function parse(query: Query): Query { return query; }\n"
            ),
            "a.ts": (
                "import { Query, parse } from './query';\n"
                "const query = new Query();\n"
                "query.$matchType;\n"
                "query.$0;\n"
                "parse.$matchType;\n"
                "parse.$0.$matchType;\n"
                "parse(query).$matchType;\n"
            ),
        }
    )
    assert shop.sure("query.ts", "Query.$matchType") == ["a.ts:3 $matchType", "a.ts:7 $matchType"]
    assert shop.sure("query.ts", "Query.$0") == ["a.ts:4 $0"]


def test_what_cannot_be_read_does_no_harm(workspace: Make) -> None:
    odd = (
        "type A = Promise<>;\n"
        "type B = | ;\n"
        "const { a, ...b }: = c;\n"
        "class D extends { x(: { y }\n"
        "const e = ({ f: [g] }) => h({ i: { j() {} } });\n"
    )
    shop = workspace({"a.ts": odd, "package.json": "[1]", "tsconfig.json": '{"compilerOptions": {"paths": 3}}'})
    assert [file.path for file in shop.index.files()] == ["a.ts"]
