/// What README and docs name is there: files, and flags of the program.
struct DocumentedNamesRule: Rule {
    let name = "Files and flags that the documents name exist."
    let remedy = "Correct the document, or add the flag to those of other programs in this rule."

    /// Flags of ArgumentParser's, and of other programs that the documents call.
    static let foreignFlags: Set = [
        "--build-path", "--filter", "--generate-completion-script", "--help", "--product",
        "--skip-build", "--version",
    ]
    /// What a path in backticks begins with; others may be a user's.
    static let folders = [
        "Benchmarks/", "Examples/", "Models/", "Sources/", "Tests/", "docs/", "python/", "scripts/",
    ]

    let bad = [
        Tree(["README.md": "Run `scripts/missing`."]),
        Tree(["docs/a.md": "crema train --no-such-flag"]),
        Tree(["docs/b.md": "[there](gone.md)"]),
    ]
    let good = Tree([
        "README.md":
            "`scripts/build`, `Sources/<name>.swift`, [a](docs/a.md#top), --job-dir, --help",
        "docs/a.md": "[README](../README.md), [web](https://swift.org)",
        "Sources/a.swift": "var jobDir: String?",
        "scripts/build": "",
    ])

    func violations(in tree: Tree) -> [Violation] {
        let names = Set(
            tree.files.filter { !$0.path.hasSuffix(".md") }
                .flatMap { $0.lines.flatMap(\.identifiers) }
        )
        return documents(of: tree).flatMap { file in
            file.lines.indices.flatMap { index in
                let line = file.lines[index]
                let missing =
                    paths(in: line).filter { !tree.has($0) }
                    + links(in: line).filter { !tree.has(Self.resolved($0, from: file.path)) }
                    + flags(in: line).filter { !Self.isKnown($0, in: names) }
                return missing.map { Violation(file.path, index + 1, "there is no \($0)") }
            }
        }
    }

    private func documents(of tree: Tree) -> [SourceFile] {
        tree.files.filter {
            $0.path.hasSuffix(".md") && !$0.path.hasPrefix("Models/")
                && !$0.path.hasPrefix("docs/layers/")
        }
    }

    /// Paths of the repository in backticks, without places for names such as `<Type>`.
    private func paths(in line: String) -> [String] {
        line.split(separator: "`", omittingEmptySubsequences: false).enumerated()
            .filter { $0.offset % 2 == 1 }
            .flatMap { $0.element.split(separator: " ") }
            .map(String.init)
            .filter { word in
                Self.folders.contains(where: word.hasPrefix)
                    && !word.contains { "<*{…".contains($0) }
            }
    }

    /// The targets of links that stay in the repository.
    private func links(in line: String) -> [String] {
        line.split(separator: "](", omittingEmptySubsequences: false).dropFirst().compactMap {
            let target = $0.prefix { $0 != ")" && $0 != "#" }
            return target.isEmpty || target.contains(":") ? nil : String(target)
        }
    }

    private func flags(in line: String) -> [String] {
        line.split { " `[](),;|'\"=".contains($0) }.map(String.init)
            .filter { $0.hasPrefix("--") && $0.dropFirst(2).first?.isLetter == true }
    }

    /// Whether a flag is written somewhere, or is the name of a property: `--job-dir` is `jobDir`.
    private static func isKnown(_ flag: String, in names: Set<String>) -> Bool {
        let words = flag.dropFirst(2).split { !($0.isLetter || $0.isNumber) }
        let property =
            words.prefix(1).map(String.init)
            + words.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }
        return foreignFlags.contains(flag) || names.contains(property.joined())
            || words.allSatisfy { names.contains(String($0)) }
    }

    /// The path that a link in a document leads to.
    private static func resolved(_ link: String, from document: String) -> String {
        var folders = document.split(separator: "/").dropLast()
        for word in link.split(separator: "/") {
            if word == ".." { _ = folders.popLast() } else if word != "." { folders.append(word) }
        }
        return folders.joined(separator: "/")
    }
}
