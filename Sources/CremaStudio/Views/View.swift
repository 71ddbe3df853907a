import CremaJobs

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
}

extension Layout {
    init(_ context: StudioContext) { self.init(language: context.language.rawValue) }
}
