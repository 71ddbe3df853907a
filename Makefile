# `make wheel` builds dist/crema-*.whl: `import caffe` and the program, with all that they load.
.PHONY: wheel
wheel:
	scripts/wheel
