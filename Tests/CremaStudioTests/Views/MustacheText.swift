/// A piece of a mustache text, as far as the studio's templates have them.
indirect enum MustachePiece {
    /// `{{name}}`.
    case variable(MustacheTag)
    /// `{{#name}}…{{/name}}`, or with `^`.
    case section(MustacheTag, isInverted: Bool, [MustachePiece])
    /// `{{>name}}`, or `{{<name}}…{{/name}}` with the blocks that it puts into it.
    case partial(String, blocks: [String: [MustachePiece]])
    /// `{{$name}}…{{/name}}`: what is here if nothing is put in its place.
    case block(String, [MustachePiece])
}

/// A tag that names a value: `name`, `part.name`, `.` or `empty(name)`.
struct MustacheTag: Hashable {
    var text: String
    /// The line of the template, from 1.
    var line: Int

    /// The names of properties, outside in; none for `.`.
    var names: [String] {
        let inner = text.split(separator: "(").last.map { $0.prefix { $0 != ")" } } ?? ""
        return inner.split(separator: ".").map(String.init)
    }

    /// The transforms, the last that is applied first.
    var transforms: [String] { text.split(separator: "(").dropLast().map(String.init) }
}

/// Reads a mustache text; throws at a tag that is not closed or not known.
struct MustacheText {
    struct Damage: Error, CustomStringConvertible {
        var description: String
    }

    private var rest: Substring
    private var line = 1

    /// The pieces of a text, without what is printed as it is.
    static func pieces(of text: String) throws -> [MustachePiece] {
        var reader = MustacheText(rest: text[...])
        return try reader.pieces(until: nil)
    }

    private mutating func pieces(until end: String?) throws -> [MustachePiece] {
        var pieces: [MustachePiece] = []
        while let tag = try nextTag() {
            let name = String(tag.text.drop { "#^/><$!&".contains($0) })
            switch tag.text.first {
            case "/" where name == end: return pieces
            case "/": throw damage("{{\(tag.text)}} closes nothing that is open", tag)
            case "!": break
            case "#", "^":
                pieces.append(
                    .section(
                        MustacheTag(text: name, line: tag.line),
                        isInverted: tag.text.first == "^",
                        try self.pieces(until: name)
                    )
                )
            case ">": pieces.append(.partial(name, blocks: [:]))
            case "<": pieces.append(.partial(name, blocks: try blocks(until: name)))
            case "$": pieces.append(.block(name, try self.pieces(until: name)))
            case "&", "{", "=", "%", "*":
                throw damage("{{\(tag.text)}} is a kind of tag that the templates do without", tag)
            default: pieces.append(.variable(tag))
            }
        }
        guard end == nil else { throw Damage(description: "{{\(end ?? "")}} is not closed") }
        return pieces
    }

    private mutating func blocks(until end: String) throws -> [String: [MustachePiece]] {
        try pieces(until: end).reduce(into: [:]) { blocks, piece in
            guard case .block(let name, let content) = piece else {
                throw Damage(description: "{{<\(end)}} holds something that is not in a block")
            }
            blocks[name] = content
        }
    }

    private mutating func nextTag() throws -> MustacheTag? {
        guard let start = rest.firstRange(of: "{{") else { return nil }
        line += rest[..<start.lowerBound].count(where: \.isNewline)
        rest = rest[start.upperBound...]
        guard let end = rest.firstRange(of: "}}") else {
            throw Damage(description: "line \(line): {{ is not closed")
        }
        defer { rest = rest[end.upperBound...] }
        return MustacheTag(text: rest[..<end.lowerBound].filter { $0 != " " }, line: line)
    }

    private func damage(_ words: String, _ tag: MustacheTag) -> Damage {
        Damage(description: "line \(tag.line): \(words)")
    }
}
