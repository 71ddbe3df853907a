/// A file of the tree, and in Swift its lines without comments and without the text of strings.
struct SourceFile: Sendable {
    let path: String
    let lines: [String]
    /// The lines without comments; in languages other than Swift the lines as they are.
    let uncommented: [String]
    /// The lines with neither comments nor the text of strings: what the compiler acts on.
    let code: [String]

    init(path: String, text: String) {
        self.path = path
        lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard path.hasSuffix(".swift") else {
            uncommented = lines
            code = lines
            return
        }
        var scanner = SwiftScanner()
        let parts = lines.map { scanner.parts(of: $0) }
        uncommented = parts.map(\.uncommented)
        code = parts.map(\.code)
    }

    /// Whether the file is Swift.
    var isSwift: Bool { path.hasSuffix(".swift") }

    /// Whether the line, counted from 0, is inside the text of a string of several lines.
    func isQuoted(_ index: Int) -> Bool { isSwift && code[index].isEmpty && !isBlank(index) }

    private func isBlank(_ index: Int) -> Bool { uncommented[index].allSatisfy(\.isWhitespace) }

    /// Whether the line, or one of the two above it, has a comment.
    func isExplained(_ index: Int) -> Bool {
        (index - 2...index).contains { $0 >= 0 && uncommented[$0].count < lines[$0].count }
    }
}

/// Walks over the lines of a Swift file and knows what is comment and what is the text of a string.
///
/// Interpolations count as text of their string; comments between `/*` and `*/` are not used here.
private struct SwiftScanner {
    /// How the string of several lines that is open ends: `"""`, or `"""#`.
    private var closing: String?

    mutating func parts(of line: String) -> (uncommented: String, code: String) {
        var rest = Substring(line)
        var code = ""
        while !rest.isEmpty {
            if let closing {
                guard let end = rest.range(of: closing) else { return (line, code) }
                code += closing
                rest = rest[end.upperBound...]
                self.closing = nil
            } else if rest.hasPrefix("//") {
                return (String(line[..<rest.startIndex]), code)
            } else if let opening = Self.opening(rest) {
                code += opening
                rest = rest.dropFirst(opening.count)
                let end = String(opening.reversed())
                if opening.contains("\"\"\"") {
                    closing = end
                } else {
                    Self.skip(&rest, to: end)
                    code += end
                }
            } else {
                code.append(rest.removeFirst())
            }
        }
        return (line, code)
    }

    /// The quotation marks that a string begins with here, or nil.
    private static func opening(_ rest: Substring) -> String? {
        let marks = rest.prefix { $0 == "#" }
        let quotes = rest.dropFirst(marks.count)
        if quotes.hasPrefix("\"\"\"") { return marks + "\"\"\"" }
        return quotes.hasPrefix("\"") ? marks + "\"" : nil
    }

    /// Leaves out the text of a string on one line.
    private static func skip(_ rest: inout Substring, to end: String) {
        var depth = 0
        while !rest.isEmpty {
            if depth == 0, rest.hasPrefix(end) {
                rest = rest.dropFirst(end.count)
                return
            }
            if end == "\"", rest.hasPrefix("\\(") {
                depth += 1
                rest = rest.dropFirst(2)
            } else if depth > 0, let opening = opening(rest) {
                rest = rest.dropFirst(opening.count)
                skip(&rest, to: String(opening.reversed()))
            } else if rest.hasPrefix("\\") {
                rest = rest.dropFirst(2)
            } else {
                let next = rest.removeFirst()
                if depth > 0 { depth += next == "(" ? 1 : next == ")" ? -1 : 0 }
            }
        }
    }
}

extension Substring {
    /// Where a text first occurs in it.
    fileprivate func range(of text: String) -> Range<Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(text) {
                return start..<index(start, offsetBy: text.count)
            }
            start = index(after: start)
        }
        return nil
    }
}
