# Two commands do everything on a machine with Python and make: `make demo` and `make test`.
ifeq ($(OS),Windows_NT)
PYTHON ?= py -3
BIN := .venv/Scripts
else
PYTHON ?= python3
BIN := .venv/bin
endif
PY := $(BIN)/python

.PHONY: demo test check lint types contracts docs bundle bench bench-neo4j lock clean

demo: .venv/ready
	$(PY) -m api demo --scale small --seed 7 --out demo

test: .venv/ready
	$(PY) -m pytest --numprocesses auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

check: lint types contracts test

lint: .venv/ready
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) tests/browser/lint/run.py

types: .venv/ready
	$(PY) -m mypy

contracts: .venv/ready
	$(BIN)/lint-imports --no-logo

docs: .venv/ready
	$(PY) -m graph.contract_page docs/data-contract.md
	$(PY) -m ingest.reasons_page docs/rejections.md
	$(PY) -m tests.validation.page docs/validation.md
	$(PY) -m analysis.rules.page docs/rules.md
	$(PY) -m api.access_page docs/access.md
	$(PY) -m api.settings_page docs/operations.md

bundle: .venv/ready
	$(PY) deploy/bundle.py

bench: .venv/ready
	-$(PY) -m pip install --quiet "rustworkx>=0.16"
	$(PY) benchmarks/compare.py
	$(PY) benchmarks/montecarlo.py
	$(PY) benchmarks/memory.py

bench-neo4j: .venv/ready
	$(PY) benchmarks/neo4j_load.py

lock: .venv/ready
	$(PY) -m pip install --quiet uv
	$(PY) -m uv pip compile --universal --python-version 3.11 --group dev pyproject.toml --no-emit-index-url --no-emit-find-links --no-header --output-file requirements.lock

.venv/ready: requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(PY) -m pip install --quiet --requirement requirements.lock
	$(PY) -m pip install --quiet --no-deps --editable .
	$(PY) -c "import pathlib; pathlib.Path('.venv/ready').touch()"

clean:
	$(PYTHON) -c "import shutil; [shutil.rmtree(p, ignore_errors=True) for p in ('.venv', 'demo', 'build', 'dist')]"
