import CremaData
import TestSupport
import Testing

@testable import CremaEngine

@Suite struct WindowDataLayerTests {
    private let folder: TemporaryFolder

    /// One image of 6 x 4 pixels, grey, each of the number of its place.
    init() throws {
        folder = try TemporaryFolder()
        let image = Image(width: 6, height: 4, channels: 1, pixels: Array(0..<24))
        try folder.write("images/a.png", image.png())
    }

    private func layer(
        _ windows: [String],
        _ fields: String,
        crop: Int = 2,
        _ transform: String = "",
        seed: UInt64 = 1
    ) throws -> LayerText {
        let text = "# 0\na.png\n1\n4\n6\n\(windows.count)\n" + windows.joined(separator: "\n")
        try folder.write("windows.txt", Array(text.utf8))
        return try LayerText(
            "type: \"WindowData\" window_data_param { source: \"\(folder("windows.txt"))\" "
                + "root_folder: \"\(folder("images/"))\" \(fields) } "
                + "transform_param { crop_size: \(crop) \(transform) }",
            tops: 2,
            seed: seed
        )
    }

    @Test func `cuts a window out and stretches it`() throws {
        let data = try layer(["3 1 2 1 3 2"], "batch_size: 1 fg_fraction: 1")
        #expect(data.tops[0].shape == [1, 1, 2, 2] && data.tops[1].shape == [1])
        #expect(try data.forward() == [8, 9, 14, 15])
        #expect(data.tops[1].data.read()[0] == 3)
        // 4 x 4 pixels to 2 x 2: means of four.
        let half = try layer(["3 1 0 0 3 3"], "batch_size: 1 fg_fraction: 1")
        #expect(try half.forward() == [4, 6, 16, 18])
    }

    @Test func `puts background first and gives it the class 0`() throws {
        let windows = ["5 0.9 0 0 1 1", "2 0.1 4 2 5 3", "2 0.4 2 0 3 1", "6 0.5 0 2 1 3"]
        let data = try layer(
            windows,
            "batch_size: 8 fg_fraction: 0.3 bg_threshold: 0.2 fg_threshold: 0.5"
        )
        var objects: Set<Float> = []
        for _ in 0..<20 {
            let values = try data.forward()
            let labels = Array(data.tops[1].data.read())
            #expect(labels[..<6] == [0, 0, 0, 0, 0, 0])
            for item in 0..<6 { #expect(values[4 * item] == 16) }
            objects.formUnion(labels[6...])
        }
        #expect(objects == [5, 6])
    }

    @Test func `takes the mean's middle, and the scale of its own field`() throws {
        let mean = MeanImage(channels: 1, height: 4, width: 4, values: (0..<16).map(Float.init))
        let path = try folder.write("mean.binaryproto", mean.bytes)
        let data = try layer(
            ["3 1 2 1 3 2"],
            "batch_size: 1 fg_fraction: 1 scale: 2",
            "mean_file: \"\(path)\" scale: 100"
        )
        // 8 - 5, 9 - 6, 14 - 9 and 15 - 10, doubled.
        #expect(try data.forward() == [6, 6, 10, 10])
        let value = try layer(["3 1 2 1 3 2"], "batch_size: 1 fg_fraction: 1", "mean_value: 8")
        #expect(try value.forward() == [0, 1, 6, 7])
    }

    @Test func `mirrors the pixels of about half of the windows`() throws {
        let data = try layer(["3 1 2 1 3 2"], "batch_size: 100 fg_fraction: 1", "mirror: true")
        let values = try data.forward()
        let items = (0..<100).map { Array(values[4 * $0..<4 * $0 + 4]) }
        #expect(items.allSatisfy { $0 == [8, 9, 14, 15] || $0 == [9, 8, 15, 14] })
        #expect((30...70).contains(items.count { $0[0] == 9 }))
    }

    @Test func `context outside the image stays empty`() throws {
        // 4 pixels with a context of 1 on each side: twice the window, here
        // from (-1, -1) to (3, 3).
        let data = try layer(
            ["3 1 0 0 1 1"],
            "batch_size: 1 fg_fraction: 1 context_pad: 1",
            crop: 4,
            "mean_value: 100"
        )
        let values = try data.forward()
        #expect(values[..<4] == [0, 0, 0, 0])
        for row in 1..<4 {
            #expect(values[4 * row] == 0)
            #expect(values[4 * row + 1..<4 * row + 4].allSatisfy { $0 < -70 })
        }
    }

    @Test func `makes a window square by its longer side`() throws {
        // 4 x 1 pixels become 4 x 4 around the same middle, and one more row
        // and column by rounding.
        let window = try WindowFile(
            path: folder.write("one.txt", Array("# 0\na 1 9 9 1\n1 1 2 4 5 4".utf8))
        ).windows[0]
        let image = Image(width: 9, height: 9, channels: 1, pixels: Array(0..<81))
        let crop = try WindowCrop(
            window,
            of: image,
            size: 5,
            context: 0,
            isSquare: true,
            isMirrored: false
        )
        #expect((crop.x, crop.y, crop.width, crop.height) == (2, 3, 5, 5))
        #expect(crop.stretched == (5, 5) && (crop.left, crop.top) == (0, 0))
    }

    @Test func `draws the same windows when it is resumed`() throws {
        let windows = (0..<5).map { "\($0 + 1) 0.8 \($0) 0 \($0) \($0 % 4)" }
        let fields = "batch_size: 3 fg_fraction: 1 cache_images: true"
        let whole = try layer(windows, fields, "mirror: true")
        for _ in 0..<3 { try whole.forward() }
        let resumed = try layer(windows, fields, "mirror: true")
        try #require(resumed.layer as? WindowDataLayer).seek(toRecord: 9)
        for _ in 0..<3 {
            #expect(try whole.forward() == resumed.forward())
            #expect(Array(whole.tops[1].data.read()) == Array(resumed.tops[1].data.read()))
        }
    }

    @Test func `names the line of a window that does not lie in its image`() throws {
        let data = try layer(["3 1 4 1 6 2"], "batch_size: 1 fg_fraction: 1")
        let said = message { try data.forward() }
        #expect(said?.contains("windows.txt:7: the window from (4, 1) to (6, 2)") == true)
    }

    @Test(arguments: [
        ("batch_size: 0", 2, "batch_size is from 1"), ("batch_size: 2", 0, "crop_size is from 1"),
        ("batch_size: 2 context_pad: 1", 2, "context_pad is 1"),
        ("batch_size: 2 crop_mode: \"wrap\"", 2, "allowed are warp and square"),
        ("batch_size: 2 fg_fraction: 1.5", 2, "fg_fraction is from 0 to 1"),
        ("batch_size: 4 fg_threshold: 1.5", 2, "no window overlaps an object by 1.5"),
        ("batch_size: 4 bg_threshold: 0", 2, "no window overlaps an object by less than 0.0"),
    ])
    func `refuses fields that make no sense`(fields: String, crop: Int, says: String) throws {
        let said = message {
            _ = try layer(["3 1 2 1 3 2", "0 0 0 0 1 1"], fields, crop: crop)
        }
        #expect(said?.contains(says) == true, "\(said ?? "nothing")")
    }

    @Test func `refuses an object without a class`() throws {
        let said = message { _ = try layer(["0 0.9 2 1 3 2"], "batch_size: 1 fg_fraction: 1") }
        #expect(said?.contains("windows.txt:7: the class of a window that shows an object") == true)
    }
}
