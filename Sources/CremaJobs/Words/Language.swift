/// A language that the studio's pages are written in; its raw value is its tag in HTML.
public enum Language: String, CaseIterable, Sendable {
    case english = "en"
    case simplifiedChinese = "zh-Hans"

    /// What its readers call it.
    public var name: String {
        switch self {
        case .english: "English"
        case .simplifiedChinese: "中文"
        }
    }

    /// The language of a tag as browsers send it (BCP 47), such as `en-GB` or `zh-CN`; nil for one
    /// that the pages are not written in.
    ///
    /// Chinese whose script is not named is simplified where its region writes so.
    public init?(tag: some StringProtocol) {
        let parts = tag.lowercased().split(separator: "-", omittingEmptySubsequences: false)
        switch parts.first {
        case "en": self = .english
        case "zh" where Self.isSimplified(parts.dropFirst()): self = .simplifiedChinese
        default: return nil
        }
    }

    private static func isSimplified(_ rest: ArraySlice<Substring>) -> Bool {
        rest.first.map { ["hans", "cn", "sg"].contains($0) } ?? true
    }

    /// The best language of a header `Accept-Language`, such as `zh-CN,zh;q=0.9,en;q=0.8`; nil
    /// where it names none that the pages are written in.
    ///
    /// Of languages with the same weight the first counts. A language with a weight of 0, or with
    /// one that is not a number from 0 to 1, is passed over.
    public init?(accepted header: String) {
        var best: (language: Language, weight: Double)?
        for item in header.split(separator: ",") {
            let parts = item.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" } }
            guard let tag = parts.first, let language = Language(tag: tag),
                let weight = Self.weight(parts.dropFirst()), weight > best?.weight ?? 0
            else { continue }
            best = (language, weight)
        }
        guard let best else { return nil }
        self = best.language
    }

    /// The weight `q=` among an item's parameters; nil where it is not one.
    private static func weight(_ parameters: ArraySlice<String>) -> Double? {
        guard let text = parameters.first(where: { $0.lowercased().hasPrefix("q=") }) else {
            return 1
        }
        return Double(text.dropFirst(2)).flatMap { (0...1).contains($0) ? $0 : nil }
    }
}
