# Two commands do everything on a fresh machine: make demo, make test.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: install demo test check bench bench-nlp bench-crawl serve soak clean

install: $(READY)

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is %s" % sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt --group dev -e .
	touch $(READY)

demo: install
	$(BIN)/dongbei demo $(ARGS)

test: check

check: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -n 2 --dist loadfile $(ARGS)

serve: install
	$(BIN)/dongbei serve $(ARGS)

bench: install
	$(BIN)/python bench/run.py $(ARGS)

bench-nlp: install
	$(BIN)/python bench/nlp_speed.py
	$(BIN)/python bench/nlp_memory.py

bench-crawl: install
	$(BIN)/python bench/crawl.py $(ARGS)

soak: install
	$(BIN)/pytest -m soak $(ARGS)

clean:
	rm -rf $(VENV) dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
