# The two commands of the README are `make book` and `make test`. Each makes what it needs; `make help` lists the rest.

PYTHON ?= python3

# The book's own Python; scripts/environment.py makes it.
RUN := .venv/bin/python

# With this one set no bytecode is kept, and every chapter compiles every package again: twice the time.
unexport PYTHONDONTWRITEBYTECODE
# The book runs with the locked packages, not with whatever else these point to.
unexport PYTHONPATH
unexport PYTHONHOME

# Every target starts with the same environment and most end in _build/: in parallel they would only wait.
.NOTPARALLEL:
.DEFAULT_GOAL := help
.PHONY: help book draft serve test pdf brief data reproduce release verify-release lab check verify fuzz bench lanes check-site version marks register lock clean environment site

help: ## list these targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{ printf "%-18s %s\n", $$1, $$2 }'

book: environment ## build the book into _build/html/index.html; FRESH=1 even where nothing has changed
	@$(RUN) scripts/build.py $(if $(FRESH),--fresh)

draft: environment ## make the pages alone, in seconds after an edit, into _build/draft/; FRESH=1 from nothing
	@$(RUN) scripts/draft.py $(if $(FRESH),--fresh)

serve: environment ## show the draft in a browser, made anew and reloaded on every save; PORT=8000
	@$(RUN) -m scripts.serve $(PORT)

pdf: environment site ## set the whole report and every page as PDF, with footnotes, into _build/html/pdf/
	@$(RUN) -m scripts.pdf

test: environment site ## run all tests, on a site that is up to date
	@start=$$(date +%s); $(RUN) -m pytest -n auto --dist worksteal; status=$$?; \
	echo "Tests of analysis/, tests/ and the site in _build/html took $$(($$(date +%s) - start)) s"; exit $$status

data: environment ## write the data package into _build/data
	@$(RUN) -m analysis export --out _build/data

lab: environment ## open the chapters as notebooks in JupyterLab
	@$(PYTHON) scripts/lab.py

check: environment ## check style, declared packages and the evidence, then verify
	@$(RUN) -m ruff check .
	@$(RUN) -m scripts.dependencies
	@$(RUN) -m analysis check
	@$(MAKE) --no-print-directory verify

release: environment ## build and test a published version in a clean clone, and put all of it into dist/
	@$(RUN) -m scripts.release

verify-release: environment ## rebuild a release from its commit and compare every file; RELEASE=dist/2026.11.1 names its folder
	@$(RUN) -m scripts.verify_release $(if $(RELEASE),"$(RELEASE)")

reproduce: environment ## build the book twice, under different conditions, and compare all that comes out to the byte
	@$(RUN) -m scripts.reproduce

verify: environment ## compare every claim with the source texts, where seeds/texts/ has them
	@if ls seeds/texts/*.txt >/dev/null 2>&1; then $(RUN) -m analysis verify --texts seeds/texts --present; \
	else echo "Not verified against the source texts: none in seeds/texts/"; fi

fuzz: environment ## give the readers 100,000 files that are wrong in every way; CASES=1000 sets the number
	@$(RUN) -m scripts.fuzz $(or $(CASES),100000)

bench: environment ## measure builds, reloads, marks and growth, beside named peers in the same run; RECORD=1 keeps it for the page Status
	@$(RUN) -m scripts.bench $(if $(RECORD),--record)

lanes: environment ## build and test with the newest and the oldest versions allowed; LANES=python-3.13 chooses, RECORD=1 keeps it
	@$(RUN) -m scripts.lanes $(LANES) $(if $(RECORD),--record)

check-site: environment site ## measure the built site: weight, axe, Lighthouse, keyboard, paper; take screenshots
	@$(RUN) -m scripts.check_site

version: environment ## stamp a version; VERSION=2026.11.3 chooses it, DIRTY=allowed takes uncommitted changes
	@$(RUN) -m scripts.stamp_version $(if $(filter command line,$(origin VERSION)),--version "$(VERSION)") \
	  $(if $(filter command line,$(origin DIRTY)),--dirty "$(DIRTY)")

brief: environment ## write a brief to _build/brief/; choose with JUDGEMENTS=1,3 CHAPTERS=divisions FIGURE=stances TO=docx,pdf,md
	@$(RUN) -m analysis brief --judgements "$(JUDGEMENTS)" --chapters "$(CHAPTERS)" --figure "$(FIGURE)" $(if $(TO),--to "$(TO)") $(if $(OUT),--out "$(OUT)")

marks: environment ## record which marks the sentences have, after prose was changed
	@$(RUN) -m analysis marks

register: environment ## divide the register of claims among as many pages as it needs
	@$(RUN) -m scripts.register_pages

lock: ## make the lock files anew; UPGRADE=1 moves to the newest packages
	@$(PYTHON) scripts/environment.py lock $(if $(UPGRADE),--upgrade)

clean: ## delete what was built (not .venv/ and not seeds/texts/)
	@rm -rf _build .pytest_cache .ruff_cache .hypothesis
	@find analysis book scripts tests -name __pycache__ -type d -prune -exec rm -rf {} +
	@echo "Deleted _build and the caches"

environment:
	@command -v "$(PYTHON)" >/dev/null || { echo "Error: no $(PYTHON) on this machine. Install Python 3.11 or newer." >&2; exit 1; }
	@"$(PYTHON)" scripts/environment.py

site: environment
	@$(RUN) scripts/build.py --if-stale
