# The commands that have a name elsewhere; `scripts/` has all of them.
.PHONY: test torture

test:
	./test

torture:
	scripts/torture
