import CremaData
import CremaJobs
import Foundation

/// What happens in a job, read once for all pages that are open on it.
actor JobFeed {
    /// What a page has got so far.
    struct Place: Sendable {
        /// The number of the last line of `events.jsonl`.
        var line = 0
        fileprivate var row = 0
        fileprivate var log: Int?
        fileprivate var isOver = false

        /// A page that has the lines up to a number, which a browser may say wrong.
        init(afterLine line: Int) { self.line = max(0, line) }
    }

    /// Beats when there is something new.
    nonisolated let pulse = Pulse()
    private let folder: JobFolder
    private var summary: JobSummary
    private var version = -1
    private var reader: EventReader
    private var history = EventHistory()
    private var log: LogTail
    /// The job's row, as it is sent, and how many there were.
    private var row: JobRow?
    private var rowText = ""
    private var rowNumber = 0

    init(_ folder: JobFolder, _ summary: JobSummary) {
        self.folder = folder
        self.summary = summary
        reader = EventReader(folder: folder.path)
        log = LogTail(folder.logFile(of: summary.jobKind))
    }

    /// Reads what was written since the last time, and wakes the pages where there was anything.
    ///
    /// Of two states of the job the one of the later version counts.
    func refresh(_ summary: JobSummary, _ version: Int) {
        if version >= self.version { (self.summary, self.version) = (summary, version) }
        let count = history.count
        reader.read { history.append($0) }
        let hasNewLog = log.read()
        if updateRow() || hasNewLog || history.count > count { pulse.beat() }
    }

    private func updateRow() -> Bool {
        let row = JobRow(summary)
        guard row != self.row, let data = try? JSONEncoder().encode(row) else { return false }
        self.row = row
        rowText = String(decoding: data, as: UTF8.self)
        rowNumber += 1
        return true
    }

    /// What a page has not got yet, and where it is then; nil after the end was sent.
    func news(since place: Place) -> (events: [EventStream.Event], place: Place)? {
        guard !place.isOver else { return nil }
        var place = place
        var events = history.lines(after: place.line).map { line in
            EventStream.Event(data: String(decoding: line.bytes, as: UTF8.self), id: line.number)
        }
        place.line = max(place.line, history.count)
        if place.row != rowNumber {
            place.row = rowNumber
            events.append(.init(type: "job", data: rowText))
        }
        let (text, end) = log.text(after: place.log)
        place.log = end
        if let text { events.append(.init(type: "log", data: text)) }
        if summary.isOver {
            place.isOver = true
            events.append(.init(type: "end", data: summary.status))
        }
        return (events, place)
    }

    /// The last notices, or errors.
    func last(_ kind: JobEvent.Kind) -> [JobEvent] { history.last(100, kind) }
}

/// The end of a log that grows.
private struct LogTail {
    private let file: URL
    /// How many bytes were read or passed over, and the lines among the last of them.
    private var offset = 0
    private var pieces: [(start: Int, text: String)] = []
    private var isOpened = false

    private static let largestPiece = 64 * 1024
    private static let mostPieces = 32

    init(_ file: URL) { self.file = file }

    /// Reads the whole lines that were added, at first the last ones; says whether there were any.
    mutating func read() -> Bool {
        guard let handle = try? FileHandle(forReadingFrom: file) else { return false }
        defer { try? handle.close() }
        guard isOpened else { return readFirst(handle) }
        var hasNews = false
        while (try? handle.seek(toOffset: UInt64(offset))) != nil,
            let data = try? handle.read(upToCount: Self.largestPiece), !data.isEmpty
        {
            let isFull = data.count == Self.largestPiece
            let last = data.lastIndex(of: UInt8(ascii: "\n"))
            guard last != nil || isFull else { break }
            let end = last ?? data.endIndex - 1
            add(String(decoding: data[..<end], as: UTF8.self), length: end - data.startIndex + 1)
            hasNews = true
        }
        return hasNews
    }

    private mutating func readFirst(_ handle: FileHandle) -> Bool {
        isOpened = true
        offset = Int(clamping: (try? handle.seekToEnd()) ?? 0)
        let lines = JobFolder.tail(of: file, lines: 80)
        if !lines.isEmpty { pieces = [(offset - 1, lines.joined(separator: "\n"))] }
        return !lines.isEmpty
    }

    private mutating func add(_ text: String, length: Int) {
        pieces.append((offset, text))
        offset += length
        if pieces.count > Self.mostPieces { pieces.removeFirst() }
    }

    /// The lines from a place on, at first and for a page that fell behind those that are kept; and the
    /// place after them.
    func text(after place: Int?) -> (text: String?, end: Int) {
        let found = pieces.filter { $0.start >= place ?? 0 }.map(\.text)
        return (found.isEmpty ? nil : found.joined(separator: "\n"), offset)
    }
}
