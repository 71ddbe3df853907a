import CremaData
import Foundation
import Glibc
import Hummingbird
import HummingbirdCore
import Logging
import Synchronization

/// Who changed what, and who was refused: `.audit.jsonl` next to the jobs, a line of JSON for each
/// request.
///
/// A file that has grown large becomes `.audit.1.jsonl`, in the place of the one before. Nothing
/// that is sent is in it but the names of people.
final class AuditLog: Sendable {
    /// A request.
    struct Entry: Codable, Equatable, Sendable {
        /// When it was answered, as ISO 8601 has it.
        var time: String
        /// The name of the sender; empty for a stranger, and for whoever has no name.
        var user: String
        var method: String
        /// The route as the router lists it; empty if there is none.
        var route: String
        /// The jobs that it is about.
        var jobs: [String]
        /// The status of the reply.
        var status: Int
    }

    /// The size at which a file makes room for the next one, in bytes.
    static let mostBytes = 4 << 20

    private let file: URL
    private let fileBefore: URL
    private let most: Int
    private let writing = Mutex(())

    /// The log in a folder of jobs.
    init(in jobs: URL, mostBytes: Int = mostBytes) {
        file = jobs.appendingPathComponent(".audit.jsonl")
        fileBefore = jobs.appendingPathComponent(".audit.1.jsonl")
        most = mostBytes
    }

    /// Appends a line; throws if it cannot be written.
    func add(_ entry: Entry) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let line = try encoder.encode(entry) + [UInt8(ascii: "\n")]
        try writing.withLock { _ in
            var status = stat()
            if stat(file.path, &status) == 0, status.st_size >= most {
                try Folder.rename(file.path, to: fileBefore.path)
            }
            let descriptor = open(file.path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else { throw DataError.lastSystemError("write", file.path) }
            defer { close(descriptor) }
            guard line.withUnsafeBytes({ writeAll(descriptor, $0) }) else {
                throw DataError.lastSystemError("write", file.path)
            }
        }
    }
}

extension AuditLog {
    /// The newest requests but for the first `skipped`, the newest first, and whether there are
    /// older ones; what is not a request, such as a torn line, is left out.
    func newest(_ count: Int, after skipped: Int) -> (entries: [Entry], hasOlder: Bool) {
        let lines = [fileBefore, file].flatMap { file in
            // There is no log before the first change, and none before it was large.
            (try? Data(contentsOf: file))?.split(separator: UInt8(ascii: "\n")) ?? []
        }
        let wanted = lines.reversed().dropFirst(skipped)
        let entries = wanted.prefix(count).compactMap {
            // A line may be torn where the machine died.
            try? JSONDecoder().decode(Entry.self, from: $0)
        }
        return (entries, wanted.count > count)
    }
}

/// What the parts that serve a request know about it that its route does not show.
final class AuditNote: Sendable {
    /// That of the request that is being served; nil outside of one.
    @TaskLocal static var current: AuditNote?

    private let state = Mutex<(user: String?, jobs: [String])>((nil, []))

    /// The name of whoever has just signed in.
    var user: String? {
        get { state.withLock { $0.user } }
        set { state.withLock { $0.user = newValue } }
    }

    /// The jobs that it makes or names.
    var jobs: [String] { state.withLock { $0.jobs } }

    /// Adds jobs.
    func add(_ jobs: [String]) { state.withLock { $0.jobs += jobs } }
}

/// Keeps the log: every request that changes something, and every refused one.
struct Auditor: RouterMiddleware {
    typealias Context = StudioContext

    let log: AuditLog
    let access: RouteAccess

    func handle(
        _ request: Request,
        context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        let note = AuditNote()
        let response = try await AuditNote.$current.withValue(note) {
            try await next(request, context)
        }
        let route = context.endpointPath
        let isRefused = [.unauthorized, .forbidden, .tooManyRequests].contains(response.status)
        guard isRefused || access.isChange(request.method, route) else { return response }
        let own = context.parameters.get("id").map { [String($0.prefix(100))] } ?? []
        let entry = AuditLog.Entry(
            time: Date().formatted(.iso8601),
            user: note.user ?? context.user?.name ?? "",
            method: String(request.method.rawValue.prefix(20)),
            route: route ?? "",
            jobs: own + note.jobs,
            status: response.status.code
        )
        do { try log.add(entry) } catch { context.logger.error("the audit log: \(error)") }
        return response
    }
}
