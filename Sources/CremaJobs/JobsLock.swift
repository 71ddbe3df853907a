import CremaEngine
public import CremaRuns
public import Foundation
import Glibc

/// The right to work in a folder of jobs: one process has it at a time, until it ends or releases
/// it.
///
/// It is a kernel lock on a file in the folder, so a killed process does not leave it behind. The
/// file contains the holder.
public final class JobsLock: Sendable {
    /// Another process has the right.
    public struct Taken: ErrorWithStatus, Equatable, CustomStringConvertible {
        /// The sentence that names the holder.
        public let description: String
        /// The exit status of the program.
        public var exitStatus: ExitStatus { .folderInUse }
    }

    /// The file's name in the folder of jobs.
    public static let fileName = ".studio.lock"

    private let descriptor: Int32

    private init(_ descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// Acquires the right to work in a folder of jobs, which is made if it does not exist.
    ///
    /// Throws `Taken` if another process has the right, and `EngineError` if the folder cannot be
    /// written.
    public static func take(in jobs: URL) throws -> JobsLock {
        let path = jobs.appendingPathComponent(fileName).path
        // A process that has just started may not have written its name yet.
        let end = ContinuousClock.now + .seconds(10)
        while true {
            let descriptor = try open(path, in: jobs)
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 {
                // Somebody may have removed the folder meanwhile.
                if isStill(path, descriptor) {
                    ftruncate(descriptor, 0)
                    return JobsLock(descriptor)
                }
                close(descriptor)
                continue
            }
            let holder = text(of: descriptor)
            close(descriptor)
            guard holder.isEmpty, ContinuousClock.now < end else {
                throw Taken(description: sentence(about: holder, jobs))
            }
            usleep(50_000)
        }
    }

    /// Records the holder: the address of a studio, or a command.
    public func say(_ holder: String) {
        let bytes = Array("\(holder)\n".utf8)
        ftruncate(descriptor, 0)
        pwrite(descriptor, bytes, bytes.count, 0)
    }

    private static func open(_ path: String, in jobs: URL) throws -> Int32 {
        // Where the folder cannot be made, the file cannot be opened, which is reported below.
        try? FileManager.default.createDirectory(at: jobs, withIntermediateDirectories: true)
        // The address may contain the token, so nobody else may read it.
        let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw EngineError(
                "cannot write into the folder of jobs \(jobs.path): "
                    + "\(String(cString: strerror(errno))); name another with --jobs-dir",
                kind: .cannotWrite
            )
        }
        return descriptor
    }

    private static func isStill(_ path: String, _ descriptor: Int32) -> Bool {
        var (named, held) = (stat(), stat())
        return stat(path, &named) == 0 && fstat(descriptor, &held) == 0
            && named.st_dev == held.st_dev && named.st_ino == held.st_ino
    }

    private static func text(of descriptor: Int32) -> String {
        var bytes = [UInt8](repeating: 0, count: 1024)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
            .trimmingCharacters(in: .whitespacesAndNewlines)
    }

    private static func sentence(about holder: String, _ jobs: URL) -> String {
        if holder.hasPrefix("http") { return "a studio already serves this folder at \(holder)" }
        let who = holder.isEmpty ? "another process" : holder
        return "\(who) is using \(jobs.path); start again when it has finished"
    }
}
