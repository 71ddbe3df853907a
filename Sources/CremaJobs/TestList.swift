public import CremaRuns

/// A list of images to test a model on: a path on each line, and behind it what the image is, if
/// that is known.
public struct TestList: Sendable {
    /// A line of the list.
    public struct Line: Sendable, Equatable {
        /// The path, as it is written.
        public var path: String
        /// What the image is, if the line has that.
        public var truth: InferManyRun.Truth?

        /// An image with what it is.
        public init(path: String, truth: InferManyRun.Truth? = nil) {
            (self.path, self.truth) = (path, truth)
        }
    }

    /// The lines, without empty ones.
    public let lines: [Line]

    /// Reads the first lines of a list, up to a limit; relative paths are those of a folder, unless
    /// it is empty.
    public init(
        _ text: String,
        of task: any ImageTask,
        on dataset: DatasetFolder,
        folder: String = "",
        limit: Int? = nil
    ) {
        let found = text.split(whereSeparator: \.isNewline).lazy
            .map { $0.drop { $0.isWhitespace } }
            .filter { !$0.isEmpty }
            .prefix(limit ?? .max)
        lines = found.map { text in
            var line = task.tested(Self.withoutBlanksAtItsEnd(text), on: dataset)
            if !folder.isEmpty, !line.path.hasPrefix("/") {
                line.path = folder.hasSuffix("/") ? folder + line.path : "\(folder)/\(line.path)"
            }
            return line
        }
    }

    /// A line's path, which may have blanks, and so many words behind it; no words where there are
    /// fewer.
    static func split(_ line: Substring, words count: Int) -> (path: String, words: [Substring]) {
        var (path, words) = (line, [Substring]())
        while words.count < count {
            guard let blank = path.lastIndex(where: \.isWhitespace) else {
                return (String(line), [])
            }
            words.insert(path[path.index(after: blank)...], at: 0)
            path = withoutBlanksAtItsEnd(path[..<blank])
        }
        return path.isEmpty ? (String(line), []) : (String(path), words)
    }

    private static func withoutBlanksAtItsEnd(_ text: Substring) -> Substring {
        guard let last = text.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return text[...last]
    }
}
