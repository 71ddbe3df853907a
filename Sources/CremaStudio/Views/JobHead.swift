import CremaData
import CremaJobs
import Foundation

/// What the pages of data sets and of models have in common: the head and what happened.
struct JobHead: Sendable {
    var job: JobRow
    var eventCount: Int
    var canAbort: Bool
    var notices: [Notice]
    var failures: [Failure]

    /// Something the person should know, with a file that goes with it.
    struct Notice: Sendable {
        var title: String
        var message: String
        var file: String?
        var fileName: String?
        /// Bootstrap's colour.
        var colour: String
    }

    /// Why a job failed.
    struct Failure: Sendable {
        var message: String
        var facts: [Setting] = []
        var source: String?
        var traceback: String?
        var log: String?
    }
}

extension JobHead {
    init(_ job: JobSummary, _ folder: JobFolder, _ feed: JobFeed) async {
        self.init(
            job: JobRow(job),
            eventCount: job.eventCount,
            canAbort: !job.isOver,
            notices: await feed.last(.notice).map { Notice($0, job) },
            failures: JobHead.failures(job, await feed.last(.error), folder)
        )
    }

    private static func failures(_ job: JobSummary, _ errors: [JobEvent], _ folder: JobFolder)
        -> [Failure]
    {
        guard job.jobStatus == .error else { return [] }
        var failures = errors.map { event in
            Failure(
                message: event.message ?? "The job failed.",
                facts: facts(of: event),
                source: event.source,
                traceback: event.traceback
            )
        }
        if failures.isEmpty { failures = [Failure(message: job.message ?? "The job failed.")] }
        let log = JobFolder.tail(of: folder.logFile(of: job.jobKind), lines: 20)
        if !log.isEmpty { failures[0].log = log.joined(separator: "\n") }
        return failures
    }

    private static func facts(of event: JobEvent) -> [Setting] {
        let facts: [(String, String?)] = [
            ("Layer", event.layer), ("Phase", event.phase),
            ("Iteration", event.iteration.map(String.init)),
            ("Bottoms", event.bottoms?.joined(separator: ", ")),
            ("Tops", event.tops?.joined(separator: ", ")),
        ]
        return facts.compactMap { name, value in
            value.map { Setting(name: name, value: $0) }
        }
    }
}

extension JobHead.Notice {
    init(_ event: JobEvent, _ job: JobSummary) {
        title = event.title ?? "Note"
        message = event.message ?? ""
        file = event.file.map { "\(job.path)/files/\($0)" }
        fileName = event.file
        colour = (event.level ?? .warning).rawValue
    }

    init(_ title: String, _ error: any Error) {
        self.title = title
        message = "\(error)"
        colour = JobEvent.Level.warning.rawValue
    }
}
