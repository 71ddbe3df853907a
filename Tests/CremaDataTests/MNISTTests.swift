@testable import CremaData
import Testing
import TestSupport

@Suite struct MNISTTests {
    @Test(.enabled(if: Shared.folder != nil))
    func `reads the published database and its checksum`() throws {
        let folder = try #require(Shared.folder) + "/data/mnist"
        let packed = try FileBytes.read(path: "\(folder)/t10k-labels-idx1-ubyte.gz")
        let labels = try #require(Gzip.unpack(packed))
        #expect(MD5.hex(labels) == "27ae3e4e09519cfbb04c329615203637")
        let database = MNIST(folder: folder, labels: (0...9).map(String.init))
        let images = try database.testImages()
        #expect(images.count == 10_000)
        #expect(images.height == 28 && images.width == 28)
        #expect(images.labels.prefix(5) == [7, 2, 1, 0, 4])
    }

    @Test func `computes the digests of RFC 1321`() {
        #expect(MD5.hex([]) == "d41d8cd98f00b204e9800998ecf8427e")
        #expect(MD5.hex(Array("abc".utf8)) == "900150983cd24fb0d6963f7d28e17f72")
        let digits = String(repeating: "1234567890", count: 8)
        #expect(MD5.hex(Array(digits.utf8)) == "57edf4a22be3c955ac49da2e2107b67a")
    }

    @Test func `reads an unpacked file`() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(
            "images",
            [0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 1, 5, 6]
        )
        let images = try IDX(path: path, rank: 3)
        #expect(images.shape == [1, 2, 1])
        #expect(images.bytes == [5, 6])
    }

    @Test(arguments: [
        ([UInt8](), "not an IDX file"),
        ([0, 0, 8, 1, 0, 0, 0, 2, 7, 7], "not an IDX file of images"),
        (
            [0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 1, 5],
            "has the size 1 x 2 x 1, but 1 bytes follow"
        ),
        ([0x1F, 0x8B, 8, 0, 1, 2, 3], "damaged or cut short"),
    ])
    func `refuses damaged files`(bytes: [UInt8], reason: String) throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("images", bytes)
        let error = #expect(throws: DataError.self) { try IDX(path: path, rank: 3) }
        #expect(error?.description.hasPrefix("\(path): ") == true)
        #expect(error?.description.contains(reason) == true)
    }

    @Test func `names the file that a folder lacks`() throws {
        let folder = try TemporaryFolder()
        let database = MNIST(folder: folder.path, labels: ["0"])
        let error = #expect(throws: DataError.self) { try database.trainImages() }
        #expect(error?.description.contains("train-labels-idx1-ubyte") == true)
    }
}
