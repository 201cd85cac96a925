# `make` alone lists what there is. Needs Python 3.11 or newer and nothing else.
.DEFAULT_GOAL := help
.PHONY: help run check test lint long races check-next bench bench-live demo fixtures screenshots pictures lock clean
MAKEFLAGS += --no-print-directory
SHELL := /bin/sh
manage := .venv/bin/python manage.py
lanes := tests/unit tests/web
quick_lanes := $(lanes) tests/security tests/docs
pytest := .venv/bin/pytest -q -n $${PYTEST_WORKERS:-auto}

help: ## List the commands
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' Makefile | expand -t 20

run: ## Prepare the database and serve on http://127.0.0.1:8000 (PORT= changes it)
	@requirements/install base
	@exec $(manage) serve

check: ## While you work: lint, types and the tests that need no browser and no server (ONLY= runs a part)
	@requirements/install dev
ifndef ONLY
	@$(MAKE) lint
endif
	$(pytest) $(or $(ONLY),$(quick_lanes))

test: ## Everything, with the set-up it needs; the races on PostgreSQL too (ONLY=tests/unit/items runs a part)
	@requirements/install dev
	@.ci/chromium $(if $(ONLY),|| true)
	@.ci/services
ifdef ONLY
	$(pytest) $(ONLY)
else
	@$(MAKE) lint
	$(pytest)
	@$(MAKE) races
endif

lint:
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/djlint --quiet --lint templates
	.venv/bin/mypy
	DATA_DIR=.cache/checks $(manage) makemigrations --check --dry-run
	DATA_DIR=.cache/checks HTTPS=1 $(manage) check --deploy --fail-level WARNING

long: ## What needs minutes, printing its figures: kill -9 a hundred times, floods, hostile files, all on PostgreSQL
	@requirements/install dev
	@.ci/services
	.venv/bin/python -m tests.load.crash 100
	.venv/bin/python -m tests.load.flood
	.venv/bin/python -m tests.load.hostile
	.venv/bin/python -m tests.on_postgresql --all -q -n $${PYTEST_WORKERS:-auto} --dist loadfile

races: ## Run the tests of races on PostgreSQL
	@requirements/install dev
	@.ci/services
	.venv/bin/python -m tests.on_postgresql -q -n $${PYTEST_WORKERS:-auto} --dist loadfile

check-next: ## Run the unit and web tests on the newest Python and Django 6 that are at hand
	@.ci/next $(lanes)

bench: ## Measure the server that `make run` starts, the pages of a class, and an exam of 500
	@requirements/install dev
	.venv/bin/python -m tests.load.bench

bench-live: ## Play live rounds of 100, 300 and 1,000 players, and 20 rounds at once, and measure them
	@requirements/install dev
	.venv/bin/python -m tests.load.live

demo: ## Fill a class with simulated students (RESPONSES= stores so many more beside it)
	@requirements/install base
	$(manage) demo $${RESPONSES:+--responses $$RESPONSES}

fixtures: ## Build fixtures/ from the facts
	@requirements/install base
	$(manage) build_fixtures

screenshots: ## Take a picture of each page, at two widths, light and dark
	@requirements/install dev
	@.ci/chromium
	.venv/bin/python -m tests.browser.screenshots

pictures: ## Make the pictures of the README anew
	@requirements/install dev
	@.ci/chromium
	.venv/bin/python -m tests.browser.readme_pictures

lock: ## Write requirements/*.txt anew from pyproject.toml
	@requirements/install base
	.venv/bin/python -m pip install --quiet --disable-pip-version-check --upgrade --target .cache/uv uv
	@for extra in base scale nlp dev; do \
	    set -- pyproject.toml --output-file requirements/$$extra.txt --upgrade --universal --generate-hashes \
	        --no-emit-index-url --no-annotate --no-header --python-version 3.11; \
	    [ $$extra = base ] || set -- "$$@" --extra $$extra; \
	    echo "requirements/$$extra.txt"; \
	    .cache/uv/bin/uv pip compile --quiet "$$@" >/dev/null || exit 1; \
	done

clean: ## Remove what the commands made, except the data in var/
	rm -rf .venv .venv-next .cache .pytest_cache .mypy_cache .ruff_cache .hypothesis test-results
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
