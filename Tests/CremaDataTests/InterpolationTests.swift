import CremaData
import Testing

@Suite struct InterpolationTests {
    private let small = Image(width: 3, height: 2, channels: 1, pixels: [10, 50, 90, 30, 200, 255])

    // Worked out by OpenCV's cv::resize with INTER_LINEAR.
    @Test(arguments: [
        (5, 3, [10, 26, 50, 74, 90, 20, 62, 125, 154, 173, 30, 98, 200, 233, 255]),
        (2, 1, [46, 161]),
        (1, 1, [125]),
        (3, 4, [10, 50, 90, 15, 88, 131, 25, 163, 214, 30, 200, 255]),
        (3, 2, [10, 50, 90, 30, 200, 255]),
    ])
    func `stretches as OpenCV does`(width: Int, height: Int, pixels: [Int]) throws {
        let image = try small.interpolated(width: width, height: height)
        #expect((image.width, image.height) == (width, height))
        #expect(image.pixels.map(Int.init) == pixels)
    }

    @Test func `mixes the two nearest pixels alone, however much smaller it gets`() throws {
        // 8 pixels to 2: centres at 1.5 and 5.5.
        let row = Image(width: 8, height: 1, channels: 1, pixels: [0, 10, 20, 99, 99, 40, 60, 0])
        #expect(try row.interpolated(width: 2, height: 1).pixels == [15, 50])
    }

    @Test func `mixes each channel by itself`() throws {
        let image = Image(width: 2, height: 1, channels: 3, pixels: [0, 100, 200, 80, 20, 120])
        // Centres at -0.25, 0.25, 0.75 and 1.25 of the old pixels.
        let stretched = try image.interpolated(width: 4, height: 1)
        #expect(stretched.pixels == [0, 100, 200, 20, 80, 180, 60, 40, 140, 80, 20, 120])
    }

    @Test func `refuses a size that is not allowed for an image`() {
        #expect(throws: DataError.self) { try small.interpolated(width: 1 << 20, height: 1 << 20) }
        #expect(throws: DataError.self) { try small.interpolated(width: 0, height: 2) }
    }

    @Test func `cuts a rectangle out`() {
        let cut = small.cropped(x: 1, y: 0, width: 2, height: 2)
        #expect(cut.pixels == [50, 90, 200, 255] && cut.width == 2)
    }
}
