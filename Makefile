# Loa: `make demo` runs the main job, `make test` passes the tests; each sets up what it needs.
SHELL := /bin/bash
LOA := .venv/bin/loa
ARGS ?=
BENCHES ?= mail push plan portal reach cluster memory mailguard rumours
# Bytecode is kept: every command of a process tree starts faster for it.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test check setup setup-tests fast chaos fuzz bench figures lighthouse format clean

demo: setup  ## the whole story on a fresh system; ARGS="--once --json" for a run that ends
	@$(LOA) demo $(ARGS)

test: setup-tests check  ## every test: units, properties, real servers, real browser, a short chaos set
	.venv/bin/pytest -n $${LOA_TEST_PROCESSES:-auto} --dist loadgroup --reruns 1 --reruns-delay 2

check: setup  ## all fast checks: style, types, floors, templates
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports

fast: setup  ## tests without browsers, servers and chaos
	.venv/bin/pytest -n auto -m "not e2e and not chaos and not cluster and not postfix"

chaos: setup-tests  ## the long fault run whose figures stand in docs/reliability.md
	LOA_CHAOS=long .venv/bin/pytest -m chaos -p no:randomly -s

fuzz: setup-tests  ## the mail guard under coverage-guided fuzzing (atheris) for half an hour; the corpus stays in var/fuzz
	.venv/bin/uv pip install --quiet atheris
	nice .venv/bin/python scripts/fuzz_mailguard.py var/fuzz -max_total_time=1800

bench: setup-tests  ## every bench with its peers; the figures go to var/bench.json; one that fails stops no other
	@mkdir -p var/bench
	@failed=; for name in $(BENCHES); do echo "bench $$name" >&2; rm -f var/bench/$$name.json; \
	  $(LOA) bench $$name --json $(ARGS) >var/bench/$$name.part && mv var/bench/$$name.part var/bench/$$name.json || failed="$$failed $$name"; done; \
	  .venv/bin/python -c 'import json, pathlib; print(json.dumps([json.loads(file.read_text()) for file in sorted(pathlib.Path("var/bench").glob("*.json"))], indent=1))' >var/bench.json; \
	  [ -z "$$failed" ] || { echo "bench: failed:$$failed" >&2; exit 1; }

figures: setup  ## write the tables of docs/performance from var/bench.json
	@.venv/bin/python scripts/figures.py

lighthouse: setup-tests  ## Lighthouse (npm) on the portal's main pages; needs Node.js
	@.venv/bin/python scripts/lighthouse.py

format: setup  ## mend style in place
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .

setup:
	@scripts/setup.sh

setup-tests:
	@scripts/setup.sh tests

clean:
	rm -rf .venv var dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis
