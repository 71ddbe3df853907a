import CremaProto
import TestSupport
import Testing

@testable import CremaData

@Suite struct ClassListSourceTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        for i in 0..<8 {
            let pixels = Array(repeating: UInt8(20 * i), count: 16)
            let image = Image(width: 4, height: 4, channels: 1, pixels: pixels)
            try folder.write("a folder/\(i).png", image.png())
        }
    }

    private func file(_ lines: [String], named name: String = "list.txt") throws -> String {
        try folder.write(name, Array(lines.joined(separator: "\n").utf8))
    }

    private func labels(_ names: String...) throws -> String {
        try file(names, named: "labels.txt")
    }

    private func message(_ body: () throws -> Void) -> String {
        do { try body() } catch { return "\(error)" }
        return "nothing was thrown"
    }

    @Test func `builds each part from its list, with the classes' names`() throws {
        let lines = (0..<8).map { "a folder/\($0).png \($0 % 2)" }
        let lists: [DatasetPart: ClassListSource.PartList] = [
            .train: .init(try file(Array(lines[..<5]), named: "train.txt")),
            .val: .init(try file(Array(lines[5...]), named: "val.txt")),
            .test: .init(try file(["0.png 0"], named: "test.txt"), below: folder("a folder")),
        ]
        var options = ClassListSource.Options()
        options.isShuffled = false
        let source = try ClassListSource(
            lists,
            labels: try labels("even", "odd", "neither"),
            options
        )
        let dataset = try DatasetBuilderTests.build(source, in: folder)
        #expect(dataset.labels == ["even", "odd", "neither"])
        let counts = dataset.description.classCounts
        #expect(counts == .init(train: [3, 2, 0], val: [1, 2, 0], test: [1, 0, 0]))
        let listed = try FileBytes.lines(path: folder("job/train.txt"))
        #expect(listed == (0..<5).map { folder("a folder/\($0).png") + " \($0 % 2)" })
        #expect(
            try FileBytes.lines(path: folder("job/test.txt")) == [folder("a folder/0.png") + " 0"]
        )
    }

    @Test func `shuffles by the seed, and keeps the order where it is not to`() throws {
        let list = try file((0..<30).map { "a folder/\($0).png \($0 % 2)" })
        let labels = try labels("even", "odd")
        let orders = try [(true, 1), (true, 1), (true, 2), (false, 1)].map { shuffles, seed in
            var options = ClassListSource.Options()
            (options.isShuffled, options.seed) = (shuffles, UInt64(seed))
            return try ClassListSource([.train: .init(list)], labels: labels, options)
                .images(of: .train).map(\.name.description)
        }
        #expect(orders[0] == orders[1] && orders[0] != orders[2])
        #expect(orders[3] == (0..<30).map { folder("a folder/\($0).png") })
        #expect(Set(orders[0]) == Set(orders[3]))
    }

    @Test(arguments: [
        ("a.png", "list.txt:1: found \"a.png\"; a line is a path"),
        ("a.png 0\nb.png 2", "list.txt:2: found class 2; the names of the classes allow 0 to 1"),
        ("a.png -1", "list.txt:1: found class -1"),
        ("a.png 99999999999999999999", "list.txt:1: found \"a.png 9999"),
        ("a.png 0.5", "list.txt:1: found \"a.png 0.5\""), ("", "it has no images"),
        ("a.png 0\n\nb.png 1", "list.txt:2: found \"\""),
    ])
    func `names the line that is not a path and a known class`(text: String, sentence: String)
        throws
    {
        let list = try file([text])
        let names = try labels("x", "y")
        let found = message { _ = try ClassListSource([.train: .init(list)], labels: names) }
        #expect(found.contains(sentence), "\(found)")
    }

    @Test func `takes absolute paths, but none that lead out of the root`() throws {
        var options = ClassListSource.Options()
        options.root = folder.path
        let names = try labels("x", "y")
        let inside = try file(["\(folder("a folder/1.png")) 0", "a folder/2.png 1"])
        let source = try ClassListSource([.train: .init(inside)], labels: names, options)
        #expect(source.images(of: .train).count == 2)
        for path in ["/etc/passwd", "../a.png", "\(folder.path)x/a.png"] {
            let list = try file(["\(path) 0"])
            let found = message {
                _ = try ClassListSource([.train: .init(list)], labels: names, options)
            }
            #expect(found.contains("does not lead below \(folder.path)"), "\(found)")
            options.root = nil
            #expect(throws: Never.self) {
                try ClassListSource([.train: .init(list)], labels: names, options)
            }
            options.root = folder.path
        }
    }

    @Test func `names of classes are at least two, without gaps`() throws {
        let list = try file(["a folder/1.png 0"])
        for (names, sentence) in [
            (["x"], "labels.txt: it names 1 classes"), (["x", "", "y"], "labels.txt:2: an empty"),
            ([""], "labels.txt: it names 0 classes"),
        ] {
            let labels = try file(names, named: "labels.txt")
            let found = message { _ = try ClassListSource([.train: .init(list)], labels: labels) }
            #expect(found.contains(sentence), "\(found)")
        }
        let labels = try file(["x \r", "y", "", ""], named: "labels.txt")
        #expect(try ClassListSource.classNames(labels, called: "l") == ["x", "y"])
    }
}
