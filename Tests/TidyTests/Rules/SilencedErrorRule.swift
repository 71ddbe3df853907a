/// An error that is dropped is dropped for a reason.
///
/// The reason needs no words where the code shows what happens instead (`guard let`, `if let`,
/// `??`, a comparison with nil), where what is left over is removed, and in a pause, which only
/// throws when its task is over.
struct SilencedErrorRule: Rule {
    let name = "Every try? has its reason."
    let remedy =
        "Say in a comment on the line, or above it, why nobody needs the error; or throw it."

    /// What says on its own why the error is not needed.
    static let idioms = [
        "?? ", "!= nil", "== nil", "!= .some(nil)", "guard var", "if var",
        "try? await Task.sleep", ".removeItem(", "Folder.remove(", ".close()",
    ]

    let bad = [
        Tree(["Sources/a.swift": "_ = try? save()"]),
        Tree(["Sources/a.swift": "let text = try? read()"]),
    ]
    let good = Tree([
        "Sources/a.swift": """
        // Where nobody reads any more, there is nobody to tell.
        try? output.write(text)
        let text = (try? read()) ?? ""
        guard let text = try? read() else { return }
        _ = try? save()  // The next start saves it.
        defer { try? FileManager.default.removeItem(at: folder) }
        """
    ])

    func violations(in tree: Tree) -> [Violation] {
        tree.files(in: "Sources", ending: ".swift").flatMap { file in
            file.code.indices.compactMap { index in
                guard file.code[index].hasWord("try?"), !file.isExplained(index),
                    !Self.isIdiom(file, index)
                else { return nil }
                return Violation(file.path, index + 1, "an error is dropped without a word")
            }
        }
    }

    /// Whether the line, or the statement that it goes on, is one of the idioms.
    private static func isIdiom(_ file: SourceFile, _ index: Int) -> Bool {
        let line = file.code[index]
        if idioms.contains(where: line.contains) { return true }
        let isCondition = ["guard", "if", "while"].contains(where: line.hasWord)
        if isCondition, line.contains("let ") { return true }
        // A condition of several lines: "guard a,", "let b = try? c", "else".
        guard index > 0, line.contains("let ") || line.contains("var ") else { return false }
        let above = file.code[..<index].suffix(4).reversed()
        let head = above.first { line in ["guard", "if", "while"].contains(where: line.hasWord) }
        return head != nil && file.code[index - 1].hasSuffix(",")
    }
}
