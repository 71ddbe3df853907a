/// The available runs, by name; a module above adds its own.
public struct RunCatalog: Sendable {
    /// The engine's runs, in alphabetical order.
    public static let builtIn = RunCatalog(runs: [
        ClassifyRun.self, CostRun.self, ExtractFeaturesRun.self, InferRun.self, InferManyRun.self,
        TestRun.self, TimeRun.self, TrainRun.self,
    ])

    /// All of them.
    public let runs: [any Run.Type]

    /// The type of the run with this name; nil if there is none.
    public func run(named name: String) -> (any Run.Type)? { runs.first { $0.name == name } }

    /// The same catalog with one more run.
    public func adding(_ run: any Run.Type) -> RunCatalog { RunCatalog(runs: runs + [run]) }
}
