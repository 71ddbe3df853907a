import CremaEvents
import CremaJobs
import Foundation

/// What happens in a job, read once for all pages that show it.
actor JobFeed {
    /// What a page has received so far.
    struct Place: Hashable, Sendable {
        /// The number of the last line of `events.jsonl`.
        var line = 0
        fileprivate var row = 0
        fileprivate var log: Int?
        /// The language that the page is read in.
        let language: Language
        /// Whether the page stays when the job is over, as somebody may let it go on.
        let follows: Bool

        /// A page that has the lines up to a number, which a browser may send wrong.
        init(afterLine line: Int, in language: Language, follows: Bool = false) {
            self.line = max(0, line)
            self.language = language
            self.follows = follows
        }
    }

    /// Beats when there is something new.
    nonisolated let pulse = Pulse()
    private let folder: JobFolder
    private var summary: JobSummary
    private var version = -1
    private var reader: EventReader
    private var history = EventHistory()
    private var log: LogTail
    /// The validations, without those that a training has done again.
    private(set) var tests: [JobEvent.TestRow] = []
    /// The job's row in English, and its version.
    private var row: JobRow?
    private var rowTime = 0.0
    private var rowNumber = 0
    /// The row as it is sent, in the languages that are being read.
    private var rowTexts: [Language: String] = [:]
    /// What is new for pages at a position; most have the same position, so it is made once.
    private var made: [Place: EventStream.News<Place>] = [:]

    init(_ folder: JobFolder, _ summary: JobSummary) {
        self.folder = folder
        self.summary = summary
        reader = folder.eventReader()
        log = LogTail(folder.logFile(of: summary.jobKind))
    }

    /// Reads what was written since the last call, and wakes the pages if there was anything.
    ///
    /// Of two states of the job, the one with the later version counts.
    func refresh(_ summary: JobSummary, _ version: Int) {
        if version >= self.version { (self.summary, self.version) = (summary, version) }
        let count = history.count
        reader.read { line in
            history.append(line)
            tests.take(line)
        }
        let hasNewLog = log.read()
        guard updateRow() || hasNewLog || history.count > count else { return }
        made = [:]
        pulse.beat()
    }

    private func updateRow() -> Bool {
        let time = Date().timeIntervalSince1970
        let row = JobRow(summary, Words.of(.english), now: time)
        guard row != self.row else { return false }
        (self.row, rowTime, rowTexts) = (row, time, [:])
        rowNumber += 1
        return true
    }

    private func rowText(in language: Language) -> String {
        if let text = rowTexts[language] { return text }
        let row = JobRow(summary, Words.of(language), now: rowTime)
        guard let data = try? JSONEncoder().encode(row) else { return "null" }
        let text = String(decoding: data, as: UTF8.self)
        rowTexts[language] = text
        return text
    }

    /// What a page has not got yet, and where it is then.
    func news(since place: Place) -> EventStream.News<Place> {
        if let found = made[place] { return found }
        let found = makeNews(since: place)
        if made.count > 16 { made = [:] }
        made[place] = found
        return found
    }

    private func makeNews(since place: Place) -> EventStream.News<Place> {
        var place = place
        var events = history.lines(after: place.line).map { line in
            EventStream.Event(data: String(decoding: line.bytes, as: UTF8.self), id: line.number)
        }
        place.line = max(place.line, history.count)
        if place.row != rowNumber {
            place.row = rowNumber
            events.append(.init(type: "job", data: rowText(in: place.language)))
        }
        let (text, end) = log.text(after: place.log)
        place.log = end
        if let text { events.append(.init(type: "log", data: text)) }
        let isLast = summary.isOver && !place.follows
        if isLast { events.append(.init(type: "end", data: summary.status)) }
        return EventStream.News(
            text: events.map(\.text).joined(),
            place: place,
            isLast: isLast
        )
    }

    /// The events that make curves, as many as a chart can show.
    var curveEvents: [JobEvent] { history.curves.compactMap(\.event) }

    /// How fast the training was when it last reported; nil before that.
    var iterationsPerSecond: Double? {
        let rows = history.curves.reversed().lazy.compactMap { line -> JobEvent.TrainRow? in
            if case .train(let row)? = line.event { row } else { nil }
        }
        return rows.first.map { Double($0.speed) }
    }

    /// The last notices.
    var notices: [JobEvent.Notice] { history.last(100, .notice).compactMap(\.notice) }

    /// The last error of the job.
    var failures: [JobEvent.Failure] { history.last(100, .error).compactMap(\.failure) }
}

/// The end of a growing log.
private struct LogTail {
    private let file: URL
    /// How many bytes were read or skipped, and the last lines among them.
    private var offset = 0
    private var pieces: [(start: Int, text: String)] = []
    private var isOpened = false

    private static let largestPiece = 64 * 1024
    private static let mostPieces = 8

    init(_ file: URL) { self.file = file }

    /// Reads the complete lines that were added, at first only the last ones; returns whether there
    /// were any.
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

    /// The lines from a position on, and the position after them; a page without a position gets
    /// the last ones.
    func text(after place: Int?) -> (text: String?, end: Int) {
        let found = pieces.filter { $0.start >= place ?? 0 }.map(\.text)
        guard !found.isEmpty else { return (nil, offset) }
        let text = found.joined(separator: "\n")
        return (place == nil ? LogTail.lastLines(of: text) : text, offset)
    }

    private static func lastLines(of text: String) -> String {
        let bytes = text.utf8
        var (place, count) = (bytes.endIndex, 0)
        while place > bytes.startIndex {
            let before = bytes.index(before: place)
            if bytes[before] == UInt8(ascii: "\n") { count += 1 }
            if count == 80 { break }
            place = before
        }
        return String(text[place...])
    }
}
