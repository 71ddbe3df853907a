import CLinux
import CremaProto
public import FoundationEssentials
import Glibc

/// The `events.jsonl` of a job: events are appended, whole lines are read.
public struct EventLog: Sendable {
    /// The file.
    public let path: String

    /// The log of the job in a folder.
    public init(folder: String) {
        path = "\(folder)/events.jsonl"
    }

    /// Appends an event as one line.
    ///
    /// The line is written in one piece, so that two processes may write, and a line torn by a crash
    /// is closed first. To lose an event is no reason to end a job: where it cannot be
    /// written, a sentence goes to the standard error output instead.
    public func append(_ event: JobEvent) {
        do {
            try write(event)
        } catch {
            let sentence = "event \(event.event.rawValue) not written: \(error)\n"
            _ = Array(sentence.utf8).withUnsafeBytes { writeAll(STDERR_FILENO, $0) }
        }
    }

    /// Appends an event likewise and has it on the disk before it returns; throws where it cannot be
    /// written.
    public func appendDurably(_ event: JobEvent) throws {
        try write(event, isDurable: true)
    }

    /// The events from a byte of the file on, and the byte where the next ones will begin.
    ///
    /// A last line without its end is left for the next time, a line that is no event is passed
    /// over, and no file means no events.
    public func read(from offset: Int = 0) throws(DataError) -> (events: [JobEvent], end: Int) {
        guard Folder.hasFile(path) else { return ([], offset) }
        let bytes = try FileBytes.read(path: path).dropFirst(offset)
        guard let last = bytes.lastIndex(of: newline) else { return ([], offset) }
        let events = bytes[..<last].split(separator: newline).compactMap {
            JobEvent(line: Data($0))
        }
        return (events, last + 1)
    }

    /// NaN and infinities, which JSON lacks, become strings.
    private static var encoder: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "Infinity",
            negativeInfinity: "-Infinity",
            nan: "NaN"
        )
        return encoder
    }

    private func write(_ event: JobEvent, isDurable: Bool = false) throws {
        let json = try Self.encoder.encode(event)
        let descriptor = path.withRawCString {
            open($0, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        }
        guard descriptor >= 0 else { throw DataError.lastSystemError("write", path) }
        defer { close(descriptor) }
        var line = Array(json) + [newline]
        let end = lseek(descriptor, 0, SEEK_END)
        var before = newline
        if end > 0 { pread(descriptor, &before, 1, end - 1) }
        if before != newline { line.insert(newline, at: 0) }
        try keepRoom(descriptor, from: end, for: event, line.count)
        guard line.withUnsafeBytes({ writeAll(descriptor, $0) }),
            !isDurable || fsync(descriptor) == 0
        else { throw DataError.lastSystemError("write", path) }
    }

    /// Keeps room on the disk behind a line for the job's last words.
    ///
    /// However full the disk gets, they can be written: other lines are refused before that room is touched.
    /// File systems that cannot do so are let be.
    private func keepRoom(
        _ descriptor: Int32,
        from end: off_t,
        for event: JobEvent,
        _ count: Int
    ) throws {
        let isLastWord = [.status, .error].contains(event.event)
        let room = off_t(count) + Self.roomForLastWords
        guard clinux_keep_room(descriptor, max(0, end), room) != 0, !isLastWord,
            [ENOSPC, EDQUOT].contains(errno)
        else { return }
        throw DataError.lastSystemError("write", path)
    }

    /// An error with a long traceback and the status after it.
    private static let roomForLastWords: off_t = 64 * 1024

    private var newline: UInt8 { UInt8(ascii: "\n") }
}

extension JobEvent {
    /// The event of a line of `events.jsonl`, or nil where it is none.
    public init?(line: Data) {
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: "Infinity",
            negativeInfinity: "-Infinity",
            nan: "NaN"
        )
        guard let event = try? decoder.decode(JobEvent.self, from: line) else { return nil }
        self = event
    }
}
