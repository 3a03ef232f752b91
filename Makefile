# Everything a contributor does. `make help` lists it.

PYTHON ?= python3
T ?=
SETTINGS := unsilo.config.settings_test
BIN := .venv/bin
STATE := .state
UV := $(shell command -v uv || echo $(BIN)/uv)

# Stamps lie in .venv, so that removing it is all it takes to begin again.
MADE := .venv/.made
READY := .venv/.ready
READY_DEV := .venv/.ready-dev

.DEFAULT_GOAL := help
.PHONY: help venv demo dev test check lint fix bench train screens pins clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# --- The environment: hash-pinned packages, installed once per change of the pins

venv: $(READY) ## Make .venv with the `unsilo` command

$(MADE):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "unsilo needs Python 3.11 or newer; name one with make PYTHON=python3.12"; exit 1; }
	@echo "Installing packages into .venv. This takes a minute, once."
	@$(PYTHON) -m venv .venv
	@touch $@

$(READY): requirements.txt pyproject.toml $(MADE)
	@$(call install,requirements.txt)
	@touch $@

$(READY_DEV): requirements-dev.txt $(READY)
	@$(call install,requirements-dev.txt)
	@touch $@

# With uv when it is there, which is faster, else with pip. The same hashes either way.
define install
	if command -v uv >/dev/null; then \
		uv pip install --quiet --python $(BIN)/python --require-hashes -r $(1) && \
		uv pip install --quiet --python $(BIN)/python --no-deps -e .; \
	else \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(1) && \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .; \
	fi
endef

# --- Running it

demo: $(READY) ## Run unsilo with an invented company; Ctrl+C stops it
	@$(BIN)/unsilo up --demo --data-dir $(STATE)/demo $(ARGS)

dev: $(READY_DEV) ## Like demo, with debug pages and a restart when a file changes
	@UNSILO_DEBUG=true $(BIN)/unsilo up --demo --reload --data-dir $(STATE)/demo $(ARGS)

# --- Judging it

test: $(READY_DEV) ## Run the tests, or those of T=path
	@$(BIN)/pytest $(if $(T),-n0,-n auto) $(T)

lint: $(READY_DEV) ## Format, lint, types, layers, migrations, pins
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -W ignore -m django makemigrations --check --dry-run --settings $(SETTINGS)
	@! grep -nE 'https?://' requirements*.txt || { echo "pins must not name hosts"; exit 1; }
	@! git ls-files --cached --ignored --exclude-standard | grep . \
		|| { echo "these files are ignored and yet committed"; exit 1; }

check: lint test ## All that CI asks: lint and tests

fix: $(READY_DEV) ## Format, and mend what can be mended without thought
	$(BIN)/ruff check --fix-only
	$(BIN)/ruff format

bench: $(READY_DEV) ## Run the project's benchmarks
	@$(BIN)/unsilo bench all

train: ## Make the reader's weights anew from the sets in DATA=folder (see training/README.md)
	@PYTHONPATH=src:. $(STATE)/training/venv/bin/python -m training --data $(DATA)

screens: $(READY_DEV) ## Take pictures of every page into build/screens
	@$(BIN)/python -m tests.screens build/screens

# --- Keeping it

pins: $(READY_DEV) ## Compile both requirement files anew from pyproject.toml (needs uv)
	$(UV) lock --quiet
	$(UV) export --quiet --no-emit-project --no-dev --no-header --no-annotate -o requirements.txt
	$(UV) export --quiet --no-emit-project --all-groups --no-header --no-annotate -o requirements-dev.txt
	@rm uv.lock

clean: ## Remove everything made here, the demo's database included
	@for link in $(STATE)/*/postgres; do [ ! -L "$$link" ] || rm -rf "$$(readlink -f "$$link")"; done
	rm -rf .venv .state build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find src tests -name __pycache__ -prune -exec rm -rf {} +
