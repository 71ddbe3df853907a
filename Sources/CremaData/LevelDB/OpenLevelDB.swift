import CLevelDB
import Glibc

/// The library's handle of a folder that is read.
///
/// The library lets a process open a folder once, but the nets of TRAIN and TEST may read the same
/// one: they share a handle, which is closed when the last of them goes.
final class OpenLevelDB: Sendable {
    private struct Entry: @unchecked Sendable {
        let handle: OpaquePointer
        var users = 1
    }

    /// The open folders, by their real paths.
    private static let entries = Guarded<[String: Entry]>([:])

    // The library allows any thread to use a handle.
    nonisolated(unsafe) let handle: OpaquePointer
    private let key: String

    /// Opens a folder; throws if it is missing, is not a LevelDB, is damaged, or
    /// another process has it.
    init(folder: String) throws(DataError) {
        try LevelDBFiles.check(folder)
        let key = LevelDBFiles.realPath(folder)
        let entry = try Self.entries.withLock { entries throws(DataError) in
            if entries[key] == nil {
                entries[key] = Entry(handle: try LevelDBOptions().open(folder))
            } else {
                entries[key]?.users += 1
            }
            return entries[key]
        }
        guard let entry else { preconditionFailure("an opened folder has an entry") }
        handle = entry.handle
        self.key = key
    }

    deinit {
        Self.entries.withLock { entries in
            entries[key]?.users -= 1
            guard let entry = entries[key], entry.users == 0 else { return }
            leveldb_close(entry.handle)
            entries[key] = nil
        }
    }
}
