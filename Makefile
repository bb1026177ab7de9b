# Everything a developer does, one word each. `make` alone lists the words.

# Any Python from 3.11 on; another one: make run PYTHON=/path/to/python3.13
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV ?= .venv
PY = $(VENV)/bin/python
INSTALL = $(PYTHON) tools/install.py --venv $(VENV)
# Where the Northwind sample stands, as CSV files.
NORTHWIND ?= ../shared/data/northwind
# Where `make run` serves: make run PORT=8080
PORT ?= 8000
# Words for pytest: make test ARGS="-k orders"
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help run test check bench docs northwind lock messages vendor python install dev static

help: ## Show this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/\1	\2/p' $(MAKEFILE_LIST) | while IFS='	' read -r word text; do \
		printf '  make %-10s %s\n' "$$word" "$$text"; done

run: install static ## Start Daying with its demo company on http://localhost:8000 (another port: PORT=8080)
	@$(PY) -m daying demo --if-empty
	@$(PY) -m daying serve --port $(PORT)

test: dev ## Run every test, on SQLite and (where one answers) on PostgreSQL
	@$(PY) tools/test.py $(ARGS)

check: dev ## Check style, types, imports, migrations, settings and translations
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/lint-imports --no-logo
	$(PY) manage.py makemigrations --check --dry-run
	$(PY) manage.py check
	$(VENV)/bin/mypy
	$(PY) tools/messages.py --check

bench: dev ## Measure speed and memory against the raw floor of this machine
	@$(PY) -m bench

docs: dev ## Write docs/generated anew (states, rights, events, figures, API)
	@$(PY) tools/docs.py

northwind: install static ## Import the Northwind sample company: make northwind NORTHWIND=DIR
	@test -f $(NORTHWIND)/orders.csv || { echo "No Northwind sample in $(NORTHWIND). Get the public \"Northwind traders\" \
	sample database as CSV (customers, orders, order_details, products, shippers, employees, categories) and say where: \
	make northwind NORTHWIND=DIR"; exit 1; }
	@$(PY) -m daying northwind $(NORTHWIND)

messages: dev ## Collect the words to translate and compile the translations
	@$(PY) tools/messages.py

vendor: python ## Fetch the front-end libraries anew at the versions of tools/vendor.py (needs npm)
	@$(PYTHON) tools/vendor.py

lock: ## Choose the newest versions that pyproject.toml allows (needs uv)
	uv pip compile pyproject.toml --extra pg --extra checkout $(LOCKING) --upgrade --output-file requirements.lock
	uv pip compile pyproject.toml --all-extras $(LOCKING) --upgrade --constraint requirements.lock \
		--output-file requirements-dev.lock
LOCKING = --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header

python:
	@test -n "$(PYTHON)" || { echo "Daying needs Python 3.11 or later, and there is none on the path. \
	Debian, Ubuntu: apt install python3 python3-venv. macOS: brew install python@3.13."; exit 1; }

install: python
	@$(INSTALL)

dev: python
	@$(INSTALL) --dev

# Hashing and compressing takes a while, so it is done only when a source has changed.
DATA = $(or $(DAYING_DATA),var)
static: $(DATA)/static.stamp
$(DATA)/static.stamp: $(shell find daying -path '*/static/*' -type f) requirements.lock | install
	@echo "Preparing static files …"
	@$(PY) manage.py collectstatic --noinput --verbosity 0
	@touch $@
