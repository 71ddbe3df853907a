/// A C library is met in one folder, so that the rest of the tree can do with another.
struct ForeignLibraryRule: Rule {
    let name = "A C library is imported in one folder."
    let remedy = "Call the library's Swift side in that folder, or add to it."
    let exceptions = ["CLinux": "a few calls of the kernel that Swift cannot make, not a library"]

    let bad = [
        Tree(["Sources/A/A/a.swift": "import CZlib", "Sources/A/B/b.swift": "import CZlib"])
    ]
    let good = Tree([
        "Sources/A/A/a.swift": "import CZlib", "Sources/A/A/b.swift": "import CZlib",
    ])

    func violations(in tree: Tree) -> [Violation] {
        let uses = tree.files(in: "Sources", ending: ".swift").flatMap { file in
            file.imports.filter { Self.isForeign($0.module) }.map {
                ($0.module, $0.line, file.path)
            }
        }
        return Dictionary(grouping: uses, by: \.0).filter { _, uses in
            Set(uses.map { Self.folder(of: $0.2) }).count > 1
        }.values.flatMap { $0 }.map { module, line, path in
            Violation(path, line, "\(module) is imported in several folders", subject: module)
        }.sorted { $0.path < $1.path }
    }

    /// Targets of C are called C and the library's name.
    private static func isForeign(_ module: String) -> Bool {
        module.hasPrefix("C") && module.dropFirst().first?.isUppercase == true
    }

    private static func folder(of path: String) -> String {
        path.split(separator: "/").dropLast().joined(separator: "/")
    }
}
