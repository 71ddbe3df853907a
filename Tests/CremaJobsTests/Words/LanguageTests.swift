import CremaJobs
import Testing

@Suite struct LanguageTests {
    @Test(arguments: [
        ("en", Language.english), ("EN-gb", .english), ("zh", .simplifiedChinese),
        ("zh-CN", .simplifiedChinese), ("zh-Hans-CN", .simplifiedChinese),
        ("zh-SG", .simplifiedChinese), ("zh-Hans", .simplifiedChinese), ("zh-TW", nil),
        ("zh-Hant-HK", nil), ("de", nil), ("english", nil), ("", nil), ("-", nil), ("*", nil),
    ])
    func `reads a tag`(tag: String, language: Language?) {
        #expect(Language(tag: tag) == language)
    }

    @Test(arguments: [
        ("zh-CN,zh;q=0.9,en;q=0.8", Language.simplifiedChinese),
        ("de, en;q=0.5, zh;q=0.7", .simplifiedChinese), ("en,zh", .english),
        ("zh;q=0, en;q=0.1", .english), ("zh ; q=0.3 , en ; Q=0.4", .english), ("de", nil),
        ("", nil), (",;,;q=1", nil), ("zh;level=1;q=0.2,en;q=0.1", .simplifiedChinese),
    ])
    func `chooses the language with the highest weight`(header: String, language: Language?) {
        #expect(Language(accepted: header) == language)
    }

    @Test(arguments: ["nan", "inf", "-1", "2", "1e999", "", "0,5", "x"])
    func `ignores a language whose weight is not a number`(weight: String) {
        #expect(Language(accepted: "zh;q=\(weight),en;q=0.1") == .english)
    }

    @Test func `accepts its own tags`() {
        for language in Language.allCases { #expect(Language(tag: language.rawValue) == language) }
    }
}
