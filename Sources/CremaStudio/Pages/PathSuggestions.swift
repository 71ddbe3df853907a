import CremaData
import CremaJobs
import CremaProto
import Foundation
import Hummingbird
import HummingbirdCore

/// `/autocomplete/path?query=`: the files and folders whose path begins with a text, below the data
/// root alone.
struct PathSuggestions: Page {
    let studio: Studio

    /// How many are listed.
    private static let most = 50

    func addRoutes(to router: Router<StudioContext>) {
        routes(router, for: .train).taking(FormCatalog.path).replying(.json(.object))
            .get("autocomplete/path", use: suggest)
    }

    @Sendable private func suggest(_ request: Request, _ context: StudioContext) async throws
        -> Response
    {
        let query = request.query("query") ?? ""
        let root = studio.dataRoot
        let found = await onWaitingThread { Self.paths(beginningWith: query, below: root) }
        return try .json(["suggestions": found])
    }

    /// The paths in the form that the query has: absolute, or relative to the root.
    private static func paths(beginningWith query: String, below root: DataRoot) -> [String] {
        let start = query.lastIndex(of: "/").map { query[...$0] } ?? ""
        let beginning = query[start.endIndex...]
        // A folder that is not there, or not below the root, has nothing to suggest.
        guard let folder = try? root.resolve(start.isEmpty ? "." : String(start)),
            let names = try? Folder.names(in: folder.path)
        else { return [] }
        return names.lazy
            .filter { $0.hasPrefix(beginning) && !$0.hasPrefix(".") }
            // A link may lead outside.
            .filter { (try? root.resolve("\(folder.path)/\($0)")) != nil }
            .prefix(most)
            .map { start + $0.shown }
    }
}
