import CremaData
public import CremaEvents
import CremaProto
public import Foundation

/// The folder of one job, the only source of truth about it.
public struct JobFolder: Sendable {
    /// The environment variable with this folder's real path, set for a job's process and its
    /// children.
    public static let environmentVariable = "CREMA_JOB"

    /// Its location.
    public let url: URL

    /// The folder at a location, which need not exist.
    public init(url: URL) {
        self.url = url
    }

    /// The job's id.
    public var id: String { url.lastPathComponent }
    /// Its location, as a path.
    public var path: String { url.path }
    /// The file of its events, one JSON object per line.
    public var eventsFile: URL { file("events.jsonl") }

    /// The log that the job's process writes.
    public func logFile(of kind: Job.Kind) -> URL {
        file(kind == .model ? "caffe_output.log" : "create_db.log")
    }

    /// A file of the job, with a plain name.
    public func file(_ name: String) -> URL { url.appendingPathComponent(name) }

    /// Whether the job has a file with this name.
    public func has(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: file(name).path)
    }

    // MARK: job.json

    /// Makes the folder of a new job under a hidden name, and renames it when it is complete.
    ///
    /// `fill` writes the other files of the job to the folder that it receives. Nothing is left if
    /// it throws; what a process that dies leaves behind is removed by `removeRemains`.
    public static func make(
        _ job: Job,
        in jobs: URL,
        filledBy fill: (JobFolder) throws -> Void = { _ in }
    ) throws -> JobFolder {
        let unfinished = JobFolder(url: jobs.appendingPathComponent(newPrefix + job.id))
        let finished = JobFolder(url: jobs.appendingPathComponent(job.id))
        do {
            try FileManager.default.createDirectory(
                at: unfinished.url,
                withIntermediateDirectories: true
            )
            try unfinished.write(job)
            try fill(unfinished)
            try Folder.rename(unfinished.path, to: finished.path)
        } catch {
            try? Folder.remove(unfinished.path)
            throw error
        }
        return finished
    }

    /// Removes the job from the folder of jobs at once; returns the new location of its files, for
    /// removal.
    ///
    /// Throws if it cannot be moved; then the job stays as it was.
    public func bury() throws -> URL {
        let name = "\(Self.deletedPrefix)\(id)-\(UInt32.random(in: 0 ... .max))"
        let grave = url.deletingLastPathComponent().appendingPathComponent(name)
        try Folder.rename(path, to: grave.path)
        return grave
    }

    /// Removes what half-made and half-deleted jobs have left in a folder of jobs.
    public static func removeRemains(in jobs: URL) {
        for name in (try? Folder.names(in: jobs.path)) ?? []
        where name.hasPrefix(newPrefix) || name.hasPrefix(deletedPrefix) {
            try? Folder.remove(jobs.appendingPathComponent(name).path)
        }
    }

    private static let newPrefix = ".new-"
    /// What the name of a folder that is being removed begins with.
    public static let deletedPrefix = ".deleted-"

    /// Writes `job.json`, completely or not at all.
    public func write(_ job: Job) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try AtomicFile.write(path: file("job.json").path, encoder.encode(job))
    }

    /// The content of `job.json`; throws if it is missing or damaged.
    public func job() throws -> Job {
        let bytes = try FileBytes.read(path: file("job.json").path, limit: 16 << 20)
        do {
            return try JSONDecoder().decode(Job.self, from: Data(bytes))
        } catch let error as DecodingError {
            throw JobError(Phrase("job_error.damaged", ["reason": error.phrase]))
        }
    }

    // MARK: events.jsonl

    /// Adds an event that has just happened to `events.jsonl`; it is on the disk before this
    /// returns.
    public func append(_ event: JobEvent) throws { try append(EventRecord(event)) }

    /// Adds a record to `events.jsonl`; it is on the disk before this returns.
    public func append(_ record: EventRecord) throws {
        try EventLog(folder: path).appendDurably(record)
    }

    /// A reader of `events.jsonl`, from a byte on.
    public func eventReader(from offset: Int = 0) -> EventReader {
        EventReader(folder: path, from: offset)
    }

    /// Every event so far.
    public func events() -> [JobEvent] {
        var reader = eventReader()
        return reader.records().map(\.event)
    }

    /// The validations of a model so far, without those that it has done again since.
    public func tests() -> [JobEvent.TestRow] {
        var reader = eventReader()
        var tests: [JobEvent.TestRow] = []
        reader.read { tests.take($0) }
        return tests
    }

    /// The last event with the status of the job.
    public func lastStatus() -> EventRecord? {
        var reader = eventReader()
        var last: EventRecord?
        reader.read { line in
            guard [nil, .status].contains(JobEvent.Kind(ofLine: line)),
                let record = EventRecord(line: line), record.event.status != nil
            else { return }
            last = record
        }
        return last
    }

    /// The status of the job, from its last event that has one.
    public func status() -> JobEvent.Status { lastStatus()?.event.status ?? .initialized }

    /// The size of `events.jsonl`.
    public var eventByteCount: Int {
        (try? eventsFile.resourceValues(forKeys: [.fileSizeKey]))?.fileSize ?? 0
    }

    // MARK: Files

    /// The name of the file of the weights that a model starts from.
    public static let startWeightsFile = "pretrained.caffemodel"

    /// The weights that a model starts from; nil if those of its fillers.
    public var startWeights: URL? {
        has(Self.startWeightsFile) ? file(Self.startWeightsFile) : nil
    }

    /// Keeps the weights that a model starts from, which may be in either of Caffe's formats.
    ///
    /// A snapshot of another job is linked if it can be, as nobody writes into one.
    public func keepStartWeights(_ weights: URL, ofJob isSnapshot: Bool) throws {
        let place = file(Self.startWeightsFile)
        let isLinked =
            isSnapshot && (try? FileManager.default.linkItem(at: weights, to: place)) != nil
        if !isLinked { try FileManager.default.copyItem(at: weights, to: place) }
    }

    /// The last lines of a text file, up to a number of bytes.
    public static func tail(of file: URL, lines: Int, bytes: Int = 64 * 1024) -> [String] {
        guard let handle = try? FileHandle(forReadingFrom: file),
            let end = try? handle.seekToEnd()
        else { return [] }
        let start = end > UInt64(bytes) ? end - UInt64(bytes) : 0
        guard (try? handle.seek(toOffset: start)) != nil, let data = try? handle.readToEnd() else {
            return []
        }
        return String(decoding: data, as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: true)
            .suffix(lines).map(String.init)
    }

    /// Iteration and file name of each snapshot of a model, in order.
    ///
    /// A snapshot that exists in both of Caffe's formats is listed as `.caffemodel`, not as
    /// `.caffemodel.h5`.
    public func snapshots() -> [(iteration: Int, name: String)] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        let found = names.compactMap { name -> (iteration: Int, name: String)? in
            guard let parts = name.wholeMatch(of: #/snapshot_iter_(\d+)\.caffemodel(\.h5)?/#),
                let iteration = Int(parts.1)
            else { return nil }
            return (iteration, name)
        }
        return Dictionary(grouping: found, by: \.iteration).values
            .compactMap { forms in forms.min { $0.name < $1.name } }
            .sorted { $0.iteration < $1.iteration }
    }

    /// Bytes on disk of everything in the folder.
    public func size() -> Int {
        let keys: [URLResourceKey] = [.fileSizeKey, .isRegularFileKey]
        let files = FileManager.default.enumerator(at: url, includingPropertiesForKeys: keys)
        var sum = 0
        while let file = files?.nextObject() as? URL {
            let size = (try? file.resourceValues(forKeys: Set(keys)))?.fileSize ?? 0
            sum = sum.addingSaturated(size)
        }
        return sum
    }
}
