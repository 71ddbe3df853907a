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
    /// What somebody noted about it.
    var notes: String
    /// The group that it is listed in; empty for none.
    var groupName: String
    /// Words that it is found by.
    var tags: [String]
    /// The name of who made it; empty if nobody gave one.
    var owner: String
    var created: Double
    /// The data set of a model.
    var datasetID: String?
    var status = JobEvent.Status.initialized.rawValue
    /// Why it ended as it did, what hinders it, or what it waits for.
    var message: Phrase?
    var task: String?
    var done: Int?
    var total: Int?
    /// When it first ran and when it ended, in seconds since 1970.
    var started: Double?
    var ended: Double?
    /// When its present run began, if it has.
    var runStarted: Double?
    /// How long its earlier runs took, in seconds.
    var secondsBefore = 0.0
    /// How much was done when its present run began.
    var doneBefore = 0
    /// What was last requested of it: a `JobEvent.Request.Action`.
    var requested: String?
    /// The newest measure on the validation images, such as the accuracy, 0 to 1.
    var accuracy: Double?
    /// What its training has put out so far.
    var outputs = OutputSummary()
    /// How many bytes of `events.jsonl` are included.
    var eventBytes = 0
    var eventCount = 0

    init(_ job: Job) {
        id = job.id
        kind = job.kind.rawValue
        imageTaskName = job.task.about.name
        (name, notes, groupName, tags) = (job.name, job.notes, job.group, job.tags)
        owner = job.owner
        created = job.created
        datasetID = job.datasetID
    }

    /// Takes over what may change in a job's `job.json`.
    mutating func take(_ job: Job) {
        (name, notes, groupName, tags) = (job.name, job.notes, job.group, job.tags)
        owner = job.owner
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

    /// What decides where it is listed.
    var place: [String] { ["\(isOver)", name, groupName] + tags }

    /// The best measure on the validation images so far, such as the accuracy, 0 to 1.
    var bestMeasure: Double? {
        let measures = outputs.ranges.filter {
            $0.key.hasSuffix(" (val)") && imageTask.isMeasure($0.key)
        }
        return measures.min { $0.key < $1.key }?.value.largest ?? accuracy
    }

    /// Whether it has ended, but with a loss that should not be overlooked.
    var isSpoiled: Bool { jobStatus == .done && message != nil }

    /// The fraction that is done, 0 to 1.
    var progress: Double {
        if jobStatus == .done { return 1 }
        guard let done, let total, total > 0 else { return 0 }
        return min(1, max(0, Double(done) / Double(total)))
    }

    /// Whether it has stopped, or is about to, until somebody lets it go on.
    var isPaused: Bool {
        requested == JobEvent.Request.Action.pause.rawValue
            && [.running, .aborted].contains(jobStatus)
    }

    /// Whether it ended because the studio did.
    var isShutDown: Bool {
        requested == JobEvent.Request.Action.shutDown.rawValue && jobStatus == .aborted
    }

    /// The seconds that it has run up to a moment, in all its runs.
    func elapsed(at now: Double) -> Double? {
        guard started != nil else { return nil }
        return secondsBefore + secondsOfRun(at: now)
    }

    private func secondsOfRun(at now: Double) -> Double {
        runStarted.map { max(0, (ended ?? now) - $0) } ?? 0
    }

    /// The remaining seconds at the pace of this run.
    func remaining(at now: Double) -> Double? {
        guard jobStatus == .running, let total, total > 0, runStarted != nil else { return nil }
        let share = progress - min(1, max(0, Double(doneBefore) / Double(total)))
        guard share > 0.01 else { return nil }
        return secondsOfRun(at: now) / share * (1 - progress)
    }

    /// Adds what was written since the last call; returns whether there was anything.
    mutating func update(from folder: JobFolder) -> Bool {
        var reader = folder.eventReader(from: eventBytes)
        var lastProgress: [UInt8]?
        var goesOn = false
        reader.read { line in
            eventCount = eventCount.addingSaturated(1)
            switch JobEvent.Kind(ofLine: line) {
            // There may be hundreds of thousands of these.
            case .train: if let line = TrainLine(line) { outputs.add(line) }
            case .progress: lastProgress = Array(line)
            case .layers: break
            default:
                guard let record = EventRecord(line: line) else { break }
                // What was done before a request is what the request finds.
                if record.event.kind == .request { take(&lastProgress) }
                if case .request(.goOn) = record.event { goesOn = true }
                apply(record)
            }
        }
        take(&lastProgress)
        if goesOn { recount(in: folder) }
        guard reader.offset != eventBytes else { return false }
        eventBytes = reader.offset
        return true
    }

    /// Applies the line of the last progress, if there is one.
    private mutating func take(_ line: inout [UInt8]?) {
        if let record = line.flatMap({ EventRecord(line: $0) }) { apply(record) }
        line = nil
    }

    mutating func apply(_ record: EventRecord) {
        switch record.event {
        case .status(let status, let message):
            // What it has waited for is no reason for anything later.
            if jobStatus == .waiting, status != .waiting { self.message = nil }
            self.status = status.rawValue
            if status == .running {
                started = started ?? record.time
                runStarted = runStarted ?? record.time
            }
            ended = isOver ? record.time : nil
            if let message { self.message = message }
        case .progress(let task, let done, let total):
            (self.task, self.done, self.total) = (task, done, total)
        case .error(let failure):
            message = failure.message
        case .test(let row):
            add(row)
        case .notice(let notice):
            // What spoils a job that ends well is shown wherever the job is.
            if notice.level == .danger { message = notice.title }
        case .request(let request):
            requested = request.action.rawValue
            if case .goOn(let iteration) = request { goOn(from: iteration, at: record.time) }
        case .train, .layers, .snapshot:
            break
        }
    }

    /// Adds the means of a test net.
    mutating func add(_ row: JobEvent.TestRow) {
        let named = row.outputs.first { imageTask.isMeasure($0.key) }
        if let named, named.value.isFinite { accuracy = Double(named.value) }
        outputs.add(row)
    }

    /// Counts from an earlier iteration on, as the job does.
    private mutating func goOn(from iteration: Int, at time: Double) {
        secondsBefore += secondsOfRun(at: time)
        (runStarted, ended, message) = (nil, nil, nil)
        (done, doneBefore) = (iteration, iteration)
        outputs.drop(from: iteration)
    }
}

extension JobEvent.Status {
    /// Whether nothing more will happen to a job by itself.
    var isOver: Bool { [.done, .aborted, .error].contains(self) }
}
