import CremaEvents
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
            notices: await feed.notices.map { Notice($0, job) },
            failures: JobHead.failures(job, await feed.failures, folder)
        )
    }

    private static func failures(
        _ job: JobSummary,
        _ found: [JobEvent.Failure],
        _ folder: JobFolder
    ) -> [Failure] {
        guard job.jobStatus == .error else { return [] }
        var failures = found.map { failure in
            Failure(
                message: failure.message,
                facts: facts(of: failure),
                source: failure.source,
                traceback: failure.traceback
            )
        }
        if failures.isEmpty { failures = [Failure(message: job.message ?? "The job failed.")] }
        let log = JobFolder.tail(of: folder.logFile(of: job.jobKind), lines: 20)
        if !log.isEmpty { failures[0].log = log.joined(separator: "\n") }
        return failures
    }

    private static func facts(of failure: JobEvent.Failure) -> [Setting] {
        let facts: [(String, String?)] = [
            ("Layer", failure.layer), ("Phase", failure.phase),
            ("Iteration", failure.iteration.map(String.init)),
            ("Bottoms", failure.bottoms?.joined(separator: ", ")),
            ("Tops", failure.tops?.joined(separator: ", ")),
        ]
        return facts.compactMap { name, value in
            value.map { Setting(name: name, value: $0) }
        }
    }
}

extension JobHead.Notice {
    init(_ notice: JobEvent.Notice, _ job: JobSummary) {
        title = notice.title
        message = notice.message
        file = notice.file.map { "\(job.path)/files/\($0)" }
        fileName = notice.file
        colour = (notice.level ?? .warning).rawValue
    }

    init(_ title: String, _ error: any Error) {
        self.title = title
        message = "\(error)"
        colour = JobEvent.Level.warning.rawValue
    }
}
