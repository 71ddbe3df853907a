internal import Glibc

/// Reads whole files.
enum FileBytes {
    /// The bytes of a regular file that is no longer than a limit.
    ///
    /// Throws `PrototxtError` with the system's reason.
    static func read(_ path: String, limit: Int) throws -> [UInt8] {
        let descriptor = path.withRawCString { open($0, O_RDONLY | O_CLOEXEC | O_NONBLOCK) }
        guard descriptor >= 0 else { throw failure(path) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw failure(path) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            let isFolder = status.st_mode & S_IFMT == S_IFDIR
            throw failure(
                path,
                isFolder ? "it is a folder, not a file" : "it is not a regular file"
            )
        }
        guard status.st_size <= limit else {
            throw PrototxtError(
                file: path,
                what: "\(status.st_size) bytes, where at most \(limit) are read"
            )
        }
        // The bytes, and the numbers that are made of them.
        let size = Int(status.st_size)
        if let shortage = AvailableMemory.shortage(of: size.multipliedSaturated(by: 2)) {
            throw PrototxtError(file: path, what: "to read it \(shortage)")
        }
        return try read(descriptor, path: path, count: size)
    }

    private static func read(_ descriptor: Int32, path: String, count: Int) throws -> [UInt8] {
        var problem: PrototxtError?
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let got = Glibc.read(descriptor, buffer.baseAddress! + filled, count - filled)
                if got < 0, errno == EINTR { continue }
                if got < 0 { problem = failure(path) }
                if got <= 0 { return }
                filled += got
            }
        }
        if let problem { throw problem }
        return bytes
    }

    private static func failure(
        _ path: String,
        _ reason: String = String(cString: strerror(errno))
    ) -> PrototxtError {
        var error = PrototxtError(file: path, what: "cannot be read: \(reason)")
        error.isMissing = true
        return error
    }
}
