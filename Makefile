# petakumuh: from a slum decree and a survey to a published slum atlas.
# CITY is the name of a folder under data/ or the path of any folder with a city.yaml.
CITY ?= tanjungpinang
JOBS ?=
PORT ?= 8080
FILES ?=
CITIES ?=
KEEP ?=
NIGHTS ?=
SEED ?=
UNIT ?=
CRITERION ?=
ACCEPT ?=
PETAKUMUH = node pipeline/petakumuh.js
OPTIONS = $(if $(JOBS),--jobs $(JOBS)) $(if $(FORCE),--force)
RETENTION = $(if $(KEEP),--keep $(KEEP))
# From the environment, where a recipe finds the variables of make's command line: a reason may hold quotes.
REASON = $(if $(ACCEPT),--accept "$$ACCEPT")

.DEFAULT_GOAL := build

build: node_modules/.package-lock.json ## Build the city (CITY=tanjungpinang) and say where to look
	@$(PETAKUMUH) build "$(CITY)" $(OPTIONS) $(RETENTION) $(REASON)

node_modules/.package-lock.json: package.json package-lock.json
	npm ci --no-audit --no-fund
	@touch $@

ingest validate area density indicators tiles publish: node_modules/.package-lock.json ## Run one stage with what it needs
	@$(PETAKUMUH) $@ "$(CITY)" $(OPTIONS) $(if $(filter publish,$@),$(RETENTION) $(REASON))

plan: node_modules/.package-lock.json ## Say what is stale and why
	@$(PETAKUMUH) plan "$(CITY)"

inspect: node_modules/.package-lock.json ## Say what files hold (FILES="a.shp b.kmz")
	@$(PETAKUMUH) inspect $(FILES)

init: node_modules/.package-lock.json ## Start the workspace of a city from its files (CITY=name FILES="a.shp b.kmz")
	@$(PETAKUMUH) init "$(CITY)" $(FILES)

form: node_modules/.package-lock.json ## Write a survey form for KoboToolbox and ODK (form-households.xlsx)
	@$(PETAKUMUH) form "$(CITY)"

explain: node_modules/.package-lock.json ## Print the way from the records to a score (UNIT="Kampung Bugis", CRITERION=4b or NUMBER=area_ha_net)
	@$(PETAKUMUH) explain "$(CITY)" "$(UNIT)" $(if $(CRITERION),--criterion "$(CRITERION)") $(if $(NUMBER),--number "$(NUMBER)") $(if $(LANGUAGE),--lang "$(LANGUAGE)")

doctor: node_modules/.package-lock.json ## Say whether this machine can build, and what to do where it cannot
	@$(PETAKUMUH) doctor $(if $(LANGUAGE),--lang "$(LANGUAGE)")

nightly: node_modules/.package-lock.json ## Build all cities under data/ unattended and keep output/_nightly (CITIES="a b", JOBS=2, KEEP=5)
	@$(PETAKUMUH) nightly $(CITIES) $(if $(JOBS),--jobs $(JOBS)) $(RETENTION)

serve: node_modules/.package-lock.json ## Show the published map at http://127.0.0.1:8080 (PORT=8080)
	@$(PETAKUMUH) serve "$(CITY)" --port $(PORT)

test: node_modules/.package-lock.json ## Run all tests
	@npm test --silent

check: node_modules/.package-lock.json ## Format, lint and types
	@npm run --silent check

fix: node_modules/.package-lock.json ## Format and apply safe lint fixes
	@npx biome check --write .

docs: node_modules/.package-lock.json ## Write the generated references in docs/reference again
	@npm run --silent docs

golden: node_modules/.package-lock.json ## Write what the validation says of the demo city again (read the difference)
	@npm run --silent golden

demo-data: node_modules/.package-lock.json ## Write the demo city's sources again, byte for byte
	@npx tsx data/tanjungpinang/generator/generate.ts

bench: node_modules/.package-lock.json ## Measure readers and geometry beside their peers, in minutes (one row: BENCH=shapefile N=200000, BENCH=locate)
	@npx tsx test/bench/bench.ts $(if $(BENCH),--bench $(BENCH)) $(if $(N),--n $(N)) $(if $(ROUNDS),--rounds $(ROUNDS)) $(if $(KEEP),--keep)

bench-tiles: node_modules/.package-lock.json ## Measure the tiler beside tippecanoe against its goals (SIZE=S|M|L ROUNDS=3 ONLY=areas|buildings|points)
	@npx tsx test/bench/tiles.ts $(if $(SIZE),--size $(SIZE)) $(if $(ROUNDS),--rounds $(ROUNDS)) $(if $(ONLY),--only $(ONLY)) $(if $(CROSSING),--crossing) $(if $(DATA),--data $(DATA)) $(if $(KEEP),--keep)

reliability: node_modules/.package-lock.json ## Prove that no fault and no kill harms what is served, in many minutes (KILLS=200 SEED=1 MINUTES= ONLY=faults|disk|kills)
	@KILLS="$(KILLS)" SEED="$(SEED)" MINUTES="$(MINUTES)" ONLY="$(ONLY)" npx tsx test/reliability/reliability.ts
	$(if $(ONLY),,@PRIVACY_SEED="$(or $(SEED),random)" npx vitest run --config test/vitest.config.ts --root . test/privacy/complements.test.ts)

soak: node_modules/.package-lock.json ## Run nights over edited, broken and killed cities, in an hour or more, and write docs/reliability.md (NIGHTS=50 CITIES=20 SEED=1 MINUTES=)
	@npx tsx test/reliability/soak/run-soak.ts $(if $(NIGHTS),--nights $(NIGHTS)) $(if $(CITIES),--cities $(CITIES)) $(if $(SEED),--seed $(SEED)) $(if $(MINUTES),--minutes $(MINUTES))

clean: ## Remove everything built for the city
	@test -n "$(notdir $(CITY:%/=%))"
	rm -rf "output/$(notdir $(CITY:%/=%))"

help: ## List these targets
	@awk -F ':.*## ' '/^[a-z].*:.*## / { n = split($$1, names, " "); for (i = 1; i <= n; i++) printf "  %-12s %s\n", names[i], $$2 }' $(MAKEFILE_LIST)

.PHONY: build ingest validate area density indicators tiles publish plan inspect init form explain doctor nightly serve test check fix docs golden demo-data bench bench-tiles reliability soak clean help
