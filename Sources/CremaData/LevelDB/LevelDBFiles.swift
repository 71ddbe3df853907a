import CLevelDB
import Glibc

/// The files of a LevelDB folder, and what the library says about them.
enum LevelDBFiles {
    /// Throws where a folder is no LevelDB, or where the end of one of its tables, the one part that
    /// has no checksum, leads out of the file: the library would ask for that much memory.
    static func check(_ folder: String) throws(DataError) {
        try LevelDB.check(folder: folder)
        for name in try Folder.names(in: folder) where isTable(name) {
            try checkTable("\(folder)/\(name)")
        }
    }

    /// The path without links, by which a folder is known whatever it is called.
    static func realPath(_ folder: String) -> String {
        guard let real = Glibc.realpath(folder, nil) else { return folder }
        defer { free(real) }
        return String(cString: real)
    }

    /// Calls the library, and throws what it says.
    static func check(
        _ path: String,
        _ operation: String,
        _ call: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Void
    ) throws(DataError) {
        var message: UnsafeMutablePointer<CChar>?
        call(&message)
        guard let message else { return }
        defer { leveldb_free(message) }
        throw error(String(cString: message), operation, path)
    }

    private static func error(_ text: String, _ operation: String, _ path: String) -> DataError {
        // It calls a lock that is held an input/output error of the file LOCK.
        if text.contains("/LOCK: ") && text.contains(DataError.systemText(EAGAIN)) {
            return .system(
                operation: operation,
                path: path,
                reason: "another process has the database open; LevelDB allows one at a time"
            )
        }
        if text.hasPrefix("Corruption: ") {
            return .invalidFile(
                path: path,
                reason: "damaged (\(text.dropFirst("Corruption: ".count))); copy it again or "
                    + "build it again"
            )
        }
        return .system(operation: operation, path: path, reason: text)
    }

    private static func isTable(_ name: String) -> Bool {
        name.hasSuffix(".ldb") || name.hasSuffix(".sst")
    }

    /// Reads the 48 bytes that a table ends in: offset and size of two blocks as varints, and a magic
    /// number.
    ///
    /// A block is followed by five bytes of its own.
    private static func checkTable(_ path: String) throws(DataError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .lastSystemError("read", path) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .lastSystemError("read", path) }
        var footer = [UInt8](repeating: 0, count: 48)
        let start = Int(status.st_size) - footer.count
        guard start >= 0, pread(descriptor, &footer, footer.count, off_t(start)) == footer.count,
            footer.suffix(8) == [0x57, 0xFB, 0x80, 0x8B, 0x24, 0x75, 0x47, 0xDB]
        else { throw damaged(path) }
        var rest = footer[..<40]
        for _ in 0..<2 {
            guard let offset = varint(&rest), let size = varint(&rest), offset <= start,
                size <= start - offset - 5
            else { throw damaged(path) }
        }
    }

    private static func varint(_ bytes: inout ArraySlice<UInt8>) -> Int? {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 70, by: 7) {
            guard let byte = bytes.popFirst() else { return nil }
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return Int(exactly: value) }
        }
        return nil
    }

    private static func damaged(_ path: String) -> DataError {
        .invalidFile(
            path: path,
            reason: "damaged (it does not end as a table does); copy the database again or build "
                + "it again"
        )
    }
}
