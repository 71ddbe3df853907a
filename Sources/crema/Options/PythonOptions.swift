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
            "The seconds that one call of a layer in Python may take, 0 for no limit (default: 300)."
    )
    var layerTimeout: Double?
}

/// Does a run in this process.
func start(_ run: some Run) throws {
    let line = ProgressLine()
    defer { line.end() }
    try run.run(in: RunHost(log: line.log, progress: line.show))
}

/// Does a run: in this process, or in a Python process where one of its nets has layers written in Python.
func start(_ run: some Run, python options: PythonOptions) throws {
    // Where its files cannot be read, the run says so itself: to the job's page, too.
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
