import CLevelDB
import CremaProto
import Glibc

/// The files of a LevelDB folder, and the errors of the library about them.
enum LevelDBFiles {
    /// Throws if a folder is not a LevelDB, or if the end of one of the tables that
    /// count, the one part that has no checksum, leads out of the file: the library would
    /// ask for that much memory.
    static func check(_ folder: String) throws(DataError) {
        try LevelDB.check(folder: folder)
        let current = "\(folder)/\(LevelDB.mark)"
        try FileBytes.checkKind(FileBytes.read(path: current, limit: 1 << 20), path: current)
        let live = LevelDBManifest.tables(of: folder)
        for name in try Folder.names(in: folder) {
            guard let number = table(name), live?.contains(number) ?? true else { continue }
            try checkTable("\(folder)/\(name)")
        }
    }

    /// The path without links, by which a folder is known whatever it is called.
    static func realPath(_ folder: String) -> String {
        guard let real = folder.withRawCString({ Glibc.realpath($0, nil) }) else { return folder }
        defer { free(real) }
        return String(rawCString: real)
    }

    /// Calls the library, and throws its error.
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

    /// The number of a table; nil for other files.
    private static func table(_ name: String) -> UInt64? {
        guard name.hasSuffix(".ldb") || name.hasSuffix(".sst") else { return nil }
        return UInt64(name.dropLast(4))
    }

    /// Reads the 48 bytes that a table ends in: offset and size of two blocks as
    /// varints, and a magic number.
    ///
    /// A block is followed by five bytes of its own.
    private static func checkTable(_ path: String) throws(DataError) {
        let descriptor = path.withRawCString { open($0, O_RDONLY | O_CLOEXEC) }
        guard descriptor >= 0 else { throw .lastSystemError("read", path) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .lastSystemError("read", path) }
        var footer = [UInt8](repeating: 0, count: 48)
        let start = Int(status.st_size) - footer.count
        guard start >= 0, pread(descriptor, &footer, footer.count, off_t(start)) == footer.count,
            footer.suffix(8) == [0x57, 0xFB, 0x80, 0x8B, 0x24, 0x75, 0x47, 0xDB]
        else {
            var head = [UInt8](repeating: 0, count: ForeignFile.headSize)
            let count = pread(descriptor, &head, head.count, 0)
            try FileBytes.checkKind(Array(head.prefix(max(0, count))), path: path)
            throw damaged(path)
        }
        var rest = footer[..<40]
        for _ in 0..<2 {
            guard let offset = length(&rest), let size = length(&rest), offset <= start,
                size <= start - offset - 5
            else { throw damaged(path) }
        }
    }

    private static func length(_ bytes: inout ArraySlice<UInt8>) -> Int? {
        bytes.popVarint().flatMap { Int(exactly: $0) }
    }

    private static func damaged(_ path: String) -> DataError {
        .invalidFile(
            path: path,
            reason: "damaged (it does not end as a table does); copy the database again or build "
                + "it again"
        )
    }
}
