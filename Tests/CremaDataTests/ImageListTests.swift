import CremaData
import Glibc
import Testing
import TestSupport

@Suite struct ImageListTests {
    private func read(_ text: [UInt8]) throws -> [LabeledImage] {
        let folder = try TemporaryFolder()
        return try ImageList.read(try folder.write("list.txt", text))
    }

    private func read(_ text: String) throws -> [LabeledImage] { try read(Array(text.utf8)) }

    @Test(arguments: [
        "a.jpg 0\nb c.jpg 12\n", "a.jpg 0  \nb c.jpg 12\t\n", "a.jpg\t0\nb c.jpg\t12",
        "a.jpg 0\r\nb c.jpg 12\r\n", "a.jpg 0 \r\nb c.jpg 12 \r\n\r\n",
        "\u{FEFF}a.jpg   0\nb c.jpg 12\n\n \n",
        "a.jpg \t 0\nb c.jpg 12.0\n",
    ])
    func `reads lines whatever blanks separate and end them`(text: String) throws {
        let images = try read(text)
        #expect(images.map(\.name) == ["a.jpg", "b c.jpg"])
        #expect(images.map(\.target) == [.label(0), .label(12)])
    }

    @Test func `keeps the bytes of a name that is not UTF-8`() throws {
        let name: [UInt8] = [0xC4, 0xE3, 0xBA, 0xC3]
        let images = try read(name + Array(".png 3\n".utf8))
        #expect(images.first?.name.bytes == name + Array(".png".utf8))
    }

    @Test(arguments: [
        "a.jpg\n", "a.jpg x\n", "a.jpg 0.5\n", " 3\n", "a 1\n\nb 2\n", "a 99999999999\n",
    ])
    func `refuses a line without a label or a path`(text: String) throws {
        let error = #expect(throws: DataError.self) { try read(text) }
        #expect(error?.description.contains("a line is a path, a space and a label") == true)
    }

    @Test func `names the line that is wrong`() throws {
        let error = #expect(throws: DataError.self) { try read("a 1\nb 2 \nnothing\n") }
        #expect(error?.description.contains("list.txt:3: found \"nothing\"") == true)
    }

    @Test func `adds a slash to a folder only if the plain name does not exist`() throws {
        let folder = try TemporaryFolder()
        try folder.write("images/a.png", [])
        try folder.write("images_b.png", [])
        let root = ListRoot(folder("images"))
        #expect(root.path(of: "a.png").description == folder("images/a.png"))
        #expect(root.path(of: "/a.png").description == folder("images/a.png"))
        #expect(root.path(of: "_b.png").description == folder("images_b.png"))
        #expect(ListRoot(folder("images/")).path(of: "a.png").description == folder("images/a.png"))
        #expect(ListRoot("").path(of: "a.png") == "a.png")
        // A beginning of names, which is not a folder, stays what it is.
        #expect(ListRoot(folder("img_")).path(of: "1.png").description == folder("img_1.png"))
    }

    @Test func `opens files by names that are not UTF-8`() throws {
        let folder = try TemporaryFolder()
        let pixels = (0..<12).map { UInt8($0 * 20) }
        let image = Image(width: 4, height: 3, channels: 1, pixels: pixels)
        let plain = try folder.write("plain.png", image.png())
        let name = Array("\(folder.path)/".utf8) + [0xC4, 0xE3, 0x2E, 0x70, 0x6E, 0x67]
        #expect(
            (name + [0]).withUnsafeBytes {
                rename(plain, $0.bindMemory(to: CChar.self).baseAddress!)
            } == 0
        )
        #expect(try Image(path: FilePath(bytes: name), .gray) == image)
        let list = try folder.write(
            "list.txt",
            Array(name.dropFirst(folder.path.utf8.count + 1)) + Array(" 1\n".utf8)
        )
        let conversion = try ImageSetConversion(list: list, root: folder.path, options: .init())
        let database = try NewDatabase(path: folder("db"), backend: "lmdb")
        try conversion.write(to: database) { _ in }
        let record = try LMDB(path: folder("db")).cursor().next()
        #expect(record.key == Array("00000000_".utf8) + name.dropFirst(folder.path.utf8.count + 1))
    }
}
