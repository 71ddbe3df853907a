import ArgumentParser
import CremaEngine

/// How layers written in Python are run.
struct PythonOptions: ParsableArguments {
    @Option(
        help: """
            The interpreter for layers written in Python (default: CREMA_PYTHON, an active virtual \
            environment, the project's own, python3).
            """)
    var python: String?
}

/// Starts a run: here, or in a Python process where one of its nets has layers written in Python.
func start(_ run: some Run, python: PythonOptions) throws {
    try run.run(in: RunHost())
}
