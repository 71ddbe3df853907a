public import CremaProto

/// All that the pages say in a language.
///
/// A catalog is text with a line for each key, `home.models = Models`, in several areas. What is
/// put into a text is `{{name}}` in it, so that each language has its own order of words.
public struct Words: Sendable {
    /// The language.
    public let language: Language
    /// The text of each key.
    public let texts: [String: String]

    private static let english = Words(.english, EnglishWords.areas)
    private static let simplifiedChinese = Words(.simplifiedChinese, ChineseWords.areas)

    /// The words of a language.
    public static func of(_ language: Language) -> Words {
        switch language {
        case .english: english
        case .simplifiedChinese: simplifiedChinese
        }
    }

    private init(_ language: Language, _ areas: [String]) {
        self.language = language
        let lines = areas.flatMap { $0.split(separator: "\n") }
        texts = lines.reduce(into: [:]) { texts, line in
            guard let mark = line.firstRange(of: " = ") else { return }
            texts[String(line[..<mark.lowerBound])] = String(line[mark.upperBound...])
        }
    }

    /// The text of a key; the key itself where there is none, which a test finds.
    public subscript(key: String) -> String { texts[key] ?? key }

    /// The text of a phrase.
    public func text(_ phrase: Phrase) -> String {
        guard language != .english, let key = phrase.key else { return phrase.english }
        return text(of: key, phrase.arguments) ?? phrase.english
    }

    /// The text of a key with its arguments; nil where the catalog has none.
    func text(of key: String, _ arguments: [String: Phrase.Argument]) -> String? {
        let one = arguments["count"] == .number(1) ? texts["\(key).one"] : nil
        return (one ?? texts[key]).map { fill($0, with: arguments) }
    }

    /// Puts arguments into a text, but nothing into what they bring along.
    private func fill(_ text: String, with arguments: [String: Phrase.Argument]) -> String {
        guard !arguments.isEmpty else { return text }
        var (result, rest) = ("", text[...])
        while let start = rest.firstRange(of: "{{"),
            let end = rest[start.upperBound...].firstRange(of: "}}")
        {
            let name = String(rest[start.upperBound..<end.lowerBound])
            result += rest[..<start.lowerBound]
            result += arguments[name].map(self.text) ?? "{{\(name)}}"
            rest = rest[end.upperBound...]
        }
        return result + rest
    }

    private func text(_ argument: Phrase.Argument) -> String {
        switch argument {
        case .text(let text): text
        case .number(let number): count(number)
        case .phrase(let phrase): text(phrase)
        case .phrases(let phrases): phrases.map(text).joined(separator: "\n")
        }
    }

    /// A number with its digits in groups of three.
    public func count(_ number: Int) -> String {
        var digits = Array(String(number))
        var place = digits.count - 3
        while place > (number < 0 ? 1 : 0) {
            digits.insert(",", at: place)
            place -= 3
        }
        return String(digits)
    }
}
