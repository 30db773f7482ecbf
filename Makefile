# make run    serve the demo at http://127.0.0.1:8000   (PORT=9000 make run for another port)
# make test   run every test, on SQLite and on PostgreSQL
# make check  style, types, migrations, translations
# make lock   make the lock files anew from pyproject.toml

HOST ?= 127.0.0.1
PORT ?= 8000
PYTEST ?= -n 2 -q

PYTHON ?= $(shell for p in python3.11 python3 python3.12 python3.13; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
MANAGE := $(BIN)/python manage.py
INSTALL = if command -v uv >/dev/null; \
	then uv pip install --quiet --python $(BIN)/python --require-hashes -r $<; \
	else $(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r $<; fi
COMPILE := $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate --no-emit-index-url

.DELETE_ON_ERROR:
.PHONY: help run setup test test-sqlite test-postgres check lock

help:
	@sed -n 's/^# make/make/p' Makefile

run: setup
	@echo "http://$(HOST):$(PORT)"
	@exec $(BIN)/gunicorn dropout_cases.wsgi --bind $(HOST):$(PORT) --preload \
		--worker-class gthread --workers 2 --threads 4 --log-level warning

setup: .venv/runtime .env
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) collectstatic --no-input --verbosity 0
	@$(MANAGE) seed_demo

test: test-sqlite test-postgres

test-sqlite: .venv/dev
	@echo "SQLite"
	@env -u DATABASE_URL $(BIN)/python -m pytest $(PYTEST)

# What does not turn on the database runs on SQLite alone; `ALL=1 make test-postgres` runs it on PostgreSQL too.
ONCE := tests/thai tests/test_house.py tests/test_translations.py tests/test_access.py \
	tests/dropout_cases/test_workflow.py tests/dropout_cases/test_steps.py tests/referrals/test_seed_load.py

test-postgres: .venv/dev
	@echo "PostgreSQL"
	@$(BIN)/python -m tests.postgres $(BIN)/python -m pytest $(PYTEST) -m "not browser" $(if $(ALL),,$(ONCE:%=--ignore=%))

check: .venv/dev .env
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(MANAGE) check
	@$(MANAGE) makemigrations --check --dry-run
	@$(BIN)/python -m tests.translations --check

lock: .venv/dev
	@$(COMPILE) --upgrade pyproject.toml --output-file requirements.txt
	@$(COMPILE) --upgrade pyproject.toml --extra dev --constraints requirements.txt --output-file requirements-dev.txt

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed: install it, or name it with PYTHON=…" >&2; exit 1; }
	@if command -v uv >/dev/null; then uv venv --quiet --seed --python $(PYTHON) .venv; else $(PYTHON) -m venv .venv; fi

.venv/runtime: requirements.txt | $(BIN)/python
	@echo "Installing what the server needs"
	@$(INSTALL)
	@touch $@

.venv/dev: requirements-dev.txt | $(BIN)/python
	@echo "Installing what the tests need"
	@$(INSTALL)
	@touch $@

# Secrets of this machine alone, made once and never shared.
.env: | $(BIN)/python
	@umask 077 && $(BIN)/python -c 'from base64 import b64encode as b; from secrets import token_bytes as t, token_urlsafe as u; \
	print("DEMO=1", "SECRET_KEY=" + u(50), "ENCRYPTION_KEYS=1:" + b(t(32)).decode(), "INDEX_KEY=" + b(t(32)).decode(), sep="\n")' > $@
