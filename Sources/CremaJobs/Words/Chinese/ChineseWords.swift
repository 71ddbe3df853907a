/// The catalog of simplified Chinese.
enum ChineseWords {
    /// Its areas; the last is what units, such as options, are described by.
    static let areas = [pages, parts, sentences, units]
}
