# make run    serve the demo at http://127.0.0.1:8000   (PORT=9000 make run for another port)
# make test   run every test, on SQLite and on PostgreSQL
# make check  style, types, migrations, translations
# make lock   make the lock files anew from pyproject.toml

HOST ?= 127.0.0.1
PORT ?= 8000
PYTEST ?= -n 2 -q --dist worksteal

PYTHON ?= $(shell for p in python3.11 python3 python3.12 python3.13; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
MANAGE := $(BIN)/python manage.py
INSTALL = if command -v uv >/dev/null; \
	then uv pip install --quiet --python $(BIN)/python --require-hashes -r $<; \
	else $(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r $<; fi
COMPILE := $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate --no-emit-index-url

# Compiled code is kept whatever the environment says; without it every process of the tests compiles Django anew.
unexport PYTHONDONTWRITEBYTECODE

.DELETE_ON_ERROR:
.PHONY: help run setup test test-sqlite test-postgres check lock

help:
	@sed -n 's/^# make/make/p' Makefile

run: setup
	@echo "http://$(HOST):$(PORT)"
	@export SITE_URL=$${SITE_URL:-http://$(HOST):$(PORT)}; \
	$(MANAGE) db_worker --no-reload --verbosity 0 & worker=$$!; \
	$(MANAGE) tick --every 60 --verbosity 0 & tick=$$!; \
	$(BIN)/gunicorn dropout_cases.wsgi --bind $(HOST):$(PORT) --preload \
		--worker-class gthread --workers 2 --threads 4 --log-level warning & server=$$!; \
	trap 'kill $$worker $$tick $$server 2>/dev/null' EXIT INT TERM; wait $$server

setup: .venv/runtime .env
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) collectstatic --no-input --verbosity 0
	@$(MANAGE) seed_demo

test: test-sqlite test-postgres

test-sqlite: .venv/dev
	@echo "SQLite"
	@env -u DATABASE_URL $(BIN)/python -m pytest $(PYTEST)

# What does not turn on the database runs on SQLite alone; `ALL=1 make test-postgres` runs it on PostgreSQL too.
PAGES := act_pages answer_pages board case_page closing_pages conflicts documents drawing errors export home home_rows intake merge_pages move_pages nav notes pause_pages points previews \
	printing public_form query_counts reports return_pages rounds school_page session_end task_pages \
	saved_views search_page step_pages steps timeline triage uploads watch_pages workflow
ONCE := tests/thai tests/test_house.py tests/test_translations.py tests/test_access.py $(PAGES:%=tests/dropout_cases/test_%.py) \
	$(patsubst %,tests/dropout_cases/imports/test_%.py,files import_command import_faults import_pages) \
	$(patsubst %,tests/referrals/test_%.py,answers calls directory dossier dossier_pages fact_pages forms_paper letters meetings memos minutes minutes_pages package paper_pages partner plan_pages position received records referrals seed_demo seed_load sending sharing urgent visits) tests/summaries/test_views.py \
	$(patsubst %,tests/schools/test_%.py,access_table accounts agencies agency_cards agency_confirm calendar_pages form_fields letterhead middleware notices pages password schools second_step)

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
