/// Something that the engine does from start to end: `train`, `test`, `time`, `infer`.
///
/// A run is a value that can be written as JSON, so that the program and Python can host the same one: the
/// program hands a run over to Python where a net of it has layers written in Python.
public protocol Run: Codable, Sendable {
    /// The command's name: `train`.
    static var name: String { get }

    /// Whether a net of the run has layers written in Python. Throws where its files cannot be read.
    func needsPython() throws -> Bool

    /// A job's folder, into whose `events.jsonl` goes what happens.
    var jobDir: String? { get }

    /// The folders of the job and of the files that it names, where layers written in Python are found.
    func folders() throws -> [String]

    /// Does it; throws the first error, in words for the user.
    func run(in host: RunHost) throws
}

extension Run {
    /// The folder of the job that the run belongs to.
    public var jobDir: String? { nil }
}

/// The folder that a file is in.
func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
}

/// What a run may use of the process that hosts it, and whom it reports to.
public struct RunHost: Sendable {
    /// The layer types that may be named; Python adds its own.
    public var catalog: LayerCatalog
    /// Caffe's log lines.
    public var log: Log
    /// Told how far the run is.
    public var progress: @Sendable (RunProgress) -> Void
    /// Who hears what happens in the run.
    public var observers: [any RunObserver]

    /// A host; the defaults are those of the program.
    public init(
        catalog: LayerCatalog = .builtIn,
        log: Log = .standardError,
        progress: @escaping @Sendable (RunProgress) -> Void = { _ in },
        observers: [any RunObserver] = []
    ) {
        self.catalog = catalog
        self.log = log
        self.progress = progress
        self.observers = observers
    }
}

/// The runs that there are.
public enum RunCatalog {
    /// All of them, in alphabetical order.
    public static let all: [any Run.Type] = [
        ClassifyRun.self, ExtractFeaturesRun.self, InferRun.self, TestRun.self, TimeRun.self,
        TrainRun.self,
    ]

    /// The type of the run of a name.
    public static func run(named name: String) -> (any Run.Type)? { all.first { $0.name == name } }
}
