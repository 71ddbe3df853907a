import Foundation

/// The files that rules read: those of the repository, or a few lines that a test makes up.
struct Tree: Sendable {
    /// The files in the order of their paths.
    let files: [SourceFile]
    private let paths: Set<String>

    /// A tree of those texts, by path.
    init(_ texts: [String: String]) {
        self.init(files: texts.map { SourceFile(path: $0.key, text: $0.value) }, others: [])
    }

    private init(files: [SourceFile], others: [String]) {
        self.files = files.sorted { $0.path < $1.path }
        let names = files.map(\.path) + others
        paths = Set(names.flatMap(Self.withFolders))
    }

    /// The file with that path, or nil.
    subscript(path: String) -> SourceFile? { files.first { $0.path == path } }

    /// The files in that folder and below whose names end so.
    func files(in folder: String, ending: String) -> [SourceFile] {
        files.filter { $0.path.hasPrefix(folder + "/") && $0.path.hasSuffix(ending) }
    }

    /// Whether there is a file or a folder with that path, or one whose path ends with it.
    func has(_ path: String) -> Bool {
        let path = path.hasSuffix("/") ? String(path.dropLast()) : path
        return paths.contains(path) || paths.contains { $0.hasSuffix("/" + path) }
    }

    /// A path and the folders that it leads through.
    private static func withFolders(_ path: String) -> [String] {
        let words = path.split(separator: "/")
        return words.indices.map { words[...$0].joined(separator: "/") }
    }
}

extension Tree {
    /// The repository that this test belongs to, read once.
    static let repository = read(
        URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
    )

    /// What the rules look into; other files are only known by their paths.
    private static let endings = [".swift", ".py", ".js", ".mustache", ".md", ".sh", ".css"]
    private static let folders = [
        "Benchmarks", "Examples", "Models", "Sources", "Tests", "docs", "python", "scripts",
    ]

    private static func read(_ root: URL) -> Tree {
        var paths = (try? FileManager.default.contentsOfDirectory(atPath: root.path)) ?? []
        for folder in folders {
            let walk = FileManager.default.enumerator(atPath: root.path + "/" + folder)
            while let name = walk?.nextObject() as? String { paths.append(folder + "/" + name) }
        }
        paths.removeAll { $0.contains("__pycache__") || $0.hasPrefix(".build") }
        let files = paths.filter(isRead).compactMap { path in
            (try? String(contentsOfFile: root.path + "/" + path, encoding: .utf8))
                .map { SourceFile(path: path, text: $0) }
        }
        return Tree(files: files, others: paths)
    }

    private static func isRead(_ path: String) -> Bool {
        if path.contains("/Generated/") || path.hasSuffix("_pb2.py") { return false }
        let isScript = path.hasPrefix("scripts/") && !path.hasSuffix(".pyc")
        return isScript || ["crema", "run", "test"].contains(path)
            || endings.contains { path.hasSuffix($0) }
    }
}
