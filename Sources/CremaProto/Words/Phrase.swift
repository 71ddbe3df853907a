/// Something for people to read, in no language yet: its English, and what other languages find
/// their text by, a key and the values that belong into the text.
///
/// ```swift
/// let phrase = Phrase.described("exit.code", english: "exit code 3", ["code": 3])
/// phrase.english                             // exit code 3
/// Words.of(.simplifiedChinese).text(phrase)  // 退出码 3
/// ```
///
/// The English is always there, so that terminals, logs and files need no catalog. Parts that have
/// a catalog take it from there (`Phrase(_:_:)` in `CremaJobs`).
public struct Phrase: Sendable, Hashable {
    /// What it says in English.
    public let english: String
    /// The key of its text in other languages; nil where they have the same text.
    public let key: String?
    /// What is put in place of `{{name}}` in that text, by name.
    public let arguments: [String: Argument]

    /// A value that belongs into a text.
    public enum Argument: Sendable, Hashable {
        case text(String)
        case number(Int)
        case phrase(Phrase)
        /// Each on a line.
        case phrases([Phrase])
    }

    private init(_ english: String, key: String?, _ arguments: [String: any PhraseArgument]) {
        self.english = english
        self.key = key
        self.arguments = arguments.mapValues(\.argument)
    }

    /// A text that comes from outside, and is the same in every language: a name, a sentence of the
    /// system.
    public static func verbatim(_ text: String) -> Phrase { Phrase(text, key: nil, [:]) }

    /// A text with its English next to it; other languages have it under a key in their catalogs.
    public static func described(
        _ key: String,
        english: String,
        _ arguments: [String: any PhraseArgument] = [:]
    ) -> Phrase {
        Phrase(english, key: key, arguments)
    }
}

extension Phrase: CustomStringConvertible {
    /// Its English.
    public var description: String { english }

    /// The same for people to read: bytes that are not UTF-8 as `\xcd`.
    public var shown: Phrase {
        let arguments = arguments.mapValues { argument -> Argument in
            switch argument {
            case .text(let text): .text(text.shown)
            case .number: argument
            case .phrase(let phrase): .phrase(phrase.shown)
            case .phrases(let phrases): .phrases(phrases.map(\.shown))
            }
        }
        return Phrase(english.shown, key: key, arguments)
    }
}

/// What can be put into a phrase: a text, a number, another phrase, or several.
public protocol PhraseArgument: Sendable {
    /// The value as a phrase keeps it.
    var argument: Phrase.Argument { get }
}

extension String: PhraseArgument {
    /// The text itself.
    public var argument: Phrase.Argument { .text(self) }
}

extension Int: PhraseArgument {
    /// The number, which each language writes with its digits in groups: `60,000`.
    public var argument: Phrase.Argument { .number(self) }
}

extension Phrase: PhraseArgument {
    /// The phrase in the language of the other.
    public var argument: Argument { .phrase(self) }
}

extension [Phrase]: PhraseArgument {
    /// Each on a line.
    public var argument: Phrase.Argument { .phrases(self) }
}

extension Phrase.Argument: PhraseArgument {
    /// The value itself.
    public var argument: Phrase.Argument { self }
}

/// An error whose sentence is a phrase.
public protocol PhrasedError: Error {
    /// The sentence.
    var phrase: Phrase { get }
}

extension Phrase {
    /// The sentence of an error: its phrase, or its description where it has none.
    public init(of error: any Error) {
        self = (error as? any PhrasedError)?.phrase ?? .verbatim("\(error)")
    }
}
