"""Go: the folder of a module itself is a package, whatever it is called."""

from __future__ import annotations

from collections.abc import Callable

from indexed import Workspace  # type: ignore[import-not-found]

Make = Callable[[dict[str, str]], Workspace]

SHOP = "package shop\n\nfunc Open() int { return 1 }\n"
USER = 'package main\n\nimport (\n\t"ex.org/shop/v2"\n\t"ex.org/tools"\n)\n\nfunc main() { shop.Open(); tools.Run() }\n'


def test_the_package_of_a_module_is_found_by_the_modules_name(workspace: Make) -> None:
    shop = workspace(
        {
            "go.mod": "// our shop\nmodule ex.org/shop/v2\n\ngo 1.25\n",
            "shop.go": SHOP,
            "cmd/main.go": USER,
            "inner/go.mod": 'module "ex.org/tools"\n',
            "inner/run.go": "package tools\n\nfunc Run() {}\n",
        }
    )
    assert shop.sure("shop.go", "Open") == ["cmd/main.go:8 Open"]
    assert shop.sure("inner/run.go", "Run") == ["cmd/main.go:8 Run"]


def test_without_a_module_file_nothing_is_guessed(workspace: Make) -> None:
    shop = workspace({"shop.go": SHOP, "cmd/main.go": USER})
    assert shop.sure("shop.go", "Open") == []


def test_another_languages_settings_say_nothing_of_go(workspace: Make) -> None:
    shop = workspace({"tsconfig.json": '{"compilerOptions": {"baseUrl": "."}}', "shop.go": SHOP, "cmd/main.go": USER})
    assert shop.sure("shop.go", "Open") == []
