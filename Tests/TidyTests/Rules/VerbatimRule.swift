/// What pages say has a key, so that each language can have its own text.
struct VerbatimRule: Rule {
    let name = "Only what comes from outside is verbatim."
    let remedy = "Write Phrase(\"area.key\"), and the key's text into the catalog of each language."

    private static let folders = ["Sources/CremaJobs", "Sources/CremaStudio"]
    private static let call = ".verbatim("

    let bad = [
        Tree(["Sources/CremaStudio/a.swift": "throw StudioError.notFound(.verbatim(\"Not here.\"))"]
        ),
        Tree(["Sources/CremaJobs/a.swift": "return .verbatim(\"\\(name): no net\")"]),
        Tree(["Sources/CremaJobs/a.swift": "return .verbatim(name ?? \"nothing\")"]),
        Tree(["Sources/CremaStudio/a.swift": "let a = Phrase.verbatim(\n    \"It ended\"\n)"]),
    ]
    let good = Tree([
        "Sources/CremaStudio/a.swift": """
        add(field, .verbatim("\\(error)"))
        add(field, .verbatim(names.joined(separator: ", ")))  // not .verbatim("Text")
        add(Phrase("form.field", ["name": .verbatim(name)]), "Text")
        """,
        "Sources/CremaData/a.swift": "throw JobError(.verbatim(\"Not here.\"))",
    ])

    func violations(in tree: Tree) -> [Violation] {
        Self.folders.flatMap { tree.files(in: $0, ending: ".swift") }.flatMap { file in
            file.uncommented.indices.flatMap { index in
                file.uncommented[index].ranges(of: Self.call).compactMap { call in
                    let rest =
                        [file.uncommented[index][call.upperBound...]]
                        + file.uncommented[(index + 1)...].prefix(5).map { $0[...] }
                    return Self.literal(in: rest.joined(separator: "\n"))
                        .map { Violation(file.path, index + 1, "found \"\($0)\"") }
                }
            }
        }
    }

    /// The text of the first string with letters among the arguments of a call that has just begun;
    /// nil where there is none.
    private static func literal(in arguments: String) -> String? {
        var depth = 1
        /// The strings that are open, each with how deep it began; one may be in another's `\( )`.
        var strings: [(depth: Int, text: String)] = []
        var isEscaped = false
        for character in arguments {
            if let last = strings.last, last.depth == depth {
                switch character {
                case "(" where isEscaped: depth += 1
                case "\\" where !isEscaped:
                    isEscaped = true
                    continue
                case "\"" where !isEscaped:
                    if last.text.contains(where: \.isLetter) { return last.text }
                    strings.removeLast()
                default:
                    if !isEscaped { strings[strings.count - 1].text.append(character) }
                }
                isEscaped = false
                continue
            }
            switch character {
            case "\"": strings.append((depth, ""))
            case "(": depth += 1
            case ")": depth -= 1
            default: break
            }
            if depth == 0 { return nil }
        }
        return nil
    }
}
