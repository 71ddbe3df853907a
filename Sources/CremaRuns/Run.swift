public import CremaEngine

/// Something that the engine does from start to end: `train`, `test`, `time`, `infer`.
///
/// A run is a value that can be written as JSON, so that the program and Python can host the same
/// one: the program hands a run over to Python where a net of it has layers written in Python.
public protocol Run: Codable, Sendable {
    /// The command's name: `train`.
    static var name: String { get }

    /// Whether a net of the run has layers written in Python. Throws where its files cannot be
    /// read.
    func needsPython() throws -> Bool

    /// A job's folder, into whose `events.jsonl` goes what happens.
    var jobDir: String? { get }

    /// The folders of the job and of the files that it names, where layers written in Python are
    /// found.
    func folders() throws -> [String]

    /// Does it; throws the first error, in words for the user.
    func run(in host: RunHost) throws
}

extension Run {
    /// The folder of the job that the run belongs to.
    public var jobDir: String? { nil }
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
