import Foundation
import Hummingbird
import HummingbirdCore
import Mustache

/// The templates of the pages.
///
/// `{{ }}` escapes what it prints.
struct Views: Sendable {
    private let library: MustacheLibrary

    init() async throws {
        guard let folder = Bundle.module.url(forResource: "Templates", withExtension: nil) else {
            throw StudioError.unavailable(
                "The studio's templates are missing beside the program; build it again."
            )
        }
        library = try await MustacheLibrary(directory: folder.path)
    }

    /// A page made by a template from what it shows.
    func page(_ template: String, _ content: [String: Any], status: HTTPResponse.Status = .ok)
        throws -> Response
    {
        guard let text = library.render(content, withTemplate: template) else {
            throw StudioError.unavailable("There is no template “\(template)”.")
        }
        return .html(text, status: status)
    }
}
