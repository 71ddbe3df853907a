import CremaJobs
import CremaProto
import Foundation
import Hummingbird
import HummingbirdCore
import Mustache

/// The templates of the pages, in every language.
///
/// `{{ }}` escapes what it prints.
struct Views: Sendable {
    private let libraries: [Language: MustacheLibrary]

    init() async throws {
        guard let folder = Bundle.module.url(forResource: "Templates", withExtension: nil) else {
            throw StudioError.unavailable(Phrase("start.no_templates"))
        }
        let texts = try TemplateTexts(folder: folder)
        libraries = try Language.allCases.reduce(into: [:]) { libraries, language in
            var library = MustacheLibrary()
            for (name, text) in try texts.texts(in: Words.of(language)) {
                try library.register(text, named: name)
            }
            libraries[language] = library
        }
    }

    /// A page that shows a view.
    func page<Shown: View>(
        _ view: Shown,
        _ context: StudioContext,
        status: HTTPResponse.Status = .ok
    ) throws -> Response {
        let page = Page(content: Printable(view), layout: Printable(Layout(context)))
        let text = try render(page, withTemplate: Shown.template, in: context.language)
        return .html(text, status: status).inLanguage(of: context)
    }

    /// A part of a page that is sent by itself.
    func text<Shown: View>(_ view: Shown, in language: Language) throws -> String {
        try render(Printable(view), withTemplate: Shown.template, in: language)
    }

    private func render(_ content: Any, withTemplate name: String, in language: Language) throws
        -> String
    {
        guard let text = libraries[language]?.render(content, withTemplate: name) else {
            throw StudioError.unavailable(Phrase("start.no_template", ["name": name]))
        }
        return text
    }

    /// A view, and the layout around it.
    private struct Page: MustacheParent {
        let content: Printable
        let layout: Printable

        func child(named name: String) -> Any? {
            name == "layout" ? layout : content.child(named: name)
        }
    }
}
