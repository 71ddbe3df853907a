/// A name that occurs once in the sources is declared and never used.
///
/// A heuristic: it counts names, not meanings, so what shares its name with something alive stays
/// unseen. Names count wherever the product may mean them: in Swift, in templates and scripts of
/// the pages, in Python.
struct DeadDeclarationRule: Rule {
    static let kinds: Set = [
        "actor", "case", "class", "enum", "func", "let", "protocol", "struct", "typealias", "var",
    ]

    let name = "Nothing is declared that the product does not use."
    let remedy = "Remove it, or use it; what only tests need belongs to the tests."
    /// Names that are called from outside the sources.
    let exceptions = [
        "bottomToTop": "the value of a flag",
        "callAsFunction": "Swift calls it",
        "customMirror": "ArgumentParser calls it",
        "rightToLeft": "the value of a flag",
        "topToBottom": "the value of a flag",
        "visit*": "SwiftProtobuf calls it",
    ]

    let bad = [
        Tree(["Sources/a.swift": "struct Used { func forgotten() {} }\nlet a = Used()\nprint(a)"])
    ]
    let good = Tree([
        "Sources/a.swift": "struct View { var title = a }\nlet a = View()\noverride func run() {}",
        "Sources/b.mustache": "{{title}}",
    ])

    func violations(in tree: Tree) -> [Violation] {
        let files = tree.files.filter {
            $0.path.hasPrefix("Sources/") || $0.path.hasPrefix("python/")
        }
        var counts: [String: Int] = [:]
        for file in files {
            for line in file.uncommented {
                for word in line.identifiers { counts[word, default: 0] += 1 }
            }
        }
        return files.filter(\.isSwift).flatMap { file in
            file.code.indices.flatMap { index in
                file.declared(index).filter { counts[$0] == 1 }.map {
                    Violation(file.path, index + 1, "\($0) occurs nowhere else", subject: $0)
                }
            }
        }
    }
}

extension SourceFile {
    /// The names that a line declares, but for what overrides another or is called from outside.
    fileprivate func declared(_ index: Int) -> [String] {
        let line = code[index]
        let words = line.identifiers
        let above = index > 0 ? code[index - 1] : ""
        if words.contains("override") || words.contains("main") { return [] }
        if above.hasWord("@_cdecl(") || line.hasWord("@_cdecl(") { return [] }
        // A pattern of a switch, not a case of an enum.
        if line.hasWord("case"), line.isPattern { return [] }
        let kinds = DeadDeclarationRule.kinds
        return zip(words, words.dropFirst()).filter { kinds.contains($0) && !kinds.contains($1) }
            .map(\.1).filter {
                $0.first?.isNumber == false && $0 != "_" && !line.contains("case ." + $0)
            }
    }
}

extension String {
    /// Whether a colon outside parentheses ends the case that it begins with.
    fileprivate var isPattern: Bool {
        var depth = 0
        for letter in self {
            if letter == "(" { depth += 1 }
            if letter == ")" { depth -= 1 }
            if letter == ":", depth == 0 { return true }
        }
        return false
    }
}
