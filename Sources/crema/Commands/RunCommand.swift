import ArgumentParser
import CremaData
import CremaJobs
import CremaRuns

/// `crema run JSON`: performs a run that another program describes, as the studio does for its
/// jobs.
struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Performs a run that is described in JSON: training, building a data set, …",
        discussion: """
            The description is {"run": NAME, "value": the run's fields, "folders": [where layer \
            files are looked for]}.
            """,
        shouldDisplay: false
    )

    @Argument(help: "The description, or the file that holds it.")
    var json: String

    @OptionGroup var python: PythonOptions

    func run() throws {
        let isText = json.hasPrefix("{")
        let text = isText ? json : String(decoding: try FileBytes.read(path: json), as: UTF8.self)
        try start(RunDescription(json: text, catalog: .program).run, python: python)
    }
}

extension RunCatalog {
    /// The engine's runs, and those of jobs.
    fileprivate static let program = RunCatalog.builtIn.adding(BuildDatasetRun.self)
        .adding(ResizeExampleRun.self)
}
