# `make help` lists the targets. `run` and `test` need nothing but make and Python 3.11 or later.

SHELL = /bin/sh
.DEFAULT_GOAL = help
.NOTPARALLEL:

PY = .venv/bin/python
PYTEST = $(PY) -m pytest -n auto
COVERAGE = 95
NODE_TOOLS = tests/openapi/node_modules/.bin

# Starts a recipe in an environment of its own: settings of the caller's shell play no part, and what Django
# writes goes into a directory that is removed at the end.
CLEAN = set -eu; \
	unset DEBUG HTTPS ALLOWED_HOSTS ATTRIBUTION HOST PORT WORKERS THREADS LOG_LEVEL DJANGO_SETTINGS_MODULE \
		ANONYMOUS_QUOTA PROXIES SECURITY_CONTACT TWO_FACTOR LOOKUP; \
	scratch=$$(mktemp -d); trap 'rm -rf "$$scratch"' EXIT; trap 'exit 1' HUP INT TERM; \
	DATA_DIR="$$scratch/data"; SECRET_KEY=$$($(PY) -c 'import secrets; print(secrets.token_urlsafe(64))'); \
	export DATA_DIR SECRET_KEY;

# Says the command, then runs it.
say-and-run = echo '$(1)'; $(1)

.PHONY: help
help: ## List the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{ printf "  %-14s %s\n", $$1, $$2 }'

.PHONY: run
run: ## Set up and start the server with the bundled records, on HOST:PORT (127.0.0.1:8000)
	@scripts/venv .venv-run requirements.lock
	@exec .venv-run/bin/python manage.py serve

.PHONY: test
test: dev ## The whole suite on SQLite, then on PostgreSQL, with coverage of both; ARGS="…" goes to pytest, without coverage
	@rm -f .coverage .coverage.*; $(CLEAN) sqlite=0; postgres=0; \
	echo "=== the suite on SQLite"; \
	env -u DATABASE_URL $(PYTEST) $(if $(ARGS),,--cov --cov-report=) $(ARGS) || sqlite=$$?; \
	echo "=== the suite on PostgreSQL"; \
	$(PY) -m tests.postgres -- \
		$(PYTEST) $(if $(ARGS),,--cov --cov-append --cov-report=term --cov-fail-under=$(COVERAGE)) $(ARGS) || postgres=$$?; \
	if [ $$sqlite -ne 0 ]; then echo "The suite failed on SQLite (exit $$sqlite): see above the run on PostgreSQL." >&2; fi; \
	exit $$((sqlite > postgres ? sqlite : postgres))

.PHONY: smoke
smoke: dev ## Start the server twice through `make run` on an empty data directory and read a record
	@$(PY) -m tests.smoke

.PHONY: clients
clients: dev ## Generate a client in TypeScript and one in Python, type-check the examples, run them against a server
	@scripts/node-packages examples/typescript
	cd examples/typescript && npm run --silent generate && npm run --silent build
	cd examples/python && ../../.venv/bin/openapi-python-client generate --path ../../openapi.yaml --config client.yaml \
		--meta none --output-path evidence_client --overwrite --fail-on-warning
	cd examples/python && ../../$(PY) -m mypy --config-file mypy.ini what_helps.py
	@$(PY) -m tests.clients

.PHONY: schemathesis
schemathesis: dev ## Send a server the requests that Schemathesis makes out of openapi.yaml, on SQLite, then on PostgreSQL
	@sqlite=0; postgres=0; \
	env -u DATABASE_URL $(PY) -m tests.schemathesis || sqlite=$$?; \
	$(PY) -m tests.postgres -- $(PY) -m tests.schemathesis || postgres=$$?; \
	exit $$((sqlite > postgres ? sqlite : postgres))

.PHONY: pages
pages: dev ## Look at every page in Chromium; ARGS="/path …" only these; KEEP=1 takes docs/screenshots anew
	@scripts/node-packages tests/browser
	@$(PY) -m tests.browser $(ARGS)

