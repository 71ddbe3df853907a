import CremaData
import CremaProto
import TestSupport
import Testing

@testable import CremaEngine

/// HDF5Data and HDF5Output: the order of the rows, what is appended, and what is refused.
@Suite struct HDF5LayerTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// A file of rows of 2 x 3 numbers, each row full of its number, which is its label too.
    private func makeFile(_ name: String, _ rows: Range<Int>, labels: Int? = nil) throws -> String {
        let writer = HDF5Writer(path: folder(name))
        let data = rows.flatMap { [Float](repeating: Float($0), count: 6) }
        try data.withUnsafeBufferPointer {
            try writer.add("data", $0, extents: [rows.count, 2, 3])
        }
        let label = rows.map(Float.init).prefix(labels ?? rows.count)
        try Array(label).withUnsafeBufferPointer {
            try writer.add("label", $0, extents: [label.count])
        }
        try writer.save()
        return folder(name)
    }

    private func makeList(_ files: [String]) throws -> String {
        try folder.write("list.txt", Array((files.joined(separator: "\n") + "\n").utf8))
    }

    private func text(_ source: String, batch: Int = 2, _ more: String = "") -> String {
        "type: \"HDF5Data\" top: \"data\" top: \"label\" hdf5_data_param { source: \"\(source)\" "
            + "batch_size: \(batch) \(more) }"
    }

    /// The labels of so many passes; each row's numbers are checked against its label.
    private func labels(_ layer: LayerText, passes: Int) throws -> [Float] {
        var labels: [Float] = []
        for _ in 0..<passes {
            let values = try layer.forward()
            let own = Array(layer.tops[1].data.read())
            #expect(values == own.flatMap { [Float](repeating: $0, count: 6) })
            labels += own
        }
        return labels
    }

    @Test func `spans files with its batches and begins again after the last`() throws {
        let list = try makeList([
            makeFile("a.h5", 0..<3), makeFile("none.h5", 0..<0), makeFile("b.h5", 3..<7),
        ])
        let layer = try LayerText(text(list), tops: 2)
        #expect(layer.tops[0].shape == [2, 2, 3] && layer.tops[1].shape == [2])
        #expect(try labels(layer, passes: 7) == [0, 1, 2, 3, 4, 5, 6, 0, 1, 2, 3, 4, 5, 6])
    }

    @Test func `shuffles files and rows again in each round, the same for the same seed`() throws {
        let list = try makeList((0..<4).map { try makeFile("\($0).h5", $0 * 5..<$0 * 5 + 5) })
        let layer = try LayerText(text(list, batch: 20, "shuffle: true"), tops: 2)
        let rounds = try (0..<3).map { _ in try labels(layer, passes: 1) }
        for round in rounds { #expect(round.sorted() == (0..<20).map(Float.init)) }
        #expect(Set(rounds).count == 3)
        // One file after the other.
        #expect(
            stride(from: 0, to: 20, by: 5).allSatisfy { start in
                Set(rounds[1][start..<start + 5].map { Int($0) / 5 }).count == 1
            }
        )
        let again = try LayerText(text(list, batch: 20, "shuffle: true"), tops: 2)
        #expect(try labels(again, passes: 3) == rounds.flatMap { $0 })
        let other = try LayerText(text(list, batch: 20, "shuffle: true"), tops: 2, seed: 2)
        #expect(try labels(other, passes: 1) != rounds[0])
    }

    @Test(arguments: ["", "shuffle: true"], [0, 3, 6, 7, 100])
    func `continues where a resumed run must`(_ more: String, _ passes: Int) throws {
        let list = try makeList([makeFile("a.h5", 0..<3), makeFile("b.h5", 3..<7)])
        let whole = try LayerText(text(list, more), tops: 2)
        _ = try labels(whole, passes: passes)
        let resumed = try LayerText(text(list, more), tops: 2)
        let data = try #require(resumed.layer as? HDF5DataLayer)
        try data.seek(toRecord: 2 * passes)
        #expect(try labels(resumed, passes: 9) == labels(whole, passes: 9))
        #expect(data.position == 2 * (passes + 9))
    }

    @Test func `refuses files that do not go together, by file and dataset`() throws {
        let short = try makeFile("short.h5", 0..<3, labels: 2)
        #expect(
            message { _ = try LayerText(text(makeList([short])), tops: 2) }
                == "layer \"L\": \(short): \"label\" has 2 rows, \"data\" has 3"
        )
        let writer = HDF5Writer(path: folder("wide.h5"))
        for (name, extents) in [("data", [1, 7]), ("label", [1])] {
            let values = [Float](repeating: 0, count: extents.reduce(1, *))
            try values.withUnsafeBufferPointer { try writer.add(name, $0, extents: extents) }
        }
        try writer.save()
        let list = try makeList([makeFile("a.h5", 0..<2), folder("wide.h5")])
        let layer = try LayerText(text(list), tops: 2)
        try layer.forward()
        #expect(
            message { try layer.forward() }
                == "layer \"L\": \(folder("wide.h5")): \"data\" has rows of [7], those of the "
                + "first file are [2, 3]"
        )
        let empty = try LayerText(text(makeList([makeFile("e.h5", 0..<0)])), tops: 2)
        #expect(message { try empty.forward() }?.hasSuffix("none of the files has a row") == true)
    }

    @Test(arguments: [
        ("hdf5_data_param { batch_size: 1 }", "source is missing"),
        ("hdf5_data_param { source: \"/nowhere\" batch_size: 1 }", "cannot read /nowhere"),
        ("hdf5_data_param { source: \"/nowhere\" }", "batch_size is from 1"),
        ("hdf5_data_param { source: \"/dev/null\" batch_size: 1 }", "not a regular file"),
        (
            "hdf5_data_param { source: \"x\" batch_size: 1 } transform_param { scale: 2 }",
            "remove transform_param"
        ),
    ])
    func `refuses fields that make no sense`(fields: String, says: String) {
        let said = message { _ = try LayerText("type: \"HDF5Data\" top: \"data\" \(fields)") }
        #expect(said?.contains(says) == true, "\(said ?? "nothing")")
    }

    // MARK: HDF5Output

    private func output(_ name: String, data: Shape, label: Shape) throws -> LayerText {
        try LayerText(
            "type: \"HDF5Output\" hdf5_output_param { file_name: \"\(folder(name))\" }",
            bottoms: [data, label],
            tops: 0
        )
    }

    @Test func `writes four axes and appends the rows of further passes`() throws {
        try folder.write("out.h5", [1, 2, 3])
        let layer = try output("out.h5", data: [2, 3], label: [2])
        for pass in 0..<3 {
            layer.fill(0, (0..<6).map { Float(pass * 6 + $0) })
            layer.fill(1, [Float(pass * 2), Float(pass * 2 + 1)])
            try layer.forward()
            let file = try HDF5File(path: folder("out.h5"))
            let data = try file.floats(of: "data")
            #expect(data.extents == [2 * (pass + 1), 3, 1, 1])
            #expect(data.values == (0..<6 * (pass + 1)).map(Float.init))
            let label = try file.floats(of: "label")
            #expect(label.extents == [2 * (pass + 1), 1, 1, 1])
            #expect(label.values == (0..<2 * (pass + 1)).map(Float.init))
        }
    }

    @Test func `is read back by HDF5Data`() throws {
        let layer = try output("out.h5", data: [4, 1, 2, 3], label: [4])
        layer.fill(0, (0..<4).flatMap { [Float](repeating: Float($0), count: 6) })
        layer.fill(1, [0, 1, 2, 3])
        try layer.forward()
        let back = try LayerText(text(makeList([folder("out.h5")]), batch: 4), tops: 2)
        #expect(back.tops[0].shape == [4, 1, 2, 3])
        #expect(try labels(back, passes: 2) == [0, 1, 2, 3, 0, 1, 2, 3])
    }

    @Test func `refuses what Caffe's four axes do not hold`() throws {
        #expect(
            message { _ = try output("out.h5", data: [2, 1, 1, 1, 1], label: [2]) }
                == "layer \"L\": writes blobs of at most 4 axes, found the shape 2 1 1 1 1 (2)"
        )
        #expect(
            message { _ = try output("out.h5", data: [2, 3], label: [3]) }
                == "layer \"L\": there are 2 data items and 3 labels; the counts must be equal"
        )
        #expect(
            message { _ = try output("none/out.h5", data: [2], label: [2]) }
                == "layer \"L\": cannot write \(folder("none/out.h5")): there is no folder "
                + folder("none")
        )
        let layer = try output("out.h5", data: [2, 3], label: [2])
        try layer.forward()
        layer.bottoms[0].reshape(to: [2, 4])
        #expect(
            message { try layer.forward() }
                == "layer \"L\": \(folder("out.h5")): \"data\" has the extents [2, 3, 1, 1] so "
                + "far, to which rows of [2, 4, 1, 1] cannot be added"
        )
    }
}
