public import CremaJobs
public import Foundation

/// What a studio is started with.
public struct StudioOptions: Sendable {
    /// The name or address it listens on.
    public var host = "127.0.0.1"
    /// The port it listens on; 0 takes a free one.
    public var port = 5000
    /// The folder with one folder a job.
    public var jobsFolder: URL
    /// Files on this machine may be named in forms only below this folder.
    public var dataRoot: URL
    /// The secret a browser must show, or nil where everyone who reaches the port may come in.
    public var token: String?
    /// The `crema` program, by its path.
    public var program: String
    /// The interpreter for Python layers; nil for the one that `crema train` takes by itself.
    public var python: String?
    /// The folder with the `caffe` package, where the interpreter does not find it by itself.
    public var pythonPackage: String?
    /// The kinds of data sets that its form offers.
    public var datasetKinds = DatasetKindCatalog.builtIn
    /// How many trainings may run at the same time.
    public var trainingsAtOnce = 1
    /// Whether a training that died with the machine or the studio, or was killed, goes on by
    /// itself.
    public var resumesInterrupted = false
    /// How long an aborted process may take to stop by itself before it is killed.
    public var abortGrace: Duration = .seconds(15)
    /// How long a check of layers may take before it is ended.
    public var checkLimit: Duration = .seconds(120)

    /// Options with the defaults of `crema studio`.
    public init(jobsFolder: URL, dataRoot: URL, program: String) {
        self.jobsFolder = jobsFolder
        self.dataRoot = dataRoot
        self.program = program
    }
}
