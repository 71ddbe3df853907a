import CremaEvents
import CremaJobs
import CremaProto
import Foundation

/// What the pages of data sets and of models have in common: the head and what happened.
struct JobHead: Sendable {
    var job: JobRow
    var details: Details
    var eventCount: Int
    var canAbort: Bool
    /// Whoever made the job, if they have a name.
    var owner: String?
    /// Whether the reader may change, abort and delete it.
    var mayChange: Bool
    var notices: [Notice]
    var failures: [Failure]

    /// What can be changed of a job.
    struct Details: Sendable {
        var group: HomeTable.Link?
        var tags: [HomeTable.Link]
        var notes: String?
        /// The same as fields of a form.
        var groupText: String
        var tagsText: String
        var notesText: String
    }

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
        var facts: [Fact] = []
        var source: String?
        var traceback: String?
        var log: String?
    }
}

extension JobHead {
    init(
        _ job: JobSummary,
        _ folder: JobFolder,
        _ feed: JobFeed,
        _ words: Words,
        for user: User?
    ) async {
        self.init(
            job: JobRow(job, words),
            details: Details(job),
            eventCount: job.eventCount,
            canAbort: !job.isOver,
            owner: job.owner.isEmpty ? nil : job.owner,
            mayChange: user?.mayChange(ownedBy: job.owner) ?? false,
            notices: await feed.notices.map { Notice($0, job, words) },
            failures: JobHead.failures(job, await feed.failures, folder, words)
        )
    }

    private static func failures(
        _ job: JobSummary,
        _ found: [JobEvent.Failure],
        _ folder: JobFolder,
        _ words: Words
    ) -> [Failure] {
        guard job.jobStatus == .error else { return [] }
        var failures = found.map { failure in
            Failure(
                message: words.text(failure.message),
                facts: facts(of: failure, words),
                source: failure.source,
                traceback: failure.traceback
            )
        }
        if failures.isEmpty {
            failures = [Failure(message: words.text(job.message ?? Phrase("job.failed")))]
        }
        let log = JobFolder.tail(of: folder.logFile(of: job.jobKind), lines: 20)
        if !log.isEmpty { failures[0].log = log.joined(separator: "\n") }
        return failures
    }

    private static func facts(of failure: JobEvent.Failure, _ words: Words) -> [Fact] {
        let facts: [(String, String?)] = [
            ("job.layer", failure.layer), ("job.phase", failure.phase),
            ("job.iteration", failure.iteration.map(String.init)),
            ("job.bottoms", failure.bottoms?.joined(separator: ", ")),
            ("job.tops", failure.tops?.joined(separator: ", ")),
        ]
        return facts.compactMap { key, value in
            value.map { Fact(name: words[key], value: $0) }
        }
    }
}

extension JobHead.Details {
    init(_ job: JobSummary) {
        let link = { (words: String, change: (inout HomeQuery) -> Void) in
            HomeTable.Link(words: words, address: HomeQuery().narrowed(change).address)
        }
        if !job.groupName.isEmpty { group = link(job.groupName) { $0.group = job.groupName } }
        tags = job.tags.map { tag in link(tag) { $0.tag = tag } }
        notes = job.notes.isEmpty ? nil : job.notes
        groupText = job.groupName
        tagsText = job.tags.joined(separator: ", ")
        notesText = job.notes
    }
}

extension JobHead.Notice {
    init(_ notice: JobEvent.Notice, _ job: JobSummary, _ words: Words) {
        title = words.text(notice.title)
        message = words.text(notice.message)
        file = notice.file.map { "\(job.path)/files/\($0)" }
        fileName = notice.file
        colour = (notice.level ?? .warning).rawValue
    }

    init(_ title: String, _ message: String) {
        self.title = title
        self.message = message
        colour = JobEvent.Level.warning.rawValue
    }
}
