/// What can be put into a phrase: a text, a number, another phrase.
public protocol PhraseArgument: Sendable {
    /// As a language writes it.
    func text(in words: Words) -> String
}

extension String: PhraseArgument {
    /// The text itself.
    public func text(in words: Words) -> String { self }
}

extension Int: PhraseArgument {
    /// The number with its digits in groups: `60,000`.
    public func text(in words: CremaJobs.Words) -> String { words.count(self) }
}

extension [Phrase]: PhraseArgument {
    /// Each on a line.
    public func text(in words: Words) -> String { map(words.text).joined(separator: "\n") }
}

/// Something that the pages say, in no language yet: a key of the word catalogs, and what is put
/// into its text.
///
/// ```swift
/// let phrase = Phrase("explore.count", ["count": 3])
/// Words.of(.english).text(phrase)            // 3 images
/// Words.of(.simplifiedChinese).text(phrase)  // 3 张图像
/// ```
public struct Phrase: Sendable {
    /// The key of its text in the catalogs; empty where it has none.
    public let key: String
    /// What is put in place of `{{name}}`, by name.
    public let arguments: [String: any PhraseArgument]
    /// Its English, where that is not in the catalog.
    let english: String?

    private init(_ key: String, _ arguments: [String: any PhraseArgument], english: String?) {
        (self.key, self.arguments, self.english) = (key, arguments, english)
    }

    /// The text of a key; where `count` is 1, that of `<key>.one` if the language has it.
    public init(_ key: String, _ arguments: [String: any PhraseArgument] = [:]) {
        self.init(key, arguments, english: nil)
    }

    /// A text that is the same in every language: a name, a sentence of the engine.
    public static func verbatim(_ text: String) -> Phrase { Phrase("", [:], english: text) }

    /// What a unit, such as an option, is described by in English, in its own file.
    ///
    /// Other languages have it in their catalogs, where the arguments are put into it.
    public static func described(
        _ key: String,
        english: String,
        _ arguments: [String: any PhraseArgument] = [:]
    ) -> Phrase {
        Phrase(key, arguments, english: english)
    }
}

extension Phrase: CustomStringConvertible {
    /// Its English.
    public var description: String { Words.of(.english).text(self) }
}

extension Phrase: Equatable {
    /// Whether both say the same.
    public static func == (left: Phrase, right: Phrase) -> Bool {
        left.description == right.description
    }
}

extension Phrase: PhraseArgument {
    /// Its text in a language.
    public func text(in words: Words) -> String { words.text(self) }
}

/// An error whose sentence is a phrase.
public protocol PhrasedError: Error {
    /// The sentence.
    var phrase: Phrase { get }
}
