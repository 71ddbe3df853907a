import CremaEngine
import CremaJobs
import Foundation

/// What a page shows, or a part of one that is fetched by itself.
///
/// A view is a struct of stored properties, and its parts are such structs. A tag of its template
/// finds a property of the innermost section's part, or else of what is around it. `ViewTests`
/// renders every view, and fails on a tag without a property and on a property without a tag.
protocol View: Sendable {
    /// The name of its file in `Templates/`.
    static var template: String { get }
}

/// What every page shows besides its view.
struct Layout: Sendable {
    /// The language of the page, as HTML names it.
    let language: String
    /// The entries of the menu.
    let tasks: [ShownTask]
    /// The languages that can be chosen.
    let languages: [Choice]
    /// Where another language is chosen, with the page to return to.
    let languageAddress: String
    /// What every form and script of the page brings along; empty where none is needed.
    let formToken: String
    /// Who is signed in, if they have a name.
    let userName: String?
    let mayTrain: Bool
    let mayAdminister: Bool
    /// The page of the guide that is about this one.
    let guideAddress: String
    /// Crema's version.
    let version = Version.crema

    /// A language that can be chosen.
    struct Choice: Sendable {
        var tag: String
        var name: String
        var isChosen: Bool
    }
}

extension Layout {
    /// The entries of the menu, which are the same on every page.
    private static let menus: [Language: [ShownTask]] = Language.allCases.reduce(into: [:]) {
        menus,
        language in
        menus[language] = ImageTaskCatalog.all.map { ShownTask($0, Words.of(language)) }
    }

    init(_ context: StudioContext) {
        language = context.language.rawValue
        tasks = Self.menus[context.language] ?? []
        languages = Language.allCases.map {
            Choice(tag: $0.rawValue, name: $0.name, isChosen: $0 == context.language)
        }
        let path = context.path.addingPercentEncoding(withAllowedCharacters: .alphanumerics)
        languageAddress = "/language?path=\(path ?? "")"
        formToken = context.visitor?.formToken ?? ""
        userName = context.user.flatMap { $0.name.isEmpty ? nil : $0.name }
        mayTrain = context.user.map { $0.role >= .train } ?? false
        mayAdminister = context.user?.role == .administer
        guideAddress = Guide.address(ofPage: context.path)
    }
}
