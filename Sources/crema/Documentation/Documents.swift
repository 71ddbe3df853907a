import CremaData
import CremaEngine

/// The documents that are made from the catalogs of layers, solvers, rates and options, and from
/// the schema.
enum Documents {
    /// Every layer type, in the order of the names; Python's is hosted by an interpreter.
    static let layers = (LayerCatalog.builtIn.types.map { $0.description } + [.python])
        .sorted { $0.type < $1.type }

    /// The marks around the generated part of `compatibility.md`.
    private static let marks = (
        begin: "<!-- made by scripts/generate-docs: begin -->\n",
        end: "<!-- made by scripts/generate-docs: end -->"
    )

    /// Writes all of them to the folder `docs`, and removes the pages of layers that no longer
    /// exist.
    static func write(to folder: String) throws {
        let pages = "\(folder)/layers"
        try Folder.create(pages)
        for name in try Folder.names(in: pages) { try Folder.remove("\(pages)/\(name)") }
        for layer in layers {
            let page = try LayerPage(layer: layer).markdown()
            try AtomicFile.write(path: "\(pages)/\(layer.type).md", text: page)
        }
        try AtomicFile.write(
            path: "\(pages)/README.md",
            text: LayerIndex(layers: layers).markdown()
        )
        try AtomicFile.write(path: "\(pages)/fields.md", text: CommonFields.markdown())
        try AtomicFile.write(path: "\(folder)/options.md", text: OptionsPage.markdown())
        try AtomicFile.write(path: "\(folder)/solvers.md", text: SolverPage.markdown())
        try writeCompatibility(to: "\(folder)/compatibility.md")
    }

    /// Puts the table between its marks, and keeps the text around them.
    private static func writeCompatibility(to path: String) throws {
        let text = String(decoding: try FileBytes.read(path: path), as: UTF8.self)
        guard let begin = text.firstRange(of: marks.begin),
            let end = text.firstRange(of: marks.end),
            begin.upperBound <= end.lowerBound
        else {
            throw EngineError(
                "\(path) lacks the marks around the table: \(marks.begin)\(marks.end)"
            )
        }
        let table = CompatibilityTable(layers: layers).markdown()
        let made = text[..<begin.upperBound] + "\n" + table + "\n" + text[end.lowerBound...]
        try AtomicFile.write(path: path, text: String(made))
    }
}
