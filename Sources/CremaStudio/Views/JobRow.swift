import CremaData
import CremaEvents
import CremaJobs
import CremaProto
import Foundation

/// A job as lists show it; also sent to open pages, which put the same texts in place.
struct JobRow: Encodable, Equatable, Sendable {
    let id: String
    let name: String
    let path: String
    let status: String
    /// Bootstrap's colour for the status.
    let colour: String
    let percent: Int
    let time: String
    /// What keeps it from writing down what happens.
    let hindrance: String?
    /// Its place in the queue, and what it waits for.
    let wait: String?
}

extension JobRow {
    init(_ job: JobSummary, _ words: Words, now: Double = Date().timeIntervalSince1970) {
        id = job.id
        name = job.name
        path = job.path
        status = words.text(job.phrase)
        colour = job.isSpoiled ? "warning" : JobRow.colour(of: job.jobStatus)
        percent = Wording.share(job.progress, rounded: .down)
        time = JobRow.time(of: job, now: now).map(words.text) ?? ""
        hindrance = job.jobStatus == .running ? job.message.map(words.text) : nil
        wait = job.jobStatus == .waiting ? job.message.map(words.text) : nil
    }

    static func colour(of status: JobEvent.Status) -> String {
        switch status {
        case .initialized, .waiting: "secondary"
        case .running: "primary"
        case .done: "success"
        case .aborted: "warning"
        case .error: "danger"
        }
    }

    private static func time(of job: JobSummary, now: Double) -> Phrase? {
        guard let elapsed = job.elapsed(at: now).map(Wording.duration) else { return nil }
        guard let remaining = job.remaining(at: now).map(Wording.duration) else { return elapsed }
        return Phrase("job.time_left", ["elapsed": elapsed, "remaining": remaining])
    }
}

extension JobSummary {
    /// Its status, as people read it.
    var phrase: Phrase {
        guard isPaused else { return jobStatus.phrase }
        return Phrase(jobStatus == .running ? "job.pausing" : "job.paused")
    }
}

extension JobEvent.Status {
    /// As people read it.
    var phrase: Phrase { .described("status.\(rawValue)", english: rawValue) }
}
