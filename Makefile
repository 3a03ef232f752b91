# Everything a contributor does. `make help` lists it.

PYTHON ?= python3
T ?=
BIN := .venv/bin
STATE := .state

# Where to look for the database in tests; an embedded server is started when this is empty.
export DATABASE_URL ?=

.DEFAULT_GOAL := help
.PHONY: help venv demo dev test check lint fix bench screens pins clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# --- The environment: hash-pinned packages, installed once per change of the pins

venv: $(STATE)/venv ## Make .venv with the `unsilo` command

$(STATE)/python: | $(STATE)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "unsilo needs Python 3.11 or newer; name one with make PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv .venv
	@touch $@

$(STATE)/venv: requirements.txt pyproject.toml $(STATE)/python
	@$(call install,requirements.txt)
	@touch $@

$(STATE)/dev: requirements-dev.txt $(STATE)/venv
	@$(call install,requirements-dev.txt)
	@touch $@

$(STATE):
	@mkdir -p $@

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

demo: $(STATE)/venv ## Run unsilo with an invented company; Ctrl+C stops it
	@$(BIN)/unsilo up --demo --data-dir $(STATE)/demo $(ARGS)

dev: $(STATE)/dev ## Like demo, with debug pages and a restart when a file changes
	@UNSILO_DEBUG=true $(BIN)/unsilo up --demo --reload --data-dir $(STATE)/demo $(ARGS)

# --- Judging it

test: $(STATE)/dev ## Run the tests, or those of T=path
	@$(BIN)/pytest $(if $(T),-n0) $(T)

lint: $(STATE)/dev ## Format, lint, types, layers, migrations, pins
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m unsilo.cli.migrations --check
	@! grep -nE 'https?://' requirements*.txt || { echo "pins must not name hosts"; exit 1; }
	@! git ls-files --cached --ignored --exclude-standard | grep . \
		|| { echo "these files are ignored and yet committed"; exit 1; }

check: lint test ## All that CI asks: lint and tests

fix: $(STATE)/dev ## Format, and mend what can be mended without thought
	$(BIN)/ruff check --fix-only
	$(BIN)/ruff format

bench: $(STATE)/dev ## Run the project's benchmarks
	@$(BIN)/unsilo bench all

screens: $(STATE)/dev ## Take pictures of every page into build/screens
	@$(BIN)/python -m unsilo.demo.screens build/screens

# --- Keeping it

pins: $(STATE)/dev ## Compile both requirement files anew from pyproject.toml
	$(BIN)/uv lock --quiet
	$(BIN)/uv export --quiet --no-emit-project --no-dev --no-header --no-annotate -o requirements.txt
	$(BIN)/uv export --quiet --no-emit-project --all-groups --no-header --no-annotate -o requirements-dev.txt
	@rm uv.lock

clean: ## Remove everything made here, the demo's database included
	@for link in $(STATE)/*/postgres; do [ ! -L "$$link" ] || rm -rf "$$(readlink -f "$$link")"; done
	rm -rf .venv .state build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find src tests -name __pycache__ -prune -exec rm -rf {} +
