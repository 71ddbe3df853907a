import CHDF5
import Glibc

/// libhdf5, which files are written with; it knows nothing of threads, so whoever calls it holds its lock.
enum HDF5Library {
    /// One thread may take it several times, since objects that are let go take it to close themselves.
    nonisolated(unsafe) private static let mutex: UnsafeMutablePointer<pthread_mutex_t> = {
        var attributes = pthread_mutexattr_t()
        pthread_mutexattr_init(&attributes)
        pthread_mutexattr_settype(&attributes, Int32(PTHREAD_MUTEX_RECURSIVE))
        let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
        pthread_mutex_init(mutex, &attributes)
        return mutex
    }()

    /// Starts the library once.
    ///
    /// At the end of the process it is left alone: it would try again to write what could not be written.
    private static let start: Void = {
        H5dont_atexit()
        H5open()
    }()

    /// Calls the library, with its own messages switched off.
    ///
    /// What a body opens it closes by `defer`; closing what could not be opened does nothing.
    static func locked<Result>(
        _ body: () throws(DataError) -> Result
    ) throws(DataError) -> Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        _ = start
        H5Eset_auto2(crema_h5_default, nil, nil)
        H5Eclear2(crema_h5_default)
        return try body()
    }

    /// How a file on the disk is opened, to be closed by the caller.
    ///
    /// Closing the file closes what is open in it. It is locked where the disk knows locks.
    static func fileAccess() -> hid_t {
        let access = H5Pcreate(crema_h5_file_access())
        H5Pset_fclose_degree(access, H5F_CLOSE_STRONG)
        H5Pset_file_locking(access, true, true)
        return access
    }

    /// What the library says of the call that just failed: the system's reason where it knows one.
    static func lastReason() -> String {
        var reason = ""
        withUnsafeMutablePointer(to: &reason) { reason in
            let takeFirst: H5E_walk2_t = { number, error, reason in
                guard number == 0, let text = error?.pointee.desc, let reason else { return 0 }
                reason.assumingMemoryBound(to: String.self).pointee = String(cString: text)
                return 0
            }
            _ = H5Ewalk2(crema_h5_default, H5E_WALK_UPWARD, takeFirst, reason)
        }
        let mark = "error message = '"
        let parts = reason.split(separator: mark, maxSplits: 1)
        if parts.count == 2, let end = parts[1].firstIndex(of: "'") {
            return String(parts[1][..<end])
        }
        return reason.isEmpty ? "no reason given" : reason
    }
}
