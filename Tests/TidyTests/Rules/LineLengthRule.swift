/// No line is longer than a reviewer's window, comments included, which swift-format lets pass.
///
/// Data in a string of several lines, or in a raw one, may be longer: a prototxt is read as it is.
struct LineLengthRule: Rule {
    static let limit = 100

    let name = "Lines end at column 100."
    let remedy = "Break the line, or say it more briefly."
    var exceptions: [String: String] = [:]

    let bad = [Tree(["a.swift": "// " + String(repeating: "a", count: 98)])]
    let good = Tree([
        "a.swift": "// " + String(repeating: "ä", count: 97) + "\nlet a = \"\"\"\n"
            + String(repeating: "a", count: 101) + "\n\"\"\"",
        "a.md": String(repeating: "a", count: 200),
    ])

    func violations(in tree: Tree) -> [Violation] {
        tree.files.filter { !$0.path.hasSuffix(".md") }.flatMap { file in
            file.lines.indices.compactMap { index in
                let line = file.lines[index]
                guard line.utf8.count > Self.limit, line.count > Self.limit,
                    !file.isQuoted(index), !line.contains("#\"")
                else { return nil }
                return Violation(file.path, index + 1, "\(line.count) columns")
            }
        }
    }
}
