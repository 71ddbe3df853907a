/// A type is named after what it is, not after the fact that it does something.
struct TypeNameRule: Rule {
    static let vague = ["Manager", "Helper", "Helpers", "Util", "Utils", "Utilities"]
    static let kinds: Set = ["actor", "class", "enum", "extension", "protocol", "struct"]

    let name = "No type is called Manager, Helper or Util."
    let remedy =
        "Name it after the thing that it is, or give its functions to the types they serve."

    let bad = [Tree(["Sources/a.swift": "final class JobManager {"])]
    let good = Tree(["Sources/a.swift": "final class JobQueue { let manager = FileManager.default"])

    func violations(in tree: Tree) -> [Violation] {
        tree.files(in: "Sources", ending: ".swift").flatMap { file in
            file.code.indices.compactMap { index in
                let words = file.code[index].identifiers
                guard let kind = words.firstIndex(where: Self.kinds.contains),
                    let type = words[words.index(after: kind)...].first,
                    type != "FileManager", Self.vague.contains(where: type.hasSuffix)
                else { return nil }
                return Violation(file.path, index + 1, "the type \(type)")
            }
        }
    }
}
