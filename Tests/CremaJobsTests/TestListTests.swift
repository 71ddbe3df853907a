import CremaJobs
import CremaRuns
import Foundation
import Testing

@Suite struct TestListTests {
    /// A data set with so many classes, or numbers.
    private func dataset(labels: Int, values: Bool = false) throws -> DatasetFolder {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let counts =
            values
            ? #""valueRanges": [{"min": 0, "max": 1}, {"min": 0, "max": 1}]"#
            : #""classCounts": {"train": [1, 1], "val": [0, 0]}"#
        try Data(
            """
            {"width": 4, "height": 4, "channels": 1, "resizeMode": "squash",
             "counts": {"train": 2, "val": 0}, \(counts)}
            """.utf8
        ).write(to: folder.appendingPathComponent("dataset.json"))
        try Data((0..<labels).map { "\($0)\n" }.joined().utf8)
            .write(to: folder.appendingPathComponent("labels.txt"))
        return try DatasetFolder(path: folder.path)
    }

    @Test func `a line is a path, and behind it the number of a class if there is one`() throws {
        let text = """
            cats/1.png 0
              a cat.png\t1\u{20}
            no label.png

            out of range.png 2
            7
            -1.png -1
            """
        let list = TestList(text, of: ClassificationTask(), on: try dataset(labels: 2))
        #expect(
            list.lines == [
                .init(path: "cats/1.png", truth: .ofClass(0)),
                .init(path: "a cat.png", truth: .ofClass(1)), .init(path: "no label.png"),
                .init(path: "out of range.png"), .init(path: "7"), .init(path: "-1.png -1"),
            ]
        )
    }

    @Test func `a line of a regression has as many numbers as the images of its data set`() throws {
        let text = "a b.png 0.5 -1e-3\nc.png 1\nd.png nan 1\n0.5 1"
        let list = TestList(text, of: RegressionTask(), on: try dataset(labels: 2, values: true))
        #expect(
            list.lines == [
                .init(path: "a b.png", truth: .values([0.5, -1e-3])), .init(path: "c.png 1"),
                .init(path: "d.png nan 1"), .init(path: "0.5 1"),
            ]
        )
    }

    @Test func `a folder comes before relative paths, and a limit ends the list`() throws {
        let dataset = try dataset(labels: 2)
        for folder in ["root", "root/"] {
            let list = TestList(
                "a.png 0\n/b.png 1\nc.png",
                of: ClassificationTask(),
                on: dataset,
                folder: folder,
                limit: 2
            )
            #expect(list.lines.map(\.path) == ["root/a.png", "/b.png"])
        }
    }
}
