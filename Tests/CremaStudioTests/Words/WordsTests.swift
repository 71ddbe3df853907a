import CremaJobs
import CremaProto
import Testing

@testable import CremaStudio

@Suite struct WordsTests {
    private let english = Words.of(.english).texts
    private let languages = Language.allCases.filter { $0 != .english }

    /// Keys without those of a singular, which not every language has.
    private func keys(of texts: [String: String]) -> Set<String> {
        Set(texts.keys.filter { !$0.hasSuffix(".one") })
    }

    /// The tags of a text, and what scripts put into it.
    private func tags(of text: String) -> Set<String> {
        Set(text.matches(of: #/\{\{?([^{}]+)\}\}?/#).map { String($0.1) })
    }

    @Test func `every language has every key, and no other`() {
        let units = Set(UnitPhrases.all.compactMap(\.key)).union(Repository.reportKeys)
        for language in languages {
            let keys = keys(of: Words.of(language).texts)
            #expect(self.keys(of: english).subtracting(keys).sorted() == [], "\(language)")
            #expect(keys.subtracting(self.keys(of: english)).subtracting(units).sorted() == [])
        }
    }

    @Test func `every language has the words of every unit`() {
        for language in languages {
            let texts = Words.of(language).texts
            let missing = UnitPhrases.all.filter { phrase in
                phrase.key.map { texts[$0] == nil } == true
                    && !UnitPhrases.names.contains(phrase.english)
            }
            #expect(Set(missing.compactMap(\.key)).sorted() == [], "\(language)")
        }
    }

    @Test func `every language has the words of what other parts report`() {
        for language in languages {
            let missing = Repository.reportKeys.subtracting(Words.of(language).texts.keys)
            #expect(missing.sorted() == [], "\(language)")
        }
    }

    @Test func `a singular belongs to a key`() {
        for key in english.keys where key.hasSuffix(".one") {
            #expect(english[String(key.dropLast(4))] != nil, "\(key)")
        }
    }

    @Test func `a text has the same tags in every language`() {
        for language in languages {
            for (key, text) in Words.of(language).texts {
                guard let plain = english[key] else { continue }
                #expect(tags(of: text) == tags(of: plain), "\(key)")
            }
        }
    }

    @Test func `a unit's text has the arguments of its phrase`() {
        for language in languages {
            let words = Words.of(language)
            for phrase in UnitPhrases.all {
                guard let key = phrase.key else { continue }
                let unfilled = tags(of: words.texts[key] ?? "").subtracting(phrase.arguments.keys)
                #expect(unfilled == [], "\(key)")
            }
        }
    }

    /// Names, which need no other letters.
    private let latin: Set = [
        "AdaDelta", "Adam", "CIFAR-10", "CIFAR-100", "Fashion-MNIST", "Gamma", "MNIST", "Power",
        "RMSprop",
    ]

    @Test func `nothing is left in English`() {
        let left = Words.of(.simplifiedChinese).texts.filter { key, text in
            let words = text.replacing(#/\{\{?[^{}]+\}\}?/#, with: "").filter(\.isLetter)
            let isEnglish = words.utf8.allSatisfy { $0 < 0x80 } || text == english[key]
            return isEnglish && !words.isEmpty && !latin.contains(text)
        }
        #expect(left.keys.sorted() == [])
    }

    @Test func `a space is between Chinese and Latin letters or numbers`() {
        for (key, text) in Words.of(.simplifiedChinese).texts where key != "format.date" {
            let plain = text.replacing(#/<[^>]*>/#, with: "")
            let clash = zip(plain, plain.dropFirst()).first { left, right in
                (left.isChinese && right.isLatin) || (left.isLatin && right.isChinese)
            }
            #expect(clash == nil, "\(key): \(text)")
        }
    }

    @Test func `every key is used`() {
        let texts = Repository.code + Repository.templates.texts.values
        let used = Set(
            texts.flatMap { text in
                text.matches(of: #/(?:"|\[\[)([a-z_]+\.[\w.]+)(?:"|\]\])/#).map { String($0.1) }
            }
        )
        let unused = keys(of: english).subtracting(used).filter { !$0.hasPrefix("job.kind.") }
        #expect(unused.sorted() == [])
    }

    @Test func `every key that is used exists`() {
        let code = Repository.code.flatMap { text in
            text.matches(of: #/(?:Phrase\(\s*|words\[|word\()"([a-z_]+\.[\w.]+)"/#)
                .map { String($0.1) }
        }
        let templates = Repository.templates.texts.values.flatMap { text in
            text.matches(of: #/\[\[([\w.]+)\]\]/#).map { String($0.1) }
        }
        let missing = Set(code + templates).subtracting(english.keys).subtracting(["script"])
        #expect(missing.sorted() == [])
    }

    @Test func `a template has no words of its own`() {
        for (name, text) in Repository.templates.texts {
            let words = TemplateWords(of: text).found.filter { !["Crema", "Caffe"].contains($0) }
            #expect(words == [], "\(name)")
        }
    }

    @Test func `finds the words of a template`() {
        let text = """
            {{<layout}}<p class="a" title="A {{b}}">[[c.d]] {{name}}, {{#on}}One{{/on}} 1 ·</p>
            <script src="x"></script><input placeholder="[[e.f]]" aria-label="G">
            """
        #expect(TemplateWords(of: text).found.sorted() == ["A", "G", "One"])
    }

    @Test func `a script has no words of its own`() {
        #expect(Repository.scripts.count > 5)
        for (name, text) in Repository.scripts {
            #expect(ScriptWords(of: text).found == [], "\(name)")
        }
    }

    @Test func `styles have no words`() {
        for text in Repository.styles { #expect(!text.contains(#/content:\s*"[^"]*\p{L}/#)) }
    }

    @Test func `finds the words of a script`() {
        let text = """
            // Says "Not this".
            log.textContent = "done"; window.alert(`Status ${status}`);
            const options = { title: 'x', label: word("script.rate_axis"), type: "line" };
            say("The layers run"); say("It ended."); say("轮"); say(`${y} %`);
            status.className = `badge text-bg-${colour}`; fetch(url, { headers: { Accept: "a/b" } });
            """
        #expect(
            ScriptWords(of: text).found.sorted()
                == ["It ended.", "Status  ", "The layers run", "done", "x", "轮"]
        )
    }

    @Test func `a number selects singular or plural`() {
        let words = Words.of(.english)
        #expect(words.text(Phrase("explore.count", ["count": 1])) == "1 image")
        #expect(words.text(Phrase("explore.count", ["count": 60_000])) == "60,000 images")
        let chinese = Words.of(.simplifiedChinese)
        #expect(chinese.text(Phrase("explore.count", ["count": 1])) == "1 张图像")
    }

    @Test func `arguments put into a text are not interpreted`() {
        let phrase = Phrase("form.field", ["name": "{{sentence}}", "sentence": "{{name}}"])
        #expect(phrase.description == "{{sentence}}: {{name}}")
    }

    @Test func `a phrase is put into another in the same language`() {
        let time = Phrase(
            "job.time_left",
            ["elapsed": Wording.duration(62), "remaining": Wording.duration(5)]
        )
        #expect(time.description == "1 min 2 s, 5 s left")
        #expect(Words.of(.simplifiedChinese).text(time) == "已用 1 分 2 秒，剩余 5 秒")
    }
}

extension Character {
    /// Whether it is a Chinese character, not a mark.
    fileprivate var isChinese: Bool { ("\u{4E00}"..."\u{9FFF}").contains(self) }

    /// Whether it is a Latin letter or a digit.
    fileprivate var isLatin: Bool { isASCII && (isLetter || isNumber) }
}

/// The words that a script shows by itself: what it puts where people read it, and sentences.
struct ScriptWords {
    let found: [String]

    init(of text: String) {
        let comment = #/(?:^|\s)//[^\n]*|/\*(?:[^*]|\*(?!/))*\*//#
        let code = text.replacing(comment, with: " ")
        let place =
            #/(?:textContent|innerText|innerHTML|title|label|placeholder|alt|text)\s*[:=]\s*$/#
        let question = #/(?:alert|confirm|prompt)\(\s*$/#
        found = code.matches(of: #/"([^"\n]*)"|'([^'\n]*)'|`([^`]*)`/#).compactMap { match in
            let literal = String(match.1 ?? match.2 ?? match.3 ?? "")
            let said = literal.replacing(#/\$\{[^}]*\}/#, with: " ")
            let before = String(code[..<match.range.lowerBound].suffix(40))
            let isShown = before.contains(place) || before.contains(question)
            return said.contains(where: \.isLetter) && (isShown || Self.isSentence(said))
                ? said : nil
        }
    }

    private static func isSentence(_ text: String) -> Bool {
        text.contains(#/^\p{Lu}\p{Ll}*\s+\p{L}/#) || text.contains(#/\p{L}[.!?…]$/#)
            || text.contains { $0.isLetter && !$0.isASCII }
    }
}

/// The words that a template shows by itself: text and attributes that are read or read out.
struct TemplateWords {
    let found: [String]

    init(of text: String) {
        let plain = text.replacing(#/\[\[[\w.]+\]\]|\{\{[^}]*\}\}|<!doctype html>/#, with: " ")
        let read = #/(?:aria-label|alt|data-confirm|data-empty|placeholder|title)="([^"]*)"/#
        let attributes = plain.matches(of: read).map { String($0.1) }
        let shown = plain.replacing(#/<[^>]*>/#, with: " ")
        found = (attributes + [shown]).flatMap { $0.split { !$0.isLetter }.map(String.init) }
    }
}
