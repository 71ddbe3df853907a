/// The runs that there are, by name; a part above adds its own.
public struct RunCatalog: Sendable {
    /// The engine's runs, in alphabetical order.
    public static let builtIn = RunCatalog(runs: [
        ClassifyRun.self, ExtractFeaturesRun.self, InferRun.self, TestRun.self, TimeRun.self,
        TrainRun.self,
    ])

    /// All of them.
    public let runs: [any Run.Type]

    /// The type of the run with that name; nil where there is none.
    public func run(named name: String) -> (any Run.Type)? { runs.first { $0.name == name } }

    /// The catalog with one run more.
    public func adding(_ run: any Run.Type) -> RunCatalog { RunCatalog(runs: runs + [run]) }
}
