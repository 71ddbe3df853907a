import CremaJobs
import CremaProto
import Foundation
import Hummingbird
import HummingbirdCore

/// `/audit`: who changed what, and who was refused, for administrators; the newest first.
struct AuditPage: Page {
    let studio: Studio

    /// How many requests a page shows.
    private static let size = 100
    /// More pages than the files of the log fill.
    private static let mostPages = 10_000

    func addRoutes(to router: Router<StudioContext>) {
        routes(router, for: .administer).taking(FormCatalog.audit).get("audit", use: show)
    }

    @Sendable private func show(_ request: Request, _ context: StudioContext) async throws
        -> Response
    {
        let number = request.query("page").flatMap { Int($0) } ?? 1
        guard (1...Self.mostPages).contains(number) else { throw HTTPError(.notFound) }
        let log = AuditLog(in: studio.store.folder)
        let found = await onWaitingThread {
            log.newest(Self.size, after: (number - 1) * Self.size)
        }
        if context.wantsJSON { return try .json(["requests": found.entries]) }
        let words = context.words
        let view = AuditView(
            entries: found.entries.map { AuditView.Entry($0, words) },
            newer: number > 1 ? "/audit?page=\(number - 1)" : nil,
            older: found.hasOlder ? "/audit?page=\(number + 1)" : nil
        )
        return try studio.views.page(view, context)
    }
}

extension AuditView.Entry {
    fileprivate init(_ entry: AuditLog.Entry, _ words: Words) {
        // What somebody wrote into the file by hand is shown as it is.
        let moment = try? Date(entry.time, strategy: .iso8601)
        self.init(
            time: moment.map { Wording.date($0.timeIntervalSince1970, words) } ?? entry.time,
            user: entry.user,
            request: "\(entry.method) \(entry.route)",
            jobs: entry.jobs.joined(separator: ", "),
            status: entry.status,
            isRefused: entry.status >= 400
        )
    }
}
