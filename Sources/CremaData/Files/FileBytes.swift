import CremaProto
import Glibc

/// Reading whole files.
public enum FileBytes {
    /// All bytes of a regular file; throws where it is missing, a folder, unreadable or longer than
    /// `limit` bytes.
    public static func read(path: String, limit: Int = .max) throws(DataError) -> [UInt8] {
        let descriptor = path.withRawCString { open($0, O_RDONLY | O_CLOEXEC | O_NONBLOCK) }
        guard descriptor >= 0 else { throw .lastSystemError("read", path) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .lastSystemError("read", path) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            let isFolder = status.st_mode & S_IFMT == S_IFDIR
            let reason = isFolder ? "it is a folder, not a file" : "it is not a regular file"
            throw .system(operation: "read", path: path, reason: reason)
        }
        let size = Int(status.st_size)
        guard size <= limit else {
            throw .invalidFile(
                path: path,
                reason: "it has \(size) bytes; at most \(limit) are allowed"
            )
        }
        if let shortage = AvailableMemory.shortage(of: size) {
            throw .invalidFile(path: path, reason: "to read it \(shortage)")
        }
        var failed = false
        let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            count = 0
            while count < size {
                let target = buffer.baseAddress! + count
                let length = size - count
                let got = retryingInterrupts { Glibc.read(descriptor, target, length) }
                if got <= 0 {
                    failed = got < 0
                    break
                }
                count += got
            }
        }
        if failed { throw .lastSystemError("read", path) }
        return bytes
    }

    /// Throws where the first bytes of a file say that it is another's: a page, a pointer, an archive.
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
    /// Throws where the file is no text, or one in UTF-16.
    public static func text(path: String) throws(DataError) -> ArraySlice<UInt8> {
        let bytes = try read(path: path)
        try checkKind(bytes, path: path, expecting: .text)
        return bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
    }

    /// The lines of a text file, without their ends; bytes that are not UTF-8 are kept (`String(raw:)`).
    public static func lines(path: String) throws(DataError) -> [String] {
        let bytes = try text(path: path)
        var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        return lines.map { line in
            String(raw: line.last == UInt8(ascii: "\r") ? line.dropLast() : line)
        }
    }
}
