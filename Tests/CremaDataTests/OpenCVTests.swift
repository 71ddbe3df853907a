import CremaData
import Testing
import TestSupport

/// Images of every kind against what OpenCV reads from them, recorded by `Fixtures/opencv/make.py`.
@Suite struct OpenCVTests {
    private static let folder = Folder.parent(of: #filePath) + "/Fixtures/opencv"

    /// A line of `expected.txt`.
    struct Expectation: Sendable, CustomTestStringConvertible {
        let file: String
        let way: String
        let size: String
        let digest: String

        var testDescription: String { "\(file), \(way)" }
    }

    static let expectations: [Expectation] = {
        let lines = (try? FileBytes.lines(path: "\(folder)/expected.txt")) ?? []
        return lines.map { line in
            let words = line.split(separator: " ").map(String.init)
            return Expectation(file: words[0], way: words[1], size: words[2], digest: words[3])
        }
    }()

    @Test(arguments: expectations)
    func `reads an image as OpenCV does, to the bit`(_ expected: Expectation) throws {
        let coding: ImageCoding = expected.way == "color" ? .color : .gray
        let image = try Image(path: "\(Self.folder)/\(expected.file)", coding, style: .caffe)
        #expect("\(image.width)x\(image.height)" == expected.size)
        #expect(image.channels == (coding == .color ? 3 : 1))
        // OpenCV's pixels are blue, green, red.
        let pixels =
            image.channels == 1
            ? image.pixels
            : image.pixels.indices.map { image.pixels[$0 / 3 * 3 + 2 - $0 % 3] }
        #expect(MD5.hex(pixels) == expected.digest)
    }

    @Test func `has kinds of images to compare`() {
        #expect(Self.expectations.count > 150)
    }

    @Test(arguments: [
        ("png_gray8.png", 1), ("png_color.png", 3), ("png_alpha.png", 3), ("jpeg_gray.jpg", 1),
        ("jpeg_420.jpg", 3), ("bmp_gray.bmp", 1), ("bmp_8.bmp", 3), ("raw.pgm", 1),
        ("gray16.tif", 1),
    ])
    func `keeps the channels of an image that is taken unchanged`(file: String, channels: Int)
        throws
    {
        let image = try Image(path: "\(Self.folder)/\(file)", .native, style: .caffe)
        #expect(image.channels == channels)
        #expect((image.width, image.height) == (13, 11))
    }

    @Test func `ignores the orientation of a photograph that is taken unchanged`() throws {
        let native = try Image(path: "\(Self.folder)/held_6.jpg", .native, style: .caffe)
        #expect((native.width, native.height) == (13, 11))
        let upright = try Image(path: "\(Self.folder)/held_6.jpg", .color, style: .caffe)
        #expect((upright.width, upright.height) == (11, 13))
    }

    // A JPEG whose markers are wrong in every way that may be read before its pixels are.
    @Test func `refuses to make grey of a truncated JPEG`() throws {
        let bytes = try FileBytes.read(path: "\(Self.folder)/jpeg_420.jpg")
        for length in stride(from: 2, to: bytes.count - 2, by: 7) {
            #expect(throws: DataError.self) {
                try Image(decoding: Array(bytes[..<length]), .gray, style: .caffe)
            }
        }
    }
}
