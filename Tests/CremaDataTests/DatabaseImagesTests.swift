import CremaData
import Testing
import TestSupport

@Suite struct DatabaseImagesTests {
    @Test func `counts and pages images, of all classes or of one`() throws {
        let folder = try Self.database()
        let images = try DatabaseImages(path: folder("db"))
        #expect(images.count() == 10)
        #expect(images.count(ofClass: 1) == 3)
        #expect(try images.page(0, size: 4).map(\.index) == [0, 1, 2, 3])
        #expect(try images.page(2, size: 4).map(\.index) == [8, 9])
        #expect(try images.page(3, size: 4).isEmpty)
        #expect(try images.page(1, size: 2, ofClass: 1).map(\.index) == [7])
        #expect(try images.page(0, size: 1).first?.name == "key0")
        #expect(try images.page(0, size: 1, ofClass: 9).isEmpty)
    }

    @Test func `gives an image as PNG with its label`() throws {
        let folder = try Self.database()
        let images = try DatabaseImages(path: folder("db"))
        let found = try #require(try images.image(at: 4))
        #expect(found.target == .label(1))
        let image = try Image(decoding: found.png, .native)
        #expect(image == Image(width: 1, height: 2, channels: 3, pixels: [4, 1, 2, 3, 5, 6]))
        let missing = try images.image(at: 10)
        #expect(missing == nil)
    }

    @Test func `reads negative labels as they are`() throws {
        let folder = try TemporaryFolder()
        let writer = try LMDBWriter(path: folder("db"))
        try writer.put(key: [1], value: Self.record(0, label: -1).bytes)
        try writer.finish()
        let images = try DatabaseImages(path: folder("db"))
        #expect(try images.page(0, size: 1).first?.target == .label(-1))
    }

    @Test(arguments: [[0x0A, 0xFF], [0x22, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F], [0x0F], [0x80]])
    func `refuses a record that is not a Datum`(bytes: [UInt8]) throws {
        let folder = try TemporaryFolder()
        let writer = try LMDBWriter(path: folder("db"))
        try writer.put(key: Array("bad".utf8), value: bytes)
        try writer.finish()
        let error = #expect(throws: DataError.self) { try DatabaseImages(path: folder("db")) }
        #expect(error?.description.contains("record \"bad\": the value is not a Datum") == true)
    }

    /// Ten colour images, a third of them of class 1.
    static func database() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        let writer = try LMDBWriter(path: folder("db"))
        for i in 0..<10 {
            try writer.put(
                key: Array("key\(i)".utf8),
                value: record(UInt8(i), label: i % 3 == 1 ? 1 : 0).bytes
            )
        }
        try writer.finish()
        return folder
    }

    static func record(_ first: UInt8, label: Int) -> ImageRecord {
        ImageRecord(
            Image(width: 1, height: 2, channels: 3, pixels: [first, 1, 2, 3, 5, 6]),
            target: .label(label)
        )
    }
}
