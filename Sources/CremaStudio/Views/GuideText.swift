/// A page of the guide, read from the part of Markdown that it is written in: a title, headings,
/// paragraphs, lists, pictures and samples; in their lines links, code and strong words.
struct GuideText: Sendable {
    /// One after the other on the page; each has one of these.
    struct Block: Sendable {
        var heading: String?
        var picture: Picture?
        var code: String?
        var items: [Item] = []
        var parts: [Part] = []
    }

    struct Picture: Sendable {
        var source: String
        /// What it shows, in words.
        var words: String
    }

    /// A line of a list.
    struct Item: Sendable {
        var parts: [Part]
    }

    /// Words that look alike.
    struct Part: Sendable {
        var text: String
        var address: String?
        var isCode = false
        var isStrong = false
        var isPlain = false
    }

    private(set) var title = ""
    private(set) var blocks: [Block] = []

    init(_ text: String) {
        let sections = text.split(separator: "```", omittingEmptySubsequences: false)
        for (number, section) in sections.enumerated() {
            guard number.isMultiple(of: 2) else {
                blocks.append(Block(code: section.split(separator: "\n").joined(separator: "\n")))
                continue
            }
            for paragraph in section.split(separator: "\n\n") { read(paragraph) }
        }
    }

    private mutating func read(_ paragraph: Substring) {
        let lines = paragraph.split(separator: "\n")
        guard let first = lines.first else { return }
        if first.hasPrefix("# ") {
            title = String(first.dropFirst(2))
        } else if first.hasPrefix("## ") {
            blocks.append(Block(heading: String(first.dropFirst(3))))
        } else if let picture = first.wholeMatch(of: /!\[([^\]]*)\]\(([^)]+)\)/) {
            let source = "/static/guide/\(picture.2)"
            blocks.append(Block(picture: Picture(source: source, words: String(picture.1))))
        } else if first.hasPrefix("- ") {
            blocks.append(Block(items: Self.items(lines)))
        } else {
            blocks.append(Block(parts: Self.parts(of: lines.joined(separator: " "))))
        }
    }

    /// The items of a list; a line without a dash goes on with the one before.
    private static func items(_ lines: [Substring]) -> [Item] {
        var texts: [String] = []
        for line in lines {
            if line.hasPrefix("- ") {
                texts.append(String(line.dropFirst(2)))
            } else if let last = texts.indices.last {
                texts[last] += " " + line.drop { $0 == " " }
            }
        }
        return texts.map { Item(parts: parts(of: $0)) }
    }

    private static func parts(of text: String) -> [Part] {
        var (parts, rest): ([Part], Substring) = ([], text[...])
        let mark = /`([^`]+)`|\*\*([^*]+)\*\*|\[([^\]]+)\]\(([^)]+)\)/
        while let found = rest.firstMatch(of: mark) {
            parts.append(Part(text: String(rest[..<found.range.lowerBound]), isPlain: true))
            if let code = found.1 {
                parts.append(Part(text: String(code), isCode: true))
            } else if let strong = found.2 {
                parts.append(Part(text: String(strong), isStrong: true))
            } else if let words = found.3, let target = found.4 {
                parts.append(Part(text: String(words), address: address(target)))
            }
            rest = rest[found.range.upperBound...]
        }
        parts.append(Part(text: String(rest), isPlain: true))
        return parts.filter { !$0.text.isEmpty }
    }

    /// Another page of the guide by its file, or what a link has.
    private static func address(_ target: Substring) -> String {
        target.hasSuffix(".md") ? Guide.address(of: String(target.dropLast(3))) : String(target)
    }
}
