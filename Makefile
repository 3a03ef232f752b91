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
.PHONY: help venv demo dev test fuzz fuzz-bytes check lint fix bench chaos train evaluate screens tour pins clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

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

fuzz: $(READY_DEV) ## Try far more hostile input at every door than the tests do (EXAMPLES=2000)
	@FUZZ_EXAMPLES=$(or $(EXAMPLES),2000) $(BIN)/pytest -n auto tests/fuzz

fuzz-bytes: $(READY_DEV) ## Let atheris look for bytes that break what reads mail (SECONDS=300)
	@test -x $(STATE)/fuzz/bin/python || $(PYTHON) -m venv $(STATE)/fuzz
	@$(STATE)/fuzz/bin/python -m pip install --quiet --disable-pip-version-check 'atheris>=3,<4'
	@mkdir -p $(STATE)/fuzz/found
	@PYTHONPATH=src:.:$$($(BIN)/python -c 'import site; print(site.getsitepackages()[0])') \
		$(STATE)/fuzz/bin/python -m tests.fuzz.by_bytes -max_total_time=$(or $(SECONDS),300) \
		-max_len=20000 $(STATE)/fuzz/found src/unsilo/connectors/email/payloads

lint: export DJANGO_SETTINGS_MODULE = $(SETTINGS)
lint: $(READY_DEV) ## Format, lint, types, layers, migrations, pins
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -W ignore -m django makemigrations --check --dry-run
	$(BIN)/python -W ignore -m tests.migrations
	@! grep -nE 'https?://' requirements*.txt || { echo "pins must not name hosts"; exit 1; }
	@! git ls-files --cached --ignored --exclude-standard | grep . \
		|| { echo "these files are ignored and yet committed"; exit 1; }

check: lint test ## All that CI asks: lint and tests

fix: $(READY_DEV) ## Format, and mend what can be mended without thought
	$(BIN)/ruff check --fix-only
	$(BIN)/ruff format

bench: $(READY_DEV) ## Run the project's benchmarks
	@$(BIN)/unsilo bench all

chaos: $(READY_DEV) ## Kill, cut off, fill up and set wrong everything at work, then count (SEED=n, ARGS=)
	@$(BIN)/python -m tests.chaos --seed $(or $(SEED),1) $(ARGS)

train: ## Make the reader's weights anew from the sets in DATA=folder (see training/README.md)
	@PYTHONPATH=src:. $(STATE)/training/venv/bin/python -m training --data $(DATA)

evaluate: ## Measure the weights on the sets in DATA=folder and write the table into docs/triage.md
	@PYTHONPATH=src:. $(STATE)/training/venv/bin/python -m training --data $(DATA) --only-evaluate

screens: $(READY_DEV) ## Take pictures of every page into build/screens
	@$(BIN)/python -m tests.screens build/screens

tour: $(READY_DEV) ## Take the pictures of docs/tour.md anew
	@DJANGO_SETTINGS_MODULE=$(SETTINGS) $(BIN)/python -m tests.tour docs

.PHONY: client
client: $(READY_DEV) ## Write src/unsilo/client anew from the description of the API
	@DJANGO_SETTINGS_MODULE=$(SETTINGS) $(BIN)/python -c \
		"import django; django.setup(); from unsilo.api.writing import write; write()"

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
