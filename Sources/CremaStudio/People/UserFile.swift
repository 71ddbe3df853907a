import Foundation
import Glibc
import Synchronization

/// The users of a folder of jobs as their file has them at the moment, so that a studio that runs
/// notices whom `crema studio users` adds, changes and removes.
final class UserFile: Sendable {
    /// What changes with the file; nil if there is none.
    private struct Stamp: Equatable {
        var node: UInt
        var size: Int
        var seconds: Int
        var nanoseconds: Int
    }

    private let jobs: URL
    private let read = Mutex<(stamp: Stamp?, users: Result<UserList, any Error>)?>(nil)

    /// The file of a folder of jobs, which need not exist.
    init(in jobs: URL) { self.jobs = jobs }

    /// Who signs in; throws if the file cannot be read, and then nobody is admitted.
    func users() throws -> UserList {
        let stamp = stamp()
        return try read.withLock { read in
            if let read, read.stamp == stamp { return try read.users.get() }
            let users = Result { try UserList(in: jobs) }
            read = (stamp, users)
            return try users.get()
        }
    }

    private func stamp() -> Stamp? {
        var status = stat()
        guard stat(UserList.file(in: jobs).path, &status) == 0 else { return nil }
        return Stamp(
            node: UInt(status.st_ino),
            size: Int(status.st_size),
            seconds: status.st_mtim.tv_sec,
            nanoseconds: status.st_mtim.tv_nsec
        )
    }
}
