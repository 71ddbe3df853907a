/// The path of a page of this studio, with its query.
struct SitePath {
    /// The path, from `/` on.
    let text: String

    /// Nil for what leads to another site, or is not a path.
    init?(_ text: String) {
        let isPlain = text.utf8.allSatisfy {
            (0x21...0x7e).contains($0) && $0 != UInt8(ascii: "\\")
        }
        guard text.hasPrefix("/"), !text.hasPrefix("//"), isPlain else { return nil }
        self.text = text
    }
}
