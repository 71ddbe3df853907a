import CremaEvents
import CremaJobs
import CremaProto
import Foundation
import GRDB

/// The state of a job: the sum of its events.
///
/// One row of the index.
struct JobSummary: Codable, Sendable, Equatable, FetchableRecord, PersistableRecord {
    static let databaseTableName = "job"

    var id: String
    var kind: String
    /// The name of what it is for, such as classification.
    var imageTaskName: String
    var name: String
    var created: Double
    /// The data set of a model.
    var datasetID: String?
    var status = JobEvent.Status.initialized.rawValue
    /// Why it ended as it did, or what hinders it.
    var message: Phrase?
    var task: String?
    var done: Int?
    var total: Int?
    /// When it first ran and when it ended, in seconds since 1970.
    var started: Double?
    var ended: Double?
    /// The newest measure on the validation images, such as the accuracy, 0 to 1.
    var accuracy: Double?
    /// How many bytes of `events.jsonl` are included.
    var eventBytes = 0
    var eventCount = 0

    init(_ job: Job) {
        id = job.id
        kind = job.kind.rawValue
        imageTaskName = job.task.about.name
        name = job.name
        created = job.created
        datasetID = job.datasetID
    }

    var jobKind: Job.Kind { Job.Kind(rawValue: kind) ?? .model }
    var imageTask: any ImageTask {
        ImageTaskCatalog.named(imageTaskName) ?? ImageTaskCatalog.all[0]
    }
    /// DIGITS' words for what it is.
    var type: String {
        jobKind == .dataset ? imageTask.about.datasetType : imageTask.about.modelType
    }
    var jobStatus: JobEvent.Status { JobEvent.Status(rawValue: status) ?? .error }
    var path: String { "/\(jobKind.path)/\(id)" }

    /// Whether nothing more will happen to the job by itself.
    var isOver: Bool { jobStatus.isOver }

    /// Whether it has ended, but with a loss that should not be overlooked.
    var isSpoiled: Bool { jobStatus == .done && message != nil }

    /// The fraction that is done, 0 to 1.
    var progress: Double {
        if jobStatus == .done { return 1 }
        guard let done, let total, total > 0 else { return 0 }
        return min(1, max(0, Double(done) / Double(total)))
    }

    /// The seconds that it has run up to a moment.
    func elapsed(at now: Double) -> Double? {
        started.map { max(0, (ended ?? now) - $0) }
    }

    /// The remaining seconds at the pace so far.
    func remaining(at now: Double) -> Double? {
        guard jobStatus == .running, progress > 0.01, let elapsed = elapsed(at: now) else {
            return nil
        }
        return elapsed / progress * (1 - progress)
    }

    /// Adds what was written since the last call; returns whether there was anything.
    mutating func update(from folder: JobFolder) -> Bool {
        var reader = folder.eventReader(from: eventBytes)
        var lastProgress: [UInt8]?
        reader.read { line in
            eventCount = eventCount.addingSaturated(1)
            switch JobEvent.Kind(ofLine: line) {
            // There may be hundreds of thousands of these.
            case .train: break
            case .progress: lastProgress = Array(line)
            default: if let record = EventRecord(line: line) { apply(record) }
            }
        }
        if let record = lastProgress.flatMap({ EventRecord(line: $0) }) { apply(record) }
        guard reader.offset != eventBytes else { return false }
        eventBytes = reader.offset
        return true
    }

    mutating func apply(_ record: EventRecord) {
        switch record.event {
        case .status(let status, let message):
            self.status = status.rawValue
            if status == .running, started == nil { started = record.time }
            ended = isOver ? record.time : nil
            if let message { self.message = message }
        case .progress(let task, let done, let total):
            (self.task, self.done, self.total) = (task, done, total)
        case .error(let failure):
            message = failure.message
        case .test(let row):
            let named = row.outputs.first { imageTask.isMeasure($0.key) }
            if let named, named.value.isFinite { accuracy = Double(named.value) }
        case .notice(let notice):
            // What spoils a job that ends well is shown wherever the job is.
            if notice.level == .danger { message = notice.title }
        case .train, .snapshot:
            break
        }
    }
}

extension JobEvent.Status {
    /// Whether nothing more will happen to a job by itself.
    var isOver: Bool { [.done, .aborted, .error].contains(self) }
}
