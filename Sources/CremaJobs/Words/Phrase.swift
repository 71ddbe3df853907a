public import CremaProto

extension Phrase {
    /// The text of a key in the catalogs; where `count` is 1, that of `<key>.one` if the language
    /// has it.
    ///
    /// ```swift
    /// let phrase = Phrase("explore.count", ["count": 3])
    /// phrase.english                             // 3 images
    /// Words.of(.simplifiedChinese).text(phrase)  // 3 张图像
    /// ```
    public init(_ key: String, _ arguments: [String: any PhraseArgument] = [:]) {
        let english = Words.of(.english).text(of: key, arguments.mapValues(\.argument)) ?? key
        self = .described(key, english: english, arguments)
    }
}
