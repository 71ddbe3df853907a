import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore

/// `/static/…` and `/vendor/<library>/…`: styles and scripts.
struct AssetFiles: Page {
    let studio: Studio

    private static let types = [
        "css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8",
        "mjs": "text/javascript; charset=utf-8", "svg": "image/svg+xml", "map": "application/json",
        "webp": "image/webp",
    ]

    func addRoutes(to router: Router<StudioContext>) {
        let router = routes(router, for: .everyone).replying(.file("*/*"))
        router.get("static/**") { _, context in
            try await send(context.parameters.getCatchAll(), in: studio.assets.own, context)
        }
        router.get("vendor/{library}/**") { _, context in
            guard let folder = studio.assets.vendor[try context.parameters.require("library")]
            else { throw HTTPError(.notFound) }
            return try await send(context.parameters.getCatchAll(), in: folder, context)
        }
        router.replying(.otherPage).get("favicon.ico") { _, _ in
            Response.seeOther("/static/icon.svg")
        }
    }

    private func send(_ path: [Substring], in folder: URL, _ context: StudioContext)
        async throws -> Response
    {
        let file = folder.appendingPathComponent(path.joined(separator: "/"))
        guard !path.contains(where: { $0.hasPrefix(".") }),
            let type = AssetFiles.types[file.pathExtension]
        else { throw HTTPError(.notFound) }
        return Response(
            status: .ok,
            headers: [.contentType: type, .cacheControl: "no-cache"],
            body: try await FileIO().loadFile(path: file.path, context: context)
        )
    }
}
