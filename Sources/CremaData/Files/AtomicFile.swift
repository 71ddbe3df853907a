public import FoundationEssentials
import CremaProto
public import Glibc

/// Writing files so that a reader, or a machine that loses power, sees the old
/// bytes or all the new.
public enum AtomicFile {
    /// Writes a file in full under a temporary name next to `path`, syncs it, and renames it;
    /// throws with the system's reason (a full disk, say) and leaves what was there before.
    ///
    /// What is not a regular file, such as `/dev/stdout` or a pipe, is written to directly.
    public static func write(
        path: String,
        _ bytes: some ContiguousBytes & Collection<UInt8>,
        permissions: mode_t = 0o644
    ) throws(DataError) {
        guard !isDevice(path) else { return try writeInto(path, bytes) }
        let temporary = "\(path).\(getpid()).partial"
        let descriptor = temporary.withRawCString {
            open($0, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, permissions)
        }
        guard descriptor >= 0 else { throw .lastSystemError("write", path) }
        do throws(DataError) {
            try fill(descriptor, bytes, path)
        } catch {
            close(descriptor)
            temporary.withRawCString { _ = unlink($0) }
            throw error
        }
        close(descriptor)
        guard temporary.withRawCString({ old in path.withRawCString { rename(old, $0) } }) == 0
        else {
            let error = DataError.lastSystemError("write", path)
            temporary.withRawCString { _ = unlink($0) }
            throw error
        }
        Folder.sync(Folder.parent(of: path))
    }

    /// Writes a text file in the same way, in UTF-8 except for raw bytes that
    /// the text was read with.
    public static func write(path: String, text: String) throws(DataError) {
        try write(path: path, text.rawBytes)
    }

    private static func isDevice(_ path: String) -> Bool {
        var status = stat()
        // Redirected to a file, /dev/stdout is one, and yet must not be replaced.
        return path.hasPrefix("/dev/") && !path.hasPrefix("/dev/shm/")
            || path.withRawCString({ stat($0, &status) }) == 0
                && ![S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT)
    }

    private static func writeInto(
        _ path: String,
        _ bytes: some ContiguousBytes
    ) throws(DataError) {
        let descriptor = path.withRawCString { open($0, O_WRONLY | O_CLOEXEC) }
        guard descriptor >= 0 else { throw .lastSystemError("write", path) }
        defer { close(descriptor) }
        guard bytes.withUnsafeBytes({ writeAll(descriptor, $0) }) else {
            throw .lastSystemError("write", path)
        }
    }

    /// Removes what is left of writes that ended with their process, of files and folders
    /// whose paths begin so.
    public static func removeStale(startingWith prefix: String) {
        let folder = Folder.parent(of: prefix)
        let start = prefix.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
        guard let names = try? Folder.names(in: folder) else { return }
        for name in names where name.hasPrefix(start) && name.hasSuffix(".partial") {
            let parts = name.split(separator: ".")
            guard parts.count >= 2, let process = pid_t(parts[parts.count - 2]), process > 0
            else { continue }
            if kill(process, 0) != 0, errno == ESRCH { try? Folder.remove("\(folder)/\(name)") }
        }
    }

    private static func fill(
        _ descriptor: Int32,
        _ bytes: some ContiguousBytes & Collection<UInt8>,
        _ path: String
    ) throws(DataError) {
        let complete = bytes.withUnsafeBytes { writeAll(descriptor, $0) }
        guard complete, fsync(descriptor) == 0 else { throw .lastSystemError("write", path) }
    }
}

/// Writes a buffer to a descriptor, in as many calls as it takes; false with
/// `errno` set on failure.
package func writeAll(_ descriptor: Int32, _ buffer: UnsafeRawBufferPointer) -> Bool {
    var written = 0
    while written < buffer.count {
        let rest = UnsafeRawBufferPointer(rebasing: buffer[written...])
        let count = retryingInterrupts { Glibc.write(descriptor, rest.baseAddress, rest.count) }
        if count < 0 { return false }
        written += count
    }
    return true
}
