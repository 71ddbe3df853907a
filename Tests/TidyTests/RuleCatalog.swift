/// The rules, one line each.
enum RuleCatalog {
    static let all: [any Rule] =
        Ban.all + UnitCatalog.all.map(CatalogRule.init) + [
            DeadDeclarationRule(),
            DocumentedNamesRule(),
            ForeignLibraryRule(),
            ImportRule(),
            LineLengthRule(),
            SilencedErrorRule(),
            TypeNameRule(),
            VerbatimRule(),
        ]
}
