import CremaJobs
import CremaProto
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore

/// `/models/<id>/events`: what happens in a job, as it happens.
///
/// Each line of `events.jsonl` is a message whose id is the line's number, so that a reconnect goes
/// on after the last one it got. Beside them come `job` (the job's row, whenever it changes), `log`
/// (new lines of the log) and `end`.
struct JobEventsPage: Page {
    let studio: Studio

    func addRoutes(to router: Router<BasicRequestContext>) {
        for kind in ["datasets", "models"] { router.get("\(kind)/{id}/events", use: events) }
    }

    @Sendable private func events(_ request: Request, _ context: BasicRequestContext) async throws
        -> Response
    {
        let job = try await studio.store.summary(context.parameters.require("id"))
        let lastID = request.headers[.init("Last-Event-ID")!].flatMap { Int($0) } ?? 0
        let reader = JobEventReader(
            folder: studio.store.jobFolder(job.id),
            kind: job.jobKind,
            after: lastID
        )
        let store = studio.store
        return EventStream.response {
            // Asked for before reading, so that nothing written before the end is missed.
            guard let summary = try? await store.summary(job.id) else { return nil }
            return await reader.next(summary)
        }
    }
}

/// What one open page has got of a job's events and log.
actor JobEventReader {
    private let folder: JobFolder
    private let log: URL
    private var line = 0
    private let firstLine: Int
    private var eventOffset = 0
    private var logOffset: UInt64?
    private var row: JobRow?
    private var isOver = false

    init(folder: JobFolder, kind: Job.Kind, after line: Int) {
        self.folder = folder
        log = folder.logFile(of: kind)
        firstLine = line.addingSaturated(1)
    }

    /// What is new; nil after the end was sent.
    func next(_ summary: JobSummary) -> [EventStream.Event]? {
        guard !isOver else { return nil }
        var events = newLines()
        let row = JobRow(summary)
        if row != self.row, let data = try? JSONEncoder().encode(row) {
            events.append(.init(type: "job", data: String(decoding: data, as: UTF8.self)))
            self.row = row
        }
        if let text = newLog() { events.append(.init(type: "log", data: text)) }
        if summary.isOver {
            isOver = true
            events.append(.init(type: "end", data: summary.status))
        }
        return events
    }

    private func newLines() -> [EventStream.Event] {
        let (lines, end) = folder.eventLines(from: eventOffset)
        eventOffset = end
        return lines.compactMap { data in
            line = line.addingSaturated(1)
            guard line >= firstLine else { return nil }
            return .init(data: String(decoding: data, as: UTF8.self), id: line)
        }
    }

    /// The log's last lines at first, then what was added.
    private func newLog() -> String? {
        guard let logOffset else {
            logOffset = (try? FileHandle(forReadingFrom: log))?.seekToEndOfFile() ?? 0
            let lines = JobFolder.tail(of: log, lines: 80)
            return lines.isEmpty ? nil : lines.joined(separator: "\n")
        }
        guard let handle = try? FileHandle(forReadingFrom: log),
            (try? handle.seek(toOffset: logOffset)) != nil,
            let data = try? handle.read(upToCount: 64 * 1024), !data.isEmpty,
            let last = data.lastIndex(of: UInt8(ascii: "\n"))
        else { return nil }
        self.logOffset = logOffset.addingSaturated(UInt64(last - data.startIndex) + 1)
        return String(decoding: data[..<last], as: UTF8.self)
    }
}
