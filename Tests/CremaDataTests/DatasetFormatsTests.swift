import CremaProto
import Testing
import TestSupport

@testable import CremaData

/// What data sets make of image files of each kind.
@Suite struct DatasetFormatsTests {
    private static let fixtures = Folder.parent(of: #filePath) + "/Fixtures/opencv"

    /// The image that becomes of a file in a data set.
    private func image(of name: String, channels: Int) throws -> Image {
        let bytes = try FileBytes.read(path: "\(Self.fixtures)/\(name)")
        let size = try Image(decoding: bytes, .native)
        let folder = try TemporaryFolder()
        for label in ["a", "b"] { try folder.write("images/\(label)/\(name)", bytes) }
        var options = FolderSource.Options()
        (options.minPerClass, options.percentValidation) = (1, 0)
        let dataset = try DatasetBuilderTests.build(
            FolderSource(folder: folder("images"), options),
            .init(width: size.width, height: size.height, channels: channels),
            in: folder
        )
        #expect(!Folder.hasFile(folder("job/skipped.txt")))
        return try #require(try dataset.images(of: .train).decoded(at: 0)).image
    }

    @Test(arguments: ["raw.ppm", "lossless.webp", "color.tif"])
    func `a colour image is the same whatever keeps it without loss`(name: String) throws {
        let expected = try image(of: "png_color.png", channels: 3)
        #expect(try image(of: name, channels: 3).pixels == expected.pixels)
    }

    @Test(arguments: ["raw.pgm", "plain.pgm", "gray.tif", "bmp_gray.bmp"])
    func `a grey image is the same whatever keeps it without loss`(name: String) throws {
        let expected = try image(of: "png_gray8.png", channels: 1)
        #expect(try image(of: name, channels: 1).pixels == expected.pixels)
    }

    @Test(arguments: ["png_gray16.png", "gray16.tif"])
    func `16-bit grey becomes its upper eight bits`(name: String) throws {
        let raw = try FileBytes.read(path: "\(Self.fixtures)/raw16.pgm")
        let pixels = try image(of: name, channels: 1).pixels
        let upper = raw.suffix(2 * pixels.count).enumerated().filter { $0.offset % 2 == 0 }
        #expect(pixels == upper.map(\.element))
        #expect(try image(of: "raw16.pgm", channels: 1).pixels == pixels)
    }

    @Test(arguments: [("jpeg_444.jpg", 24), ("lossy.webp", 24), ("palette.gif", 24)])
    func `an image that lost something is close to what it was`(name: String, most: Int) throws {
        let original = try image(of: "bmp_24.bmp", channels: 3)
        let differences = zip(try image(of: name, channels: 3).pixels, original.pixels)
            .map { abs(Int($0) - Int($1)) }
        #expect(differences.count == original.pixels.count)
        #expect(differences.reduce(0, +) / differences.count <= most)
    }

    /// How a file of a kind that is not read begins.
    static let others: [(name: String, head: [UInt8])] = [
        ("photo.heic", [0, 0, 0, 24] + Array("ftypheic".utf8)),
        ("photo.avif", [0, 0, 0, 24] + Array("ftypavif".utf8)),
        ("scan.jp2", [0, 0, 0, 12] + Array("jP  ".utf8)),
        ("scan.jxl", [0xFF, 0x0A, 0, 0]),
        ("drawing.svg", Array("<svg xmlns=\"http://www.w3.org/2000/svg\"/>".utf8)),
        ("page.pdf", Array("%PDF-1.7".utf8)),
        ("layers.psd", Array("8BPS".utf8)),
        ("small.ico", [0, 0, 1, 0]),
        ("bright.exr", [0x76, 0x2F, 0x31, 0x01]),
        ("bright.hdr", Array("#?RADIANCE\n".utf8)),
        ("numbers.mat", Array("MATLAB 5.0 MAT-file".utf8)),
    ]

    @Test(arguments: others.indices)
    func `a kind that is not read is counted, and listed with its name`(index: Int) throws {
        let (name, head) = Self.others[index]
        let folder = try DatasetBuilderTests.pictures(["cat": 4, "dog": 4])
        try folder.write("images/cat/\(name)", head + [UInt8](repeating: 0, count: 64))
        let reports = DatasetReports()
        try DatasetBuilderTests.build(folder, channels: 3, observer: reports)
        let omissions = try #require(reports.omissions.first)
        #expect(omissions.title.english == "1 of 9 images skipped")
        #expect(omissions.summary.english == "1 is of an unsupported kind.")
        let lines = try FileBytes.lines(path: folder("job/skipped.txt"))
        #expect(lines.count == 1)
        #expect(lines[0].contains("/\(name)\t") && lines[0].contains("which is not read"))
    }
}
