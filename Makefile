# Two commands are enough: `make run` and `make test`.

.PHONY: run test check setup

run:     ## set everything up and serve the demo on http://localhost:8000
	@bin/run

test:    ## set up the rest and pass all tests
	@bin/test

check:   ## the quick gates: format, lint, types, layers, fast tests
	@bin/check

setup:   ## only set up
	@bin/setup
