import CremaEngine
public import CremaRuns
public import Foundation
import Glibc

/// The right to work in a folder of jobs: one process has it at a time, until it ends or lets go.
///
/// It is a lock of the kernel's on a file in the folder, so no killed process leaves it behind. The file
/// says who has it.
public final class JobsLock: Sendable {
    /// Somebody else has the right.
    public struct Taken: ErrorWithStatus, Equatable, CustomStringConvertible {
        /// The sentence that says who.
        public let description: String
        /// The program ends so.
        public var exitStatus: ExitStatus { .folderInUse }
    }

    /// The file's name in the folder of jobs.
    public static let fileName = ".studio.lock"

    private let descriptor: Int32

    private init(_ descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// Takes the right to work in a folder of jobs, which is made where it is not there.
    ///
    /// Throws `Taken` where somebody else has it, and `EngineError` where the folder cannot be written.
    public static func take(in jobs: URL) throws -> JobsLock {
        let path = jobs.appendingPathComponent(fileName).path
        // Who has just started may not have said yet who it is.
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

    /// Says who has the right: the address of a studio, or a command.
    public func say(_ holder: String) {
        let bytes = Array("\(holder)\n".utf8)
        ftruncate(descriptor, 0)
        pwrite(descriptor, bytes, bytes.count, 0)
    }

    private static func open(_ path: String, in jobs: URL) throws -> Int32 {
        try? FileManager.default.createDirectory(at: jobs, withIntermediateDirectories: true)
        // Its address may bring a token along, so nobody else reads it.
        let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw EngineError(
                "cannot write into the folder of jobs \(jobs.path): "
                    + "\(String(cString: strerror(errno))); name another by --jobs-dir",
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
        return "\(who) is at work in \(jobs.path); start again when it has ended"
    }
}
