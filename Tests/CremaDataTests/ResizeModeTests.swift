import CremaData
import Testing

@Suite struct ResizeModeTests {
    /// Ten by seven pixels, and what Pillow's bilinear resize makes of them.
    static let source: [UInt8] = [
        106, 152, 249, 131, 184, 200, 0, 21, 253, 147, 202, 107, 249, 169, 138, 149, 119, 166, 224,
        148, 172, 93, 167, 142, 248, 26, 81, 218, 150, 66, 2, 191, 60, 129, 179, 90, 69, 104, 110,
        97, 157, 106, 152, 251, 62, 7, 248, 171, 33, 123, 79, 176, 37, 20, 94, 49, 149, 127, 206,
        244, 28, 119, 54, 0, 192, 233, 18, 116, 191, 165,
    ]

    static let results: [(width: Int, height: Int, pixels: [UInt8])] = [
        (4, 3, [160, 172, 119, 163, 122, 137, 114, 121, 100, 88, 122, 163]),
        (1, 1, [128]),
        (
            5, 7,
            [
                146, 185, 160, 65, 174, 168, 187, 144, 154, 183, 137, 159, 131, 134, 124, 91, 117,
                126, 90, 104, 134, 172, 88, 162, 91, 115, 55, 75, 135, 211, 71, 59, 162, 103, 169,
            ]
        ),
        (
            10, 3,
            [
                161, 120, 231, 150, 178, 141, 68, 125, 219, 130, 95, 142, 117, 157, 160, 56, 122,
                152, 114, 107, 77, 141, 68, 62, 122, 106, 123, 132, 164, 190,
            ]
        ),
    ]

    @Test(arguments: results.indices)
    func `samples as Pillow does, to one grey level`(index: Int) {
        let expected = Self.results[index]
        let image = Image(width: 10, height: 7, channels: 1, pixels: Self.source)
        let resized = image.resized(
            width: expected.width,
            height: expected.height,
            mode: .squash
        )
        #expect((resized.width, resized.height) == (expected.width, expected.height))
        #expect(
            zip(resized.pixels, expected.pixels).allSatisfy { abs(Int($0) - Int($1)) <= 1 },
            "\(resized.pixels)"
        )
    }

    @Test(arguments: ResizeMode.allCases)
    func `resizes to the requested size, whatever the proportions`(mode: ResizeMode) {
        for (width, height) in [(1, 1), (1, 40), (40, 1), (13, 29), (28, 28), (57, 31)] {
            let image = Image(
                width: width,
                height: height,
                channels: 3,
                pixels: [UInt8](repeating: 90, count: 3 * width * height)
            )
            for (targetWidth, targetHeight) in [(28, 28), (1, 1), (16, 9), (7, 30)] {
                let resized = image.resized(width: targetWidth, height: targetHeight, mode: mode)
                #expect((resized.width, resized.height) == (targetWidth, targetHeight))
            }
        }
    }

    @Test func `crop keeps the middle of the long side`() {
        let image = Image(
            width: 6,
            height: 2,
            channels: 1,
            pixels: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]
        )
        let cropped = image.resized(width: 2, height: 2, mode: .crop)
        #expect(cropped.pixels == [2, 3, 8, 9])
    }

    @Test func `fill keeps the whole image and pads with noise, the same for the same seed`() {
        let image = Image(
            width: 20,
            height: 10,
            channels: 1,
            pixels: [UInt8](repeating: 255, count: 200)
        )
        let filled = image.resized(width: 20, height: 20, mode: .fill, seed: 3)
        #expect(filled.pixels[100..<300].allSatisfy { $0 == 255 })
        #expect(Set(filled.pixels[..<100]).count > 20)
        #expect(Set(filled.pixels[300...]).count > 20)
        #expect(filled == image.resized(width: 20, height: 20, mode: .fill, seed: 3))
        #expect(filled != image.resized(width: 20, height: 20, mode: .fill, seed: 4))
    }

    @Test func `half_crop lies half-way between crop and fill`() {
        let image = Image(
            width: 30,
            height: 10,
            channels: 1,
            pixels: [UInt8](repeating: 255, count: 300)
        )
        let half = image.resized(width: 10, height: 10, mode: .halfCrop, seed: 1)
        #expect(half.pixels[30..<70].allSatisfy { $0 == 255 })
        #expect(half.pixels[..<20].contains { $0 != 255 })
        #expect(half.pixels[80...].contains { $0 != 255 })
    }
}
