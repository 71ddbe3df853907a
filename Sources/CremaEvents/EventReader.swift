import CLinux
import CremaData
import Glibc

/// The reader of a job's `events.jsonl`: complete lines from a position on, in pieces, so that a
/// long file needs no more memory than a short one.
public struct EventReader: Sendable {
    /// The byte where the next line begins.
    public private(set) var offset: Int
    private let path: String
    /// Whether the next line is the rest of one that was too long.
    private var isInLongLine = false

    /// Longer lines are skipped; ours have a few thousand bytes.
    private static let longestLine = 1 << 20

    /// A reader of the events of the job in a folder, from a byte on.
    public init(folder: String, from offset: Int = 0) {
        path = EventLog(folder: folder).path
        self.offset = max(0, offset)
    }

    /// Passes on each line that was written since the last call, without its end.
    ///
    /// An incomplete last line is left for the next call; one that is too long is passed on empty.
    /// If there is no file, nothing is read.
    public mutating func read(_ body: (UnsafeRawBufferPointer) -> Void) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        withUnsafeTemporaryAllocation(byteCount: Self.longestLine, alignment: 1) { buffer in
            while true {
                let place = off_t(offset)
                let count = retryingInterrupts {
                    pread(descriptor, buffer.baseAddress, buffer.count, place)
                }
                guard count > 0 else { return }
                let bytes = UnsafeRawBufferPointer(rebasing: buffer[..<count])
                let used = take(bytes, body)
                if used == 0, count < buffer.count { return }
                offset += used
            }
        }
    }

    /// The records that were written since the last call; other lines are skipped.
    public mutating func records() -> [EventRecord] {
        var records: [EventRecord] = []
        read { line in
            if let record = EventRecord(line: line) { records.append(record) }
        }
        return records
    }

    /// Passes on the complete lines of a piece; returns how many bytes were used.
    private mutating func take(
        _ bytes: UnsafeRawBufferPointer,
        _ body: (UnsafeRawBufferPointer) -> Void
    ) -> Int {
        var start = 0
        while start < bytes.count, let end = Self.lineEnd(in: bytes, from: start) {
            body(
                isInLongLine
                    ? UnsafeRawBufferPointer(start: nil, count: 0)
                    : UnsafeRawBufferPointer(rebasing: bytes[start..<end])
            )
            isInLongLine = false
            start = end + 1
        }
        guard start == 0, bytes.count == Self.longestLine || isInLongLine else { return start }
        isInLongLine = true
        return bytes.count
    }

    private static func lineEnd(in bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
        guard let base = bytes.baseAddress,
            let found = memchr(base + start, Int32(UInt8(ascii: "\n")), bytes.count - start)
        else { return nil }
        return UnsafeRawPointer(found) - base
    }
}

extension JobEvent.Kind {
    /// The kind of event in a line of `events.jsonl`, without the cost of decoding it; nil if only
    /// decoding can tell.
    public init?(ofLine line: UnsafeRawBufferPointer) {
        // No text in a line contains this, as quotation marks in texts have a backslash before
        // them.
        let key = Array(#""event":"#.utf8)
        guard let base = line.baseAddress,
            let found = clinux_find(base, line.count, key, key.count)
        else { return nil }
        let rest = line[(found - base + key.count)...].drop {
            $0 == UInt8(ascii: " ")
        }
        guard rest.first == UInt8(ascii: "\"") else { return nil }
        let word = rest.dropFirst().prefix { $0 != UInt8(ascii: "\"") }
        self.init(rawValue: String(decoding: word.prefix(16), as: UTF8.self))
    }
}
