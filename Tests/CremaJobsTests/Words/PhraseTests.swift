import CremaJobs
import CremaProto
import Foundation
import Testing

@testable import CremaData

@Suite struct PhraseTests {
    private let chinese = Words.of(.simplifiedChinese)

    @Test func `English is next to the key, whatever the catalogs have`() {
        let phrase = Phrase.described("explore.all", english: "Everything")
        #expect(Words.of(.english).text(phrase) == "Everything")
        #expect(chinese.text(phrase) == "全部")
        #expect(chinese.text(.described("no.such_key", english: "Something")) == "Something")
        #expect(chinese.text(.verbatim("lenet.prototxt:1:2")) == "lenet.prototxt:1:2")
    }

    @Test func `bytes that are not UTF-8 are shown in the arguments, too`() {
        let name = String(raw: [0x61, 0xCD])
        let phrase = Phrase("form.field", ["name": name, "sentence": Phrase.verbatim(name)]).shown
        #expect(phrase.english == "a\\xcd: a\\xcd")
        #expect(chinese.text(phrase) == "a\\xcd：a\\xcd")
    }

    @Test func `what a data set lacks is said in each language`() {
        var omissions = Omissions()
        omissions.keptCount = 20
        omissions.add(Omission(path: "a.png", kind: .damaged, reason: "", fileCount: 1200))
        omissions.add(Omission(path: "b", kind: .smallClass, reason: "", fileCount: 2))
        #expect(omissions.title.english == "1202 of 1222 images skipped")
        #expect(chinese.text(omissions.title) == "1,222 张图像中有 1,202 张被跳过")
        #expect(
            omissions.summary.english
                == "1200 are damaged; 2 are in 1 class with too few images."
        )
        #expect(
            chinese.text(omissions.summary) == "1,200 个已损坏；2 个属于图像过少的类别（1 个类别）。"
        )
    }

    @Test func `what is wrong with JSON is said in each language`() throws {
        struct Counts: Decodable { var train: Int }
        let error = #expect(throws: DecodingError.self) {
            try JSONDecoder().decode([String: Counts].self, from: Data(#"{"counts":{}}"#.utf8))
        }
        let phrase = try #require(error).phrase
        #expect(phrase.english == "\"counts.train\" is not there")
        #expect(chinese.text(phrase) == "缺少 \"counts.train\"")
    }
}
