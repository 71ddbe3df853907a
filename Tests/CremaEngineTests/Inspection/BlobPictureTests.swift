import CremaData
import CremaEngine
import Testing

@Suite struct BlobPictureTests {
    private func draw(
        _ values: [Float],
        _ shape: [Int],
        _ coloring: BlobPicture.Coloring,
        range: ClosedRange<Float>? = nil
    ) -> Image? {
        values.withUnsafeBufferPointer {
            BlobPicture.draw($0, shape: shape, coloring, range: range)
        }
    }

    private func pixel(_ image: Image, _ x: Int, _ y: Int) -> [UInt8] {
        let start = (y * image.width + x) * image.channels
        return Array(image.pixels[start..<start + image.channels])
    }

    @Test func `data is grey, and everything else a heat map`() throws {
        let values = (0..<100 * 100).map { Float($0 % 100) }
        let plain = try #require(draw(values, [1, 100, 100], .plain))
        #expect((plain.width, plain.height, plain.channels) == (100, 100, 1))
        #expect((pixel(plain, 0, 0), pixel(plain, 99, 0)) == ([0], [255]))
        let heat = try #require(draw(values, [1, 100, 100], .heatMap))
        #expect(pixel(heat, 0, 0) == [68, 1, 84])
        #expect(pixel(heat, 99, 0) == [253, 231, 37])
    }

    @Test func `images form a square grid, a white pixel apart`() throws {
        let values = (0..<5 * 60 * 60).map { Float($0 / 3600) }
        let image = try #require(draw(values, [5, 60, 60], .heatMap))
        #expect((image.width, image.height) == (3 * 61 - 1, 3 * 61 - 1))
        #expect(pixel(image, 60, 0) == [255, 255, 255])
        #expect(pixel(image, 61, 61) == [253, 231, 37])
        #expect(pixel(image, 181, 181) == [255, 255, 255])
    }

    @Test func `three channels are blue, green and red`() throws {
        let plane = [Float](repeating: 0, count: 10_000)
        let image = try #require(
            draw(plane + plane + plane.map { _ in 1 }, [3, 100, 100], .heatMap)
        )
        #expect(pixel(image, 5, 5) == [255, 0, 0])
        let tiles = try #require(draw(plane + plane + plane, [1, 3, 100, 100], .heatMap))
        #expect((tiles.width, tiles.channels) == (100, 3))
    }

    @Test func `single values are squares, enlarged to a hundred pixels`() throws {
        let image = try #require(draw([0, 0.5, 1, 0], [4], .heatMap, range: 0...1))
        #expect((image.width, image.height) == (100, 100))
        #expect(pixel(image, 0, 99) == [253, 231, 37])
        #expect(pixel(image, 99, 0) == [35, 144, 140])
    }

    @Test func `a picture never exceeds its limit`() throws {
        let many = try #require(
            draw([Float](repeating: 1, count: 2_000_000), [2_000_000], .heatMap)
        )
        #expect((many.width, many.height) == (1200, 1200))
        let wide = try #require(draw([Float](repeating: 1, count: 15_000), [3, 1, 5000], .heatMap))
        #expect((wide.width, wide.height) == (1200, 1))
    }

    @Test func `an empty blob has no picture`() {
        #expect(draw([], [0, 3, 3], .heatMap) == nil)
        #expect(draw([], [], .heatMap) == nil)
    }
}
