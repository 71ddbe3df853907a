import CLinux
import CremaData
import CremaProto
import Glibc

/// The writer of a job's `events.jsonl`; `EventReader` reads it.
public struct EventLog: Sendable {
    /// The file.
    public let path: String

    /// The log of the job in a folder.
    public init(folder: String) {
        path = "\(folder)/events.jsonl"
    }

    /// Appends an event that has just happened, as one line.
    ///
    /// The line is written in one piece, so two processes may write, and a line torn by a crash is
    /// terminated first. Losing an event is no reason to end a job: if it cannot be written, a
    /// sentence goes to the standard error output instead.
    public func append(_ event: JobEvent) {
        do {
            try write(EventRecord(event))
        } catch {
            let sentence = "event \(event.kind.rawValue) not written: \(error)\n"
            _ = Array(sentence.utf8).withUnsafeBytes { writeAll(STDERR_FILENO, $0) }
        }
    }

    /// Appends a record in the same way and returns only when it is on the disk; throws if it
    /// cannot be written.
    public func appendDurably(_ record: EventRecord) throws {
        try write(record, isDurable: true)
    }

    private func write(_ record: EventRecord, isDurable: Bool = false) throws {
        var line = try record.line() + [newline]
        let descriptor = path.withRawCString {
            open($0, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        }
        guard descriptor >= 0 else { throw DataError.lastSystemError("write", path) }
        defer { close(descriptor) }
        let end = lseek(descriptor, 0, SEEK_END)
        var before = newline
        if end > 0 { pread(descriptor, &before, 1, end - 1) }
        if before != newline { line.insert(newline, at: 0) }
        try keepRoom(descriptor, from: end, for: record.event, line.count)
        guard line.withUnsafeBytes({ writeAll(descriptor, $0) }),
            !isDurable || fsync(descriptor) == 0
        else { throw DataError.lastSystemError("write", path) }
    }

    /// Reserves room on the disk after a line for the job's last words and for requests.
    ///
    /// However full the disk gets, they can be written: other lines are refused before that room is
    /// used. File systems without this feature are left alone.
    private func keepRoom(
        _ descriptor: Int32,
        from end: off_t,
        for event: JobEvent,
        _ count: Int
    ) throws {
        let isLastWord = [.status, .error, .request].contains(event.kind)
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
