import CremaProto
import Glibc

/// Reading whole files.
public enum FileBytes {
    /// All bytes of a regular file; throws where it is missing, a folder, unreadable or longer than
    /// `limit` bytes.
    public static func read(path: String, limit: Int = .max) throws(DataError) -> [UInt8] {
        try read(path: FilePath(path), limit: limit)
    }

    /// All bytes of a regular file, with the same errors.
    public static func read(
        path file: FilePath,
        limit: Int = .max
    ) throws(DataError) -> [UInt8] {
        let path = file.description
        // A zero would end the path early, and name another file.
        guard !file.bytes.contains(0) else {
            throw .system(operation: "read", path: path, reason: "its name has a zero byte")
        }
        do throws(WholeFile.Failure) {
            return try WholeFile.read(limit: limit) { flags in
                file.withCString { open($0, flags) }
            }
        } catch {
            switch error {
            case .unreadable(let reason):
                throw .system(operation: "read", path: path, reason: reason)
            case .tooLong(let count):
                throw .invalidFile(
                    path: path,
                    reason: "it has \(count) bytes; at most \(limit) are allowed"
                )
            case .shortage(let shortage):
                throw .invalidFile(path: path, reason: "to read it \(shortage)")
            }
        }
    }

    /// The first bytes of a regular file, fewer if it is shorter; throws the same errors.
    static func head(of file: FilePath, count: Int) throws(DataError) -> [UInt8] {
        let path = file.description
        let descriptor = file.withCString { open($0, O_RDONLY | O_CLOEXEC | O_NONBLOCK) }
        guard descriptor >= 0 else { throw .lastSystemError("read", path) }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: count)
        let got = retryingInterrupts { Glibc.read(descriptor, &bytes, count) }
        guard got >= 0 else { throw .lastSystemError("read", path) }
        return Array(bytes.prefix(got))
    }

    /// Throws where the first bytes of a file say that it is another's: a page,
    /// a pointer, an archive.
    static func checkKind(
        _ bytes: [UInt8],
        path: String,
        expecting content: ForeignFile.Content = .numbers
    ) throws(DataError) {
        if let reason = ForeignFile.reason(of: bytes, expecting: content) {
            throw .invalidFile(path: path, reason: reason)
        }
    }

    /// The bytes of a text file, without the byte order mark that Windows puts first.
    ///
    /// Throws if the file is not text, or is in UTF-16.
    public static func text(path: String) throws(DataError) -> ArraySlice<UInt8> {
        let bytes = try read(path: path)
        try checkKind(bytes, path: path, expecting: .text)
        return bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
    }

    /// The lines of a text file, without their ends; bytes that are not UTF-8 are
    /// kept (`String(raw:)`).
    public static func lines(path: String) throws(DataError) -> [String] {
        try byteLines(path: path).map { String(raw: $0) }
    }

    /// The lines of a text file, without their ends, unchanged.
    static func byteLines(path: String) throws(DataError) -> [ArraySlice<UInt8>] {
        let bytes = try text(path: path)
        var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        return lines.map { $0.last == UInt8(ascii: "\r") ? $0.dropLast() : $0 }
    }

    /// The paths that a text file lists, parted by white space.
    public static func paths(listedIn path: String) throws(DataError) -> [FilePath] {
        try text(path: path).split(whereSeparator: \.isSpace).map { FilePath(bytes: $0) }
    }
}

extension UInt8 {
    /// Whether it is one of C's white space: space, tab, line feed, and the three after it.
    var isSpace: Bool { self == 0x20 || (0x09...0x0D).contains(self) }
}
