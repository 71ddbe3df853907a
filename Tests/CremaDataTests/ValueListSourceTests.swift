import CremaProto
import TestSupport
import Testing

@testable import CremaData

@Suite struct ValueListSourceTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        for i in 0..<8 {
            let image = Image(
                width: 4,
                height: 4,
                channels: 1,
                pixels: Array(repeating: UInt8(i), count: 16)
            )
            try folder.write("a folder/\(i).png", image.png())
        }
    }

    private func list(_ lines: [String], named name: String = "list.txt") throws -> String {
        try folder.write(name, Array(lines.joined(separator: "\n").utf8))
    }

    private var lines: [String] { (0..<8).map { "a folder/\($0).png \($0).5 -\($0)e-1" } }

    private func message(_ body: () throws -> Void) -> String {
        do { try body() } catch { return "\(error)" }
        return "nothing was thrown"
    }

    @Test func `splits images with their values over the parts, paths with blanks too`() throws {
        let source = try ValueListSource(list: try list(lines))
        #expect(source.targets == .values(["value1", "value2"]))
        let parts = DatasetPart.allCases.map(source.images)
        #expect(parts.map(\.count) == [6, 2, 0])
        let all = Set(parts.joined().map(\.name.description))
        #expect(all == Set((0..<8).map { "a folder/\($0).png" }))
        for image in parts.joined() {
            let number = Float(String(image.name.description.dropFirst(9).prefix(1))) ?? -1
            #expect(image.target == .vector([number + 0.5, -number / 10]))
        }
    }

    @Test func `keeps a list for validation separate, and names the values`() throws {
        var options = ValueListSource.Options()
        options.validationList = try list(Array(lines.prefix(3)), named: "val.txt")
        options.names = ["steering", "throttle"]
        let source = try ValueListSource(list: try list(Array(lines.suffix(5))), options)
        #expect(source.targets.names == ["steering", "throttle"])
        #expect(DatasetPart.allCases.map { source.images(of: $0).count } == [5, 3, 0])
    }

    @Test func `names the line with another count of values than the first`() throws {
        let cases = [
            (
                ["a.png"],
                "list.txt:1: found \"a.png\"; a line is the path of an image and one or more"
            ),
            (
                ["a.png 1 2", "b.png 1"],
                "list.txt:2: found \"b.png 1\"; a line is the path of an image and 2"
            ),
            (
                ["a.png 1", "b.png x"],
                "list.txt:2: found \"b.png x\"; a line is the path of an image, a space"
            ),
            (
                ["a.png 1", "b.png 1 2"],
                "list.txt:2: found \"b.png 1 2\"; a line is the path of an image, a space"
            ),
            (["a.png nan"], "list.txt:1: "), (["3 4"], "nothing was thrown"),
            (["a.png 1 nan"], "list.txt:1: "), (["a.png inf 1"], "list.txt:1: "),
            (["a.png 1", "b.png 1e99"], "list.txt:2: found \"b.png 1e99\"; a line is the path"),
            ([""], "it has no images"),
            (["1"], "list.txt:1: "),
        ]
        for (lines, sentence) in cases {
            let found = message { _ = try ValueListSource(list: try list(lines)) }
            #expect(found.contains(sentence), "\(lines)")
        }
    }

    @Test func `refuses paths that lead out of the folder of the images`() throws {
        for path in ["/etc/passwd", "../a.png", "a/../../b.png", "\(folder.path)x/a.png"] {
            let found = message { _ = try ValueListSource(list: try list(["\(path) 1"])) }
            #expect(found.contains("list.txt:1: \(path) does not lead below \(folder.path)"))
        }
        let below = try ValueListSource(
            list: try list(["\(folder("a folder/1.png")) 1", "a..b.png 2"])
        )
        #expect(below.images(of: .train).count + below.images(of: .val).count == 2)
    }

    @Test func `refuses another count of names than of values`() throws {
        var options = ValueListSource.Options()
        options.names = ["one"]
        let found = message { _ = try ValueListSource(list: try list(lines), options) }
        #expect(found.contains("1 names (one) for 2 numbers per image"))
    }

    @Test func `builds a database of values next to that of images, in the same order`() throws {
        try folder.write("a folder/3.png", Array("no image".utf8))
        let source = try ValueListSource(list: try list(lines))
        let dataset = try DatasetBuilder(
            source,
            format: .init(width: 2, height: 2, channels: 1),
            jobFolder: folder("job"),
            observer: DatasetReports()
        ).build()
        #expect(dataset.targets == .values(["value1", "value2"]))
        #expect(dataset.description.classCounts == nil)
        let counts = dataset.description.counts
        #expect(counts.train + counts.val == 7)
        for part in [DatasetPart.train, .val] {
            let pictures = try LMDB(path: try #require(dataset.database(of: part))).cursor()
            let numbers = try LMDB(path: try #require(dataset.targetDatabase(of: part))).cursor()
            for _ in 0..<(part == .train ? counts.train : counts.val) {
                let (picture, target) = (try pictures.next(), try numbers.next())
                #expect(picture.name == target.name)
                let record = try ImageRecord(target, place: "labels")
                #expect([record.channels, record.height, record.width] == [2, 1, 1])
                guard case .bytes(let bytes) = try ImageRecord(picture, place: "images").values,
                    case .floats(let values) = record.values
                else { Issue.record("of other types"); continue }
                #expect(values[0] == Float(bytes[0]) + 0.5)
            }
        }
        let range = try #require(dataset.description.valueRanges?.first)
        #expect(range.min >= 0.5 && range.max <= 7.5 && range.min < range.max)
        #expect(try FileBytes.lines(path: dataset.folder + "/labels.txt") == ["value1", "value2"])
    }
}
