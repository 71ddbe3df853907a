public import CremaEngine

/// A task that the engine does from start to end: `train`, `test`, `time`, `infer`.
///
/// A run is a value that can be written as JSON, so the program and Python can host the same one:
/// the program hands a run over to Python if one of its nets has layers written in Python.
public protocol Run: Codable, Sendable {
    /// The command's name: `train`.
    static var name: String { get }

    /// Whether a net of the run has layers written in Python. Throws if its files cannot be read.
    func needsPython() throws -> Bool

    /// A job's folder; what happens is appended to its `events.jsonl`.
    var jobDir: String? { get }

    /// The folders of the job and of the files that it names, which are searched for layers written
    /// in Python.
    func folders() throws -> [String]

    /// Performs the run; throws the first error, in words for the user.
    func run(in host: RunHost) throws
}

extension Run {
    /// The folder of the job that the run belongs to.
    public var jobDir: String? { nil }
}

/// What a run may use of its host process, and where it reports.
public struct RunHost: Sendable {
    /// The available layer types; Python adds its own.
    public var catalog: LayerCatalog
    /// Caffe's log lines.
    public var log: Log
    /// Receives the progress of the run.
    public var progress: @Sendable (RunProgress) -> Void
    /// Receives what happens in the run.
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
