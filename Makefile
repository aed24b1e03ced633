# Literate Keras. Nothing but Python 3.11 or newer and make is presupposed; `make help` lists the targets.
PYTHON ?= python3
JOBS ?= auto

ifeq ($(CONDA_DEFAULT_ENV),litkeras)  # the environment of environment.yml is active: use it as it is
VENV := $(CONDA_PREFIX)
else
VENV := .venv
endif
RUN := $(VENV)/bin/python
LITERATE := PYTHONPATH=book $(RUN) -m literate
PYTEST := $(RUN) -m pytest -n $(JOBS)
BOOK := $(VENV)/bin/jupyter-book build . --path-output book --all --quiet -W -n --keep-going
PIP := -m pip --disable-pip-version-check install --quiet

.PHONY: help env book test lab chapters tangle lock conformance bench pdf screenshot clean

help:  ## list the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

env: $(VENV)/made  ## set up .venv from requirements.lock

$(VENV)/made: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed, for instance: make PYTHON=python3.12")'
	test -x $(RUN) || $(PYTHON) -m venv $(VENV)
	$(RUN) $(PIP) --require-hashes -r requirements.lock
	$(RUN) $(PIP) --no-deps --no-build-isolation --editable .
	touch $@

book: env  ## run the chapters that changed and render book/_build/html
	$(LITERATE) tangle
	$(LITERATE) run
	$(BOOK)
	@echo "Open book/_build/html/index.html"

test: env  ## check everything: the sources, the site, the unit tests, every printed output on both backends
	$(LITERATE) tangle --check
	$(LITERATE) check
	$(BOOK)
	$(PYTEST) --dist=worksteal tests
	NUMBA_DISABLE_JIT=1 $(PYTEST) --dist=worksteal tests/ops tests/backend
	KERAS_BACKEND=numba $(PYTEST) chapters
	KERAS_BACKEND=numpy $(PYTEST) chapters

lab: env  ## open the chapters in JupyterLab
	$(LITERATE) lab

chapters: env  ## after an edit: the chapters' modules and notebooks; CHAPTER=chapters/tour.md for one alone
	$(LITERATE) tangle
	$(LITERATE) run $(if $(CHAPTER),--force $(CHAPTER))

tangle: env  ## the modules alone: chapters/*.md to src/litkeras
	$(LITERATE) tangle

lock:  ## after a change of a requirements.in: pin it anew (needs uv)
	for folder in . tests/conformance benchmarks; do \
	    uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	        $$folder/requirements.in -o $$folder/requirements.lock || exit 1; \
	done

conformance: .venv-conformance/made  ## compare with the real Keras, in an environment of its own
	.venv-conformance/bin/python -m pytest -ra tests/conformance

bench: .venv-bench/torch  ## measure beside Keras on TensorFlow, JAX and torch
	.venv-bench/bin/python benchmarks/run.py
	.venv-bench/bin/python benchmarks/anatomy.py
	.venv-bench/bin/python benchmarks/kernels.py

.venv-conformance/made: tests/conformance/requirements.lock pyproject.toml
.venv-bench/made: benchmarks/requirements.lock pyproject.toml
.venv-%/made:
	test -x .venv-$*/bin/python || $(PYTHON) -m venv .venv-$*
	.venv-$*/bin/python $(PIP) --require-hashes -r $<
	.venv-$*/bin/python $(PIP) --no-deps --no-build-isolation --editable .
	touch $@

# torch's builds for the CPU have an index of their own (see benchmarks/README.md); without torch the table is a column shorter
TORCH ?= torch==2.13.0
.venv-bench/torch: .venv-bench/made
	.venv-bench/bin/python $(PIP) --no-deps $(TORCH) && touch $@ || echo "no torch: it is left out"

pdf: env  ## print the whole book to book/_build/literate-keras.pdf (needs Chromium)
	$(BOOK) --builder singlehtml
	$(RUN) book/browser.py pdf

screenshot: env  ## take the README's picture of the book anew (needs Chromium, and the book made)
	$(RUN) book/browser.py screenshot

clean:  ## remove what was built, but not the environments
	rm -rf _build build dist src/*.egg-info book/_build .pytest_cache .ruff_cache .hypothesis
	find src book tests chapters -name __pycache__ -type d -prune -exec rm -rf {} +
