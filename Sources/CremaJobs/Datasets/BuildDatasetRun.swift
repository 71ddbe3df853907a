import CremaData
import CremaEngine
import CremaEvents
import CremaProto
public import CremaRuns

/// Builds a data set into a job's folder: `crema dataset …`.
public struct BuildDatasetRun: Run {
    /// The command.
    public static let name = "dataset"

    /// What is built.
    public let settings: DatasetSettings
    /// The folder to build into.
    public let folder: String
    private let kind: any DatasetKind

    /// The job's folder, into whose `events.jsonl` goes what happens.
    public var jobDir: String? { folder }

    /// A run that builds a data set into a folder.
    ///
    /// Throws where this version has no such kind of data set.
    public init(_ settings: DatasetSettings, into folder: String) throws(JobError) {
        guard let kind = settings.kind else {
            throw JobError(Phrase("job_error.no_method", ["method": settings.method]))
        }
        self.settings = settings
        self.folder = folder
        self.kind = kind
    }

    /// False: there is no net.
    public func needsPython() -> Bool { false }

    /// The job's folder.
    public func folders() -> [String] { [folder] }

    /// Builds it; whatever is thrown ends the job with its sentence, in the log as well.
    public func run(in host: RunHost) throws {
        // A finished job keeps its events as they are.
        try Dataset.checkAbsence(in: folder)
        try Folder.create(folder)
        do {
            try host.reporting(to: folder) { host in
                try build(reportingTo: DatasetReport(to: host))
                return .status(.done)
            }
        } catch {
            host.log.error("create_db.cpp", "\(error)")
            throw LoggedError(error)
        }
    }

    private func build(reportingTo report: DatasetReport) throws {
        let counts = try kind.build(into: folder, reportingTo: report).description.counts
        let test = counts.test.map { ", \($0) for tests" } ?? ""
        report.noted(
            "\(counts.train) images for training, \(counts.val) for validation\(test), in "
                + "\(folder)"
        )
    }
}

// MARK: - As JSON

extension BuildDatasetRun: Codable {
    private enum Key: String, CodingKey { case settings, folder }

    /// Reads the settings, checked as those of a form are.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        try self.init(
            values.decode(DatasetSettings.self, forKey: .settings),
            into: values.decode(String.self, forKey: .folder)
        )
    }

    /// Writes the settings and the folder.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(settings, forKey: .settings)
        try values.encode(folder, forKey: .folder)
    }
}
