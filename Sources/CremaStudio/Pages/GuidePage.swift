import CremaJobs
import Foundation
import Hummingbird
import HummingbirdCore

/// `/guide`, `/guide/<page>`: what each page of the studio is for, in plain English.
struct GuidePage: Page {
    let studio: Studio

    func addRoutes(to router: Router<StudioContext>) {
        routes(router, for: .everyone).replying(.html)
            .get("guide", use: show)
            .get("guide/{page}", use: show)
    }

    @Sendable private func show(_ request: Request, _ context: StudioContext) async throws
        -> Response
    {
        let guide = Guide(folder: studio.assets.own.appending(path: "guide"))
        let name = context.parameters.get("page") ?? Guide.first
        guard let text = guide.text(of: name) else { throw HTTPError(.notFound) }
        let pages = guide.pages.map { page in
            GuideView.Entry(
                title: page.title,
                address: Guide.address(of: page.name),
                isChosen: page.name == name
            )
        }
        let view = GuideView(title: text.title, blocks: text.blocks, pages: pages)
        return try studio.views.page(view, context)
    }
}

/// The guide: a Markdown file for each page, and pictures.
struct Guide {
    /// The page that names all others.
    static let first = "README"

    let folder: URL

    /// A page's text; nil if there is none with that name.
    func text(of name: String) -> GuideText? {
        guard name.wholeMatch(of: /[A-Za-z-]{1,40}/) != nil else { return nil }
        let file = folder.appending(path: "\(name).md")
        // A page that cannot be read is not there.
        return (try? String(contentsOf: file, encoding: .utf8)).map(GuideText.init)
    }

    /// Every page by name and title: the first, and those that it leads to.
    var pages: [(name: String, title: String)] {
        guard let first = text(of: Self.first) else { return [] }
        let links = first.blocks.flatMap { [$0.parts] + $0.items.map(\.parts) }.joined()
            .compactMap { part in
                part.address.map { (String($0.split(separator: "/").last ?? ""), part.text) }
            }
        return [(Self.first, first.title)] + links
    }

    /// Where a page is shown.
    static func address(of name: String) -> String {
        name == first ? "/guide" : "/guide/\(name)"
    }

    /// Where the guide is about a page of the studio.
    static func address(ofPage path: String) -> String {
        let path = path.prefix { $0 != "?" }
        let parts = path.split(separator: "/")
        let name: String? =
            switch (parts.first, parts.last) {
            case (nil, _): "home"
            case ("datasets", "new"), ("clone", _): "new-data-set"
            case ("datasets", "explore"): "explore"
            case ("datasets", _): "data-set"
            case ("models", "new"): "new-model"
            case ("models", "compare"): "compare"
            case ("models", "classify_one"), ("models", "infer_one"): "classify"
            case ("models", "classify_many"), ("models", "infer_many"), ("models", "top_n"):
                "many-images"
            case ("models", _): "model"
            case ("pretrained_models", _): "pretrained"
            case ("settings", _): "settings"
            case ("api", _): "api"
            default: nil
            }
        return address(of: name ?? first)
    }
}
