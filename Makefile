# `make demo` runs the whole product on this machine; `make test` proves it; `make check` reads it.
SHELL := /bin/sh
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
PY := $(VENV)/bin/python
export PYTHONUNBUFFERED := 1

.PHONY: demo test check bench lock vendor clean

demo: $(VENV)/.installed
	@PORT=$(PORT) $(PY) -m mentorship.local demo

test: $(VENV)/.installed-dev
	@$(PY) -m mentorship.local browser
	$(PY) -m pytest -n auto --dist loadgroup $(ARGS)

check: $(VENV)/.installed-dev
	$(PY) scripts/check.py

bench: $(VENV)/.installed-dev
	$(PY) -m bench $(ARGS)

# Versions and hashes from pyproject.toml; needs uv on the path.
lock:
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q -o requirements.txt
	uv pip compile pyproject.toml --extra dev -c requirements.txt --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q -o requirements-dev.txt
	echo uv | uv pip compile - --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q -o requirements-uv.txt

# Third-party CSS, icons and scripts into static/vendor; needs Node. The result is committed.
vendor:
	npm ci --ignore-scripts
	node scripts/vendor.mjs

clean:
	rm -rf .local staticfiles

$(VENV)/bin/python:
	@command -v $(PYTHON) >/dev/null 2>&1 || { echo "Python is missing: install Python 3.11 or newer, or say which with PYTHON=/path/to/python3."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "This needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) -V 2>&1). Say which to use with PYTHON=/path/to/python3."; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "Python cannot make a virtual environment here: install its venv module (Debian: apt-get install python3-venv)."; exit 1; }

# uv installs in a sixth of pip's time. Where it cannot (no build of it, packages that only pip is told where to find),
# pip does.
PIP := $(PY) -m pip install -q --no-compile --disable-pip-version-check --require-hashes
UV := $(VENV)/bin/uv pip install -q --python $(PY) --require-hashes
OFFLINE := { echo "The packages could not be downloaded: is this machine online? Details: $(VENV)/pip.log"; exit 1; }

$(VENV)/.installed: requirements.txt requirements-uv.txt | $(VENV)/bin/python
	@echo "Installing what the product needs (once) ..."
	@$(PIP) --retries 1 -r requirements-uv.txt > $(VENV)/pip.log 2>&1; $(UV) -r requirements.txt >> $(VENV)/pip.log 2>&1 || $(PIP) -r requirements.txt >> $(VENV)/pip.log 2>&1 || $(OFFLINE)
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt $(VENV)/.installed
	@echo "Installing what the tests need (once) ..."
	@$(UV) -r requirements-dev.txt > $(VENV)/pip.log 2>&1 || $(PIP) -r requirements-dev.txt >> $(VENV)/pip.log 2>&1 || $(OFFLINE)
	@touch $@
