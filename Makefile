# Everything here works on a machine with Python 3.11 or 3.12 and make. CI runs exactly these targets.

# The first of these that is a Python we support; say PYTHON=... to choose another.
PYTHON ?= $(firstword $(foreach python,python3.12 python3.11 python3,$(shell $(python) -c \
  "import sys; print('$(python)' if (3, 11) <= sys.version_info[:2] < (3, 13) else '')" 2>/dev/null)) python3)
PORT ?= 8000
export PORT
# A dozen programs start here that are made of the same modules: each would compile them all again.
unexport PYTHONDONTWRITEBYTECODE

INSTALL := $(PYTHON) cps_victims/local/install.py
BIN := .venv/bin
# Checks look at the code only; these addresses are never opened.
NOWHERE := DATABASE_URL=postgresql://nobody@localhost/nowhere REDIS_URL=redis://localhost/0
PRODUCTION := $(NOWHERE) CACHE_URL=redis://localhost/1 DJANGO_SETTINGS_MODULE=cps_victims.settings.production \
  SECRET_KEY=checked-with-a-key-that-is-long-enough-and-used-nowhere-else \
  RECORD_SIGNING_KEY=MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE= \
  ALLOWED_HOSTS=victims.example.org PUBLIC_URL=https://victims.example.org

.DEFAULT_GOAL := help
.PHONY: help run test check format lock bench words gate chaos screenshots manage

help: ## Say what each target does
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

run: ## Start the whole service here; PORT=8010 for another port, Ctrl-C to end it
	@$(INSTALL) local
	@exec $(BIN)/python -m cps_victims.local run $(ARGS)

test: ## Run every test, with a database, Redis and browser of its own; TESTS=tests/rules for some
	@$(INSTALL) dev
	@exec $(BIN)/python -m cps_victims.local --var var/test with-services $(MAKE) --no-print-directory pytest

# Measuring coverage makes the suite half as fast again, so CI asks for it (COVERAGE=1) and a person waiting need not.
# Rules must be covered wholly, every branch of them; everything else to nine tenths.
# One process more than the two cores we count on: each waits a fifth of its time, for a browser or for a program it killed.
WORKERS ?= 3
.PHONY: pytest
pytest:
	@rm -f .coverage .coverage.*
	$(BIN)/pytest -n $(WORKERS) --dist worksteal $(TESTS) $(if $(COVERAGE),--cov --cov-report=)
ifdef COVERAGE
	@$(BIN)/coverage report --include='*/rules/*' --fail-under=100
	@$(BIN)/coverage report --omit='*/rules/*' --fail-under=90
endif

check: ## Format, lint, types, import contracts, templates, migrations, deployment settings
	@$(INSTALL) dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(NOWHERE) $(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --lint --quiet templates
	$(NOWHERE) $(BIN)/python -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run
	$(PRODUCTION) $(BIN)/python -W error manage.py check --deploy --fail-level WARNING

format: ## Put code and templates into the agreed form
	@$(INSTALL) dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIN)/djlint --reformat --quiet templates

lock: ## Pin every package again, with hashes and without the address of any index
	@$(INSTALL) dev
	for lock in base local dev; do \
	  extras=$$([ $$lock = base ] || echo --extra $$lock); [ $$lock != dev ] || extras="--extra local --extra dev"; \
	  $(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	    --no-emit-index-url --no-emit-find-links --quiet $$extras pyproject.toml --output-file requirements/$$lock.txt || exit 1; \
	done

bench: ## Print the benchmark table; SIZE=small (a minute), tenth or full; ONLY="claim portal" for some
	@$(INSTALL) dev
	@exec $(BIN)/python -m cps_victims.local --var var/bench with-services --durable \
	  $(BIN)/python -m bench $(or $(SIZE),small) $(ONLY)

words: ## Collect the sentences of the pages for their translation (needs gettext); then fill locale/cy and run it again
	@$(INSTALL) dev
	@$(NOWHERE) SECRET_KEY=words $(BIN)/python manage.py makemessages --locale cy --no-location --no-obsolete --no-wrap \
	  --ignore .venv --ignore node_modules --ignore var --ignore tests --ignore docs
	@$(INSTALL) dev

gate: ## Print what the letter gate finds and misses in its corpus of letters, check by check
	@$(INSTALL) dev
	@DJANGO_SETTINGS_MODULE=cps_victims.settings.test $(NOWHERE) $(BIN)/python -m tests.gate_corpus

chaos: ## Kill workers 24 times while 3,000 messages leave, for three kinds of provider; nothing lost, nothing twice
	@$(INSTALL) dev
	@CHAOS_MESSAGES=3000 CHAOS_KILLS=24 $(MAKE) test TESTS="tests/failures/test_chaos.py -n 0 --timeout 0"

screenshots: ## Take the pictures of README again
	@$(INSTALL) dev
	@exec $(BIN)/python -m cps_victims.local --var var/screenshots with-services \
	  $(BIN)/python manage.py take_pictures

manage: ## Run a management command against the running service: make manage do="shell"
	@set -a; . ./var/run.env; exec $(BIN)/python manage.py $(do)
