import CremaData
import CremaProto
import FoundationEssentials
import Testing
import TestSupport

@Suite struct ImageTests {
    static let fixtures = Folder.parent(of: #filePath) + "/Fixtures"

    static func fixture(_ name: String, _ coding: ImageCoding) throws -> Image {
        try Image(path: "\(fixtures)/\(name)", coding)
    }

    /// The pixels of the picture that the fixtures `rgb.*` and `palette.*` hold, 4 x 3.
    static let colors = (0..<12).flatMap { i -> [UInt8] in
        let (x, y) = (UInt8(i % 4), UInt8(i / 4))
        return [x * 60, y * 80, 200 - x * 20]
    }

    @Test(arguments: ["rgb.png", "rgb.bmp", "rgb.ppm", "rgb.gif", "palette.png", "palette.bmp"])
    func `decodes colours without loss`(name: String) throws {
        let image = try Self.fixture(name, .native)
        #expect(
            image == Image(width: 4, height: 3, channels: 3, pixels: Self.colors)
        )
    }

    @Test(arguments: ["gray.png", "gray.bmp"])
    func `decodes grey images to one channel`(name: String) throws {
        let image = try Self.fixture(name, .native)
        let grays = (0..<12).map { UInt8($0 * 20) }
        #expect(image == Image(width: 4, height: 3, channels: 1, pixels: grays))
        let colored = try Self.fixture(name, .color)
        #expect(colored.pixels == grays.flatMap { [$0, $0, $0] })
    }

    @Test(arguments: ["bilevel.png", "bilevel.bmp"])
    func `decodes one bit per pixel`(name: String) throws {
        let image = try Self.fixture(name, .native)
        #expect(image.channels == 1)
        #expect(image.pixels == (0..<18).map { $0 % 2 == 0 ? 0 : 255 })
    }

    @Test func `decodes 16 bits per pixel to the upper eight`() throws {
        let image = try Self.fixture("gray16.png", .gray)
        #expect(image.pixels == (0..<12).map { UInt8($0 * 5140 >> 8) })
    }

    @Test func `puts transparency over white`() throws {
        let clear = try Self.fixture("clear.png", .color)
        #expect(clear.pixels.allSatisfy { $0 == 255 })
        let gray = try Self.fixture("clear_gray.png", .native)
        #expect(gray.channels == 1 && gray.pixels.allSatisfy { $0 == 255 })
        let faint = try Self.fixture("faint.png", .color)
        #expect(faint.pixels.allSatisfy { abs(Int($0) - 204) <= 1 })
        let palette = try Self.fixture("palette_clear.png", .color)
        #expect(palette.pixels == [255, 0, 0, 255, 255, 255, 255, 255, 255, 255, 0, 0])
    }

    @Test func `decodes JPEGs in colour, grey and CMYK`() throws {
        let color = try Self.fixture("rgb.jpg", .native)
        #expect((color.width, color.height, color.channels) == (16, 8, 3))
        #expect(zip(color.pixels, [200, 100, 50]).allSatisfy { abs(Int($0) - $1) <= 3 })
        let gray = try Self.fixture("gray.jpg", .native)
        #expect(gray.channels == 1 && gray.pixels.allSatisfy { abs(Int($0) - 77) <= 1 })
        let ink = try Self.fixture("cmyk.jpg", .color)
        #expect(ink.pixels[0] > 180 && ink.pixels[1] < 90 && ink.pixels[2] < 90)
    }

    @Test func `converts to grey with the weights 0.299, 0.587 and 0.114`() throws {
        let image = try Self.fixture("rgb.png", .gray)
        #expect(image.pixels == [23, 38, 54, 70, 70, 85, 101, 117, 117, 132, 148, 164])
    }

    @Test func `lays pixels out in planes of blue, green and red, and back`() throws {
        let image = Image(width: 2, height: 1, channels: 3, pixels: [1, 2, 3, 4, 5, 6])
        #expect(image.planar == [3, 6, 2, 5, 1, 4])
        #expect(Image(ImageRecord(image, target: .label(0))) == image)
    }

    @Test(arguments: [1, 3])
    func `returns from a PNG the pixels that were written`(channels: Int) throws {
        let pixels = (0..<5 * 4 * channels).map { UInt8($0 * 4) }
        let image = Image(width: 5, height: 4, channels: channels, pixels: pixels)
        let decoded = try Image(decoding: image.png(), .native)
        #expect(decoded == image)
    }

    @Test func `decodes an encoded datum to planes`() throws {
        let image = Image(width: 2, height: 1, channels: 3, pixels: [10, 20, 30, 40, 50, 60])
        var datum = Datum()
        datum.data = try .init(image.png())
        datum.encoded = true
        datum.label = 4
        let record = try ImageRecord(datum, place: "db")
        #expect(record.values == .bytes([30, 60, 20, 50, 10, 40]))
        #expect((record.channels, record.height, record.width, record.target.label) == (3, 1, 2, 4))
        let gray = try ImageRecord(datum, place: "db", coding: .gray)
        #expect(gray.channels == 1)
        datum.data = .init([1, 2, 3])
        let error = #expect(throws: DataError.self) { try ImageRecord(datum, place: "db") }
        #expect(error?.description.hasPrefix("db: its encoded image: not an image") == true)
    }

    @Test func `refuses a file that is not an image, by name`() throws {
        let folder = try TemporaryFolder()
        for (name, text) in [
            ("a.png", "hello"), ("b.jpg", ""), ("c.svg", "<svg/>"), ("d.bmp", "BM"),
        ] {
            let path = try folder.write(name, Array(text.utf8))
            let error = #expect(throws: DataError.self) { try Image(path: path, .color) }
            #expect(error?.description.hasPrefix("\(path): ") == true)
        }
    }

    @Test func `refuses loaders that are not trusted`() {
        let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"/>"
        let error = #expect(throws: DataError.self) {
            try Image(decoding: Array(svg.utf8), .color)
        }
        #expect(error?.description.hasPrefix("a SVG file, which is not read") == true)
    }

    @Test(arguments: ["rgb.png", "rgb.jpg", "rgb.bmp", "rgb.ppm", "palette.bmp", "cmyk.jpg"])
    func `refuses a file that is cut short`(name: String) throws {
        let bytes = try FileBytes.read(path: "\(Self.fixtures)/\(name)")
        for length in [3, bytes.count / 2, bytes.count * 3 / 4] {
            #expect(throws: DataError.self) {
                try Image(decoding: Array(bytes[..<length]), .color)
            }
        }
    }

    @Test func `refuses an image of too many pixels before decoding it`() {
        let bomb = "P5\n60000 60000\n255\n"
        let error = #expect(throws: DataError.self) {
            try Image(decoding: Array(bomb.utf8), .color)
        }
        #expect(error?.description.contains("60000 x 60000") == true)
        var bitmap = [UInt8](repeating: 0, count: 54)
        bitmap.replaceSubrange(0..<2, with: Array("BM".utf8))
        bitmap[14] = 40
        bitmap[28] = 24
        bitmap.replaceSubrange(18..<26, with: [255, 255, 255, 127, 255, 255, 255, 127])
        #expect(throws: DataError.self) { try Image(decoding: bitmap, .color) }
    }
}