.PHONY: e2e
e2e: dev ## Drive Chromium through the desk as several people; ARGS="story …" only these; KEEP=1 takes its pictures anew
	@scripts/node-packages tests/browser
	@$(PY) -m tests.e2e $(ARGS)

# One fault does not hide the next: every check runs.
CHECKS = lint types layers migrations deploy openapi-drift openapi-lint
.PHONY: check
check: ## Every check but the tests (also needs Node.js): the seven targets that follow
	@$(MAKE) --no-print-directory --keep-going $(CHECKS)

.PHONY: $(CHECKS)
lint: dev ## ruff
	$(PY) -m ruff check
	$(PY) -m ruff format --check

types: dev ## mypy
	@$(CLEAN) unset DATABASE_URL; $(call say-and-run,$(PY) -m mypy evidence_api treatments tests)

layers: dev ## import-linter: who may import whom
	.venv/bin/lint-imports --no-logo

migrations: dev ## No model differs from its migrations
	@$(CLEAN) unset DATABASE_URL; $(call say-and-run,$(PY) manage.py makemigrations --check --dry-run)

deploy: dev ## Django's deployment checks on the settings of a production server
	@$(CLEAN) unset DATABASE_URL; export HTTPS=1 ALLOWED_HOSTS=example.org; \
	$(call say-and-run,$(PY) manage.py check --deploy --fail-level WARNING)

openapi-drift: dev ## openapi.yaml is what the code describes
	@$(CLEAN) unset DATABASE_URL; \
	$(call say-and-run,$(PY) manage.py spectacular --fail-on-warn --validate --file "$$scratch/openapi.yaml"); \
	diff -u openapi.yaml "$$scratch/openapi.yaml" || { echo "openapi.yaml differs from the code: run make openapi" >&2; exit 1; }

openapi-lint: ## Redocly and Spectral (OpenAPI and OWASP rules) on openapi.yaml
	@scripts/node-packages tests/openapi
	REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true $(NODE_TOOLS)/redocly lint --config tests/openapi/redocly.yaml openapi.yaml
	$(NODE_TOOLS)/spectral lint --ruleset tests/openapi/spectral.yaml --fail-severity hint openapi.yaml

.PHONY: openapi
openapi: dev ## Regenerate openapi.yaml
	@$(CLEAN) unset DATABASE_URL; $(PY) manage.py spectacular --file openapi.yaml

.PHONY: schema
schema: dev ## Regenerate docs/interchange.schema.json
	@$(CLEAN) unset DATABASE_URL; $(PY) manage.py interchange_schema > docs/interchange.schema.json

.PHONY: fix
fix: dev ## Put right what a tool can: ruff, openapi.yaml, docs/interchange.schema.json
	$(PY) -m ruff check --fix --exit-zero
	$(PY) -m ruff format
	@$(MAKE) --no-print-directory openapi schema

# uv keeps the pins that still fit pyproject.toml; make lock UPGRADE=1 takes the newest that do. The second lock
# is held to the pins of the first, so that what is tested is what runs.
.PHONY: lock
lock: ## Resolve pyproject.toml into requirements.lock and requirements-dev.lock
	@command -v uv >/dev/null || [ -x .venv-lock/bin/uv ] || { \
		PYTHON="$$(command -v "$${PYTHON:-python3}")" && "$$PYTHON" -m venv .venv-lock && \
		.venv-lock/bin/python -m pip install --quiet --disable-pip-version-check uv; }
	@PATH="$$PATH:$$PWD/.venv-lock/bin"; \
	compile="uv pip compile --quiet --universal --no-strip-extras --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links $(if $(UPGRADE),--upgrade) pyproject.toml"; \
	export UV_CUSTOM_COMPILE_COMMAND="make lock"; \
	$$compile --output-file requirements.lock && \
	$$compile --extra dev --constraint requirements.lock --output-file requirements-dev.lock

.PHONY: dev
dev:
	@scripts/venv .venv requirements-dev.lock
