# make demo   sets everything up and checks a fixture repository
# make test   sets everything up and runs every check of the project; `lint`, `policies` and `unit` are its parts
# make fmt    formats Python and Rego
# make docs   writes docs/rules/ from the policies, docs/cli.md from the commands, and GitLab's plain include
# make bench  measures what checks cost beside bare builds and writes docs/benchmarks.md; it takes an hour
#
# What these install goes to .venv and to the user's cache, and only if it is not there yet.

PYTHON ?= python3
BIN := .venv/bin
OPA = $$($(BIN)/mergegate tools path opa)
REGAL = $$(.ci/regal/build)
ACTIONLINT = $$(.ci/gotool actionlint)

.PHONY: demo test lint policies unit fmt docs bench tools dev clean

demo: .venv/.installed
	@$(BIN)/mergegate tools install
	@echo "mergegate check fixtures/shop"; rm -f .venv/demo.json; \
	$(BIN)/mergegate check fixtures/shop --output json=.venv/demo.json; code=$$?; \
	if [ $$code -ne 1 ] || [ ! -s .venv/demo.json ]; then \
	echo "demo: failed: exit code $$code; expected a report and 1, for findings" >&2; exit 1; fi
	@echo "demo: worked: fixtures/shop has these defects on purpose, so the check ended with exit code 1"

test: lint policies unit

lint: dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(ACTIONLINT)
	$(BIN)/zizmor --offline --quiet .
	$(BIN)/check-jsonschema --builtin-schema vendor.github-actions action.yml
	$(BIN)/check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml
	$(BIN)/check-jsonschema --builtin-schema vendor.dependabot .github/dependabot.yml

policies: tools
	$(OPA) fmt --list --fail policies
	$(OPA) check --strict policies
	$(REGAL) lint policies
	GOGC=400 $$($(BIN)/mergegate tools path conftest) verify --show-builtin-errors --quiet -p policies
	@echo "opa test --coverage --threshold 100 policies"; \
	GOGC=400 $(OPA) test --coverage --threshold 100 policies >/dev/null || \
	{ $(OPA) test --coverage --format=json policies | $(BIN)/python .ci/uncovered.py; exit 1; }

unit: tools
	$(BIN)/pytest -n 2 --durations=15

fmt: tools
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(OPA) fmt --write policies

docs: tools
	$(BIN)/python .ci/docs.py
	$(BIN)/python .ci/cli.py
	$(BIN)/python .ci/gitlab.py
	$(BIN)/python .ci/pictures.py

bench: tools
	@$(BIN)/python -m compileall -q validator
	$(BIN)/python .ci/bench.py

tools: dev
	@$(BIN)/mergegate tools install --with-opa
	@.ci/gotool act >/dev/null

dev: .venv/.installed-dev

.venv/.installed: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10) and "Python 3.10 or newer is needed: make PYTHON=…")'
	@echo "setting up .venv"
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@$(BIN)/python -m compileall -q validator  # as an installed package has it, whatever PYTHONDONTWRITEBYTECODE says
	@touch $@

# The pip that comes with Python 3.10 to 3.13 knows no dependency groups; 25.1 is the first that does.
.venv/.installed-dev: .venv/.installed
	@echo "adding what the tests need"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'
	@$(BIN)/python -m pip install --quiet --group dev
	@touch $@

clean:
	rm -rf .venv
