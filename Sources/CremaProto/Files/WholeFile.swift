internal import Glibc

/// A regular file, read at once.
package enum WholeFile {
    /// Why a file cannot be read.
    package enum Failure: Error {
        /// The system refuses, or it is not a regular file.
        case unreadable(reason: String)
        /// It has so many bytes, more than are allowed.
        case tooLong(Int)
        /// What its bytes, and what is made of them, lack: `needs 3 GB of memory, and …`.
        case shortage(String)
    }

    /// The bytes of the file that `open` opens with the flags that it receives.
    ///
    /// Memory is checked for `copies` times as many.
    package static func read(
        limit: Int,
        copies: Int = 1,
        open: (_ flags: Int32) -> Int32
    ) throws(Failure) -> [UInt8] {
        let descriptor = open(O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw lastFailure }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw lastFailure }
        guard status.st_mode & S_IFMT == S_IFREG else {
            let isFolder = status.st_mode & S_IFMT == S_IFDIR
            throw .unreadable(
                reason: isFolder ? "it is a folder, not a file" : "it is not a regular file"
            )
        }
        let size = Int(status.st_size)
        guard size <= limit else { throw .tooLong(size) }
        if let shortage = AvailableMemory.shortage(of: size.multipliedSaturated(by: copies)) {
            throw .shortage(shortage)
        }
        return try read(descriptor, count: size)
    }

    /// The first bytes of a file, fewer if it has become shorter.
    private static func read(_ descriptor: Int32, count: Int) throws(Failure) -> [UInt8] {
        var failure: Failure?
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            filled = 0
            while filled < count {
                let got = Glibc.read(descriptor, buffer.baseAddress! + filled, count - filled)
                if got < 0, errno == EINTR { continue }
                if got < 0 { failure = lastFailure }
                if got <= 0 { return }
                filled += got
            }
        }
        if let failure { throw failure }
        return bytes
    }

    /// What the system says of its last call.
    private static var lastFailure: Failure {
        .unreadable(reason: String(cString: strerror(errno)))
    }
}

extension PrototxtError {
    /// The bytes of a file of a message; what is wrong with the file is an error about it.
    static func bytes(of path: String, limit: Int) throws(PrototxtError) -> [UInt8] {
        do throws(WholeFile.Failure) {
            // The bytes, and the numbers that are made of them.
            return try WholeFile.read(limit: limit, copies: 2) { flags in
                path.withRawCString { open($0, flags) }
            }
        } catch {
            throw PrototxtError(error, path: path, limit: limit)
        }
    }

    private init(_ failure: WholeFile.Failure, path: String, limit: Int) {
        switch failure {
        case .unreadable(let reason):
            self.init(file: path, what: "cannot be read: \(reason)")
            isMissing = true
        case .tooLong(let count):
            self.init(file: path, what: "\(count) bytes, where at most \(limit) are read")
        case .shortage(let shortage):
            self.init(file: path, what: "to read it \(shortage)")
        }
    }
}
