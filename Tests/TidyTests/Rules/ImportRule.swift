/// The table "Who imports what" of docs/ARCHITECTURE.md is true, in both directions.
struct ImportRule: Rule {
    static let document = "docs/ARCHITECTURE.md"

    let name = "Each target imports what the table in docs/ARCHITECTURE.md gives it."
    let remedy =
        "Move the code to where the import is allowed (FoundationEssentials stands in for "
        + "Foundation), or agree on a new line in the table."

    let bad = [
        Tree([
            document: "| `CremaData` | `CremaProto` |",
            "Sources/CremaData/a.swift": "import CremaProto\nimport Foundation",
        ]),
        Tree([
            document: "| `CremaData` | `CremaProto`, `Glibc` |",
            "Sources/CremaData/a.swift": "import CremaProto",
        ]),
    ]
    let good = Tree([
        document: "| `CremaData` | `CremaProto`, `Glibc` |",
        "Sources/CremaData/a.swift":
            "public import CremaProto\nimport func Glibc.open\n// import A",
    ])

    func violations(in tree: Tree) -> [Violation] {
        guard let document = tree[Self.document] else { return [] }
        let rows = rows(of: document)
        let uses = uses(in: tree)
        let breaches = uses.filter { rows[$0.target]?.modules.contains($0.module) != true }.map {
            Violation($0.path, $0.line, "\($0.target) imports \($0.module)")
        }
        let spent = rows.flatMap { target, row in
            row.modules.filter { module in
                !uses.contains { $0.target == target && $0.module == module }
            }.map { Violation(document.path, row.line, "\(target) does not import \($0)") }
        }
        return breaches + spent.sorted { $0.found < $1.found }
    }

    /// The rows of the table, by target.
    private func rows(of document: SourceFile) -> [String: (line: Int, modules: [String])] {
        var rows: [String: (line: Int, modules: [String])] = [:]
        let isLong = document.lines.contains { $0.hasPrefix("## Who imports what") }
        let start = document.lines.firstIndex { $0.hasPrefix("## Who imports what") } ?? 0
        for (index, line) in document.lines.enumerated().dropFirst(start + (isLong ? 1 : 0)) {
            if line.hasPrefix("## ") { break }
            let cells = line.split(separator: "|")
            guard cells.count >= 2, let target = names(in: cells[0]).first else { continue }
            rows[target] = (index + 1, names(in: cells[1]))
        }
        return rows
    }

    /// What is between backticks.
    private func names(in cell: Substring) -> [String] {
        cell.split(separator: "`", omittingEmptySubsequences: false).enumerated()
            .filter { $0.offset % 2 == 1 }.map { String($0.element) }
    }

    private func uses(in tree: Tree)
        -> [(target: String, module: String, path: String, line: Int)]
    {
        tree.files(in: "Sources", ending: ".swift").flatMap { file in
            let target = String(file.path.split(separator: "/")[1])
            return file.imports.map { (target, $0.module, file.path, $0.line) }
        }
    }
}

extension SourceFile {
    /// The modules that it imports, with their lines.
    var imports: [(module: String, line: Int)] {
        code.enumerated().compactMap { index, line in
            let words = line.split { " .".contains($0) }
            guard let place = words.firstIndex(of: "import"),
                words[..<place].allSatisfy({ Self.importWords.contains($0) || $0.first == "@" }),
                let module = words[(place + 1)...].first(where: { !Self.importKinds.contains($0) })
            else { return nil }
            return (String(module), index + 1)
        }
    }

    private static let importWords: Set<Substring> = ["internal", "package", "private", "public"]
    private static let importKinds: Set<Substring> = [
        "class", "enum", "func", "let", "protocol", "struct", "typealias", "var",
    ]
}
