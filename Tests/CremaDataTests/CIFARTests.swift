import CremaProto
import TestSupport
import Testing

@testable import CremaData

@Suite struct CIFARTests {
    /// A record whose pixels are red above and blue below.
    private func record(_ labels: [UInt8]) -> [UInt8] {
        let half = CIFAR.side * CIFAR.side / 2
        func plane(_ above: UInt8, _ below: UInt8) -> [UInt8] {
            Array(repeating: above, count: half) + Array(repeating: below, count: half)
        }
        return labels + plane(250, 0) + plane(0, 0) + plane(0, 200)
    }

    private func cifar10(last: [UInt8]? = nil) throws -> (TemporaryFolder, CIFAR) {
        let folder = try TemporaryFolder()
        for number in 1...5 {
            try folder.write("data_batch_\(number).bin", record([UInt8(number % 2)]))
        }
        try folder.write("test_batch.bin", last ?? record([1]))
        try folder.write("batches.meta.txt", Array("cat\ndog\n\n".utf8))
        return (folder, CIFAR(.ten, in: folder.path))
    }

    @Test func `CIFAR-10 has its five files for training, and planes become pixels`() throws {
        let (folder, database) = try cifar10()
        let source = try CIFARSource(database)
        #expect(source.targets.names == ["cat", "dog"] && source.isPublished)
        #expect(source.images(of: .train).map(\.target.label) == [1, 0, 1, 0, 1])
        #expect(source.images(of: .val).count == 1 && source.images(of: .test).isEmpty)
        let image = try source.image(at: 4, of: .train, in: DecodingRoom())
        #expect(image.pixels.prefix(3) == [250, 0, 0] && image.pixels.suffix(3) == [0, 0, 200])
        withExtendedLifetime(folder) {}
    }

    @Test func `CIFAR-100 has the finer of its two classes`() throws {
        let folder = try TemporaryFolder()
        try folder.write("train.bin", record([0, 1]) + record([0, 2]))
        try folder.write("test.bin", record([1, 0]))
        try folder.write("fine_label_names.txt", Array("apple\nbaby\nbear\n".utf8))
        let source = try CIFARSource(CIFAR(.hundred, in: folder.path))
        #expect(source.images(of: .train).map(\.target.label) == [1, 2])
        #expect(source.images(of: .val)[0].name == "cifar-100/val/00000")
        let image = try source.image(at: 1, of: .train, in: DecodingRoom())
        #expect(image.pixels.prefix(3) == [250, 0, 0])
    }

    @Test(arguments: [([1, 2, 3], "whole number of CIFAR-10 records"), ([], "whole number")])
    func `refuses a file that is cut short`(bytes: [UInt8], reason: String) throws {
        let (folder, database) = try cifar10(last: bytes)
        let error = #expect(throws: DataError.self) { try CIFARSource(database) }
        #expect(error?.description.contains(reason) == true)
        withExtendedLifetime(folder) {}
    }

    @Test func `refuses a class without a name`() throws {
        let (folder, database) = try cifar10(last: record([9]))
        let error = #expect(throws: DataError.self) { try CIFARSource(database) }
        #expect(error?.description.contains("label 9 (val); labels are from 0 to 1") == true)
        withExtendedLifetime(folder) {}
    }
}
