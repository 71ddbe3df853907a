import CremaData
import TestSupport
import Testing

@testable import CremaEngine

@Suite struct ImageDataLayerTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    /// A list of `count` pictures, each of its number as red, and its number as label.
    private func makeList(_ count: Int, width: Int = 2, height: Int = 1) throws -> String {
        var lines = ""
        for number in 0..<count {
            let pixel: [UInt8] = [UInt8(number), 100, 200]
            let pixels = (0..<width * height).flatMap { _ in pixel }
            let image = Image(width: width, height: height, channels: 3, pixels: pixels)
            try folder.write("images/a \(number).png", image.png())
            lines += "a \(number).png \(number)\n"
        }
        return try folder.write("list.txt", Array(lines.utf8))
    }

    private func text(_ fields: String, _ more: String = "") -> String {
        "type: \"ImageData\" image_data_param { source: \"\(folder("list.txt"))\" "
            + "root_folder: \"\(folder("images/"))\" \(fields) } \(more)"
    }

    private func labels(_ data: LayerText, passes: Int) throws -> [Int] {
        var labels: [Int] = []
        for _ in 0..<passes {
            try data.forward()
            labels += data.tops[1].data.read().map { Int($0) }
        }
        return labels
    }

    @Test func `reads paths with spaces, as blue, green, red, and begins again`() throws {
        _ = try makeList(3)
        let data = try LayerText(text("batch_size: 2"), tops: 2)
        #expect(data.tops[0].shape == [2, 3, 1, 2] && data.tops[1].shape == [2])
        #expect(try data.forward() == [200, 200, 100, 100, 0, 0, 200, 200, 100, 100, 1, 1])
        #expect(try data.forward() == [200, 200, 100, 100, 2, 2, 200, 200, 100, 100, 0, 0])
        #expect(Array(data.tops[1].data.read()) == [2, 0])
    }

    @Test func `takes a root folder without its slash, and blanks at the end of lines`() throws {
        _ = try makeList(2)
        try folder.write("list.txt", Array("a 0.png 0 \t\r\na 1.png\t1  \r\n".utf8))
        let text =
            "type: \"ImageData\" image_data_param { source: \"\(folder("list.txt"))\" "
            + "root_folder: \"\(folder("images"))\" batch_size: 2 }"
        let data = try LayerText(text, tops: 2)
        #expect(try data.forward() == [200, 200, 100, 100, 0, 0, 200, 200, 100, 100, 1, 1])
        #expect(Array(data.tops[1].data.read()) == [0, 1])
    }

    @Test func `makes images grey or coloured as is_color has it`() throws {
        _ = try makeList(1)
        let gray = try LayerText(text("is_color: false"), tops: 2)
        #expect(gray.tops[0].shape == [1, 1, 1, 2])
        // 0.587 * 100 + 0.114 * 200, cut as libpng does.
        #expect(try gray.forward() == [81, 81])
        let dot = Image(width: 1, height: 1, channels: 1, pixels: [7])
        try folder.write("images/a 0.png", dot.png())
        let color = try LayerText(text(""), tops: 2)
        #expect(try color.forward() == [7, 7, 7])
    }

    @Test func `stretches to new_height and new_width, then crops`() throws {
        _ = try makeList(1, width: 4, height: 4)
        let data = try LayerText(
            text("new_height: 6 new_width: 8", "transform_param { crop_size: 5 scale: 0.5 }"),
            tops: 2
        )
        #expect(data.tops[0].shape == [1, 3, 5, 5])
        #expect(try data.forward()[0] == 100)
    }

    @Test func `reads images of many sizes one by one`() throws {
        _ = try makeList(2)
        let tall = Image(width: 1, height: 3, channels: 1, pixels: [1, 2, 3])
        try folder.write("images/a 1.png", tall.png())
        let data = try LayerText(text("batch_size: 1 is_color: false"), tops: 2)
        try data.forward()
        #expect(data.tops[0].shape == [1, 1, 1, 2])
        #expect(try data.forward() == [1, 2, 3])
        #expect(data.tops[0].shape == [1, 1, 3, 1])
    }

    @Test func `shuffles again in each epoch, with every image once`() throws {
        _ = try makeList(8)
        let data = try LayerText(text("batch_size: 4 shuffle: true"), tops: 2)
        let epochs = try (0..<4).map { _ in try labels(data, passes: 2) }
        for epoch in epochs { #expect(epoch.sorted() == Array(0..<8)) }
        #expect(Set(epochs).count == 4)
        let other = try LayerText(text("batch_size: 4 shuffle: true"), tops: 2, seed: 2)
        #expect(try labels(other, passes: 2) != epochs[0])
    }

    @Test func `goes on where a resumed run must, in its order and with its crops`() throws {
        _ = try makeList(5, width: 4, height: 3)
        let fields = text(
            "batch_size: 2 shuffle: true rand_skip: 4",
            "transform_param { mirror: true crop_size: 2 }"
        )
        let whole = try LayerText(fields, tops: 2)
        for _ in 0..<4 { try whole.forward() }
        let resumed = try LayerText(fields, tops: 2)
        try #require(resumed.layer as? ImageDataLayer).seek(toRecord: 8)
        for _ in 0..<5 {
            #expect(try whole.forward() == resumed.forward())
            #expect(Array(whole.tops[1].data.read()) == Array(resumed.tops[1].data.read()))
        }
    }

    @Test func `skips fewer images than rand_skip`() throws {
        _ = try makeList(6)
        let firsts = try (1..<40).map { seed in
            let data = try LayerText(text("rand_skip: 3"), tops: 2, seed: UInt64(seed))
            return try labels(data, passes: 1)[0]
        }
        #expect(Set(firsts) == [0, 1, 2])
        let said = message {
            for seed: UInt64 in 1..<9 {
                _ = try LayerText(text("rand_skip: 500"), tops: 2, seed: seed)
            }
        }
        #expect(said?.contains("has only 6") == true)
    }

    @Test func `names the line of a missing or broken image when its batch is read`() throws {
        _ = try makeList(4)
        try Folder.remove(folder("images/a 3.png"))
        let data = try LayerText(text("batch_size: 2"), tops: 2)
        try data.forward()
        let said = message { try data.forward() }
        #expect(
            said
                == "layer \"L\": \(folder("list.txt")):4: cannot read \(folder("images/a 3.png")): "
                + "No such file or directory"
        )
        try folder.write("images/a 3.png", [1, 2, 3])
        let broken = try LayerText(text("batch_size: 4"), tops: 2)
        #expect(message { try broken.forward() }?.contains("list.txt:4: ") == true)
    }

    @Test(arguments: [
        ("new_height: 3", "give both or neither"), ("batch_size: 0", "batch_size is from 1"),
    ])
    func `refuses fields that make no sense`(fields: String, says: String) throws {
        _ = try makeList(1)
        let said = message { _ = try LayerText(text(fields), tops: 2) }
        #expect(said?.contains(says) == true, "\(said ?? "nothing")")
    }

    @Test func `refuses a list that is empty or has lines of another form`() throws {
        try folder.write("list.txt", [])
        #expect(message { _ = try LayerText(text(""), tops: 2) }?.contains("is empty") == true)
        try folder.write("list.txt", Array("a.png 1\nb.png\n".utf8))
        let said = message { _ = try LayerText(text(""), tops: 2) }
        #expect(said?.contains("list.txt:2: found \"b.png\"") == true)
    }
}
