import ArgumentParser
import CremaEngine
import CremaRuns

/// How layers written in Python are run.
struct PythonOptions: ParsableArguments {
    @Option(
        help: """
            The interpreter for layers written in Python (default: CREMA_PYTHON, an active virtual \
            environment, the project's own, python3).
            """,
        completion: .file()
    )
    var python: String?

    @Option(
        help:
            "The time limit of one call of a layer in Python, in seconds; 0: none (default: 300)."
    )
    var layerTimeout: Double?
}

/// Runs in this process.
func start(_ run: some Run) throws {
    let line = ProgressLine()
    defer { line.end() }
    try run.run(in: RunHost(log: line.log, progress: line.show))
}

/// Starts a run: here, or in a Python process if one of its nets has layers written in Python.
func start(_ run: some Run, python options: PythonOptions) throws {
    // If its files cannot be read, the run reports that itself, on the job's page too.
    guard (try? run.needsPython()) == true else {
        return try start(run)
    }
    let python = try PythonInterpreter.find(named: options.python)
    Log.program.info(
        "python_layer.cpp",
        "Layers in Python run in \(python.path) (\(python.reason))"
    )
    try python.take(over: run, layerTimeout: options.layerTimeout)
}
