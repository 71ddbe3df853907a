import Glibc
import Testing
import TestSupport

@testable import CremaData

@Suite struct RegisteredDatabasesTests {
    /// A data set of eight cats and four dogs, whose databases are those that are registered.
    private static func animals(
        _ encoding: ImageEncoding = .pixels
    ) throws -> (folder: TemporaryFolder, dataset: Dataset) {
        let folder = try DatasetBuilderTests.pictures(["cat": 8, "dog": 4])
        var format = DatasetBuilder.Format(width: 5, height: 6, channels: 3)
        format.encoding = encoding
        let source = try FolderSource(folder: folder("images"))
        return (folder, try DatasetBuilderTests.build(source, format, in: folder))
    }

    private func register(
        _ databases: [DatasetPart: String],
        names: [String]? = ["cat", "dog"],
        in folder: TemporaryFolder
    ) throws -> Dataset {
        try RegisteredDatabases(databases, names: names)
            .register(in: folder("new"), observer: DatasetReports())
    }

    @Test(arguments: [ImageEncoding.pixels, .png, .jpg])
    func `describes databases as their builder does, and leaves them as they are`(
        encoding: ImageEncoding
    ) throws {
        let (folder, old) = try Self.animals(encoding)
        let train = folder("job/train_db")
        let before = try FileBytes.read(path: "\(train)/data.mdb")
        let new = try register([.train: train, .val: folder("job/val_db")], in: folder)
        #expect(new.description == old.description)
        #expect(new.labels == old.labels)
        let means = try [old, new].map { try MeanImage(path: $0.meanFile) }
        // What JPEG loses is not in the mean of the builder.
        let tolerance: Float = encoding == .jpg ? 32 : 1e-3
        #expect(zip(means[0].values, means[1].values).allSatisfy { abs($0 - $1) < tolerance })
        #expect(try new.images(of: .train).count(ofClass: 0) == 6)
        #expect(try FileBytes.read(path: "\(train)/data.mdb") == before)
        try Folder.remove(folder("new"))
        #expect(Folder.hasFile("\(train)/data.mdb"))
    }

    @Test func `classes without names are called by their numbers`() throws {
        let (folder, _) = try Self.animals()
        let new = try register([.train: folder("job/train_db")], names: nil, in: folder)
        #expect(new.labels == ["0", "1"])
        #expect(new.description.counts == .init(train: 9, val: 0, test: nil))
        #expect(new.database(of: .val) == nil)
    }

    @Test func `refuses labels without a name, and images of another size`() throws {
        let (folder, _) = try Self.animals()
        let train = folder("job/train_db")
        let labels = #expect(throws: DataError.self) {
            try register([.train: train], names: ["cat"], in: folder)
        }
        #expect(labels?.description.contains("images of class 1, but there are names of 1") == true)
        let source = try FolderSource(folder: folder("images"))
        _ = try DatasetBuilderTests.build(source, in: folder, job: "grey")
        let sizes = #expect(throws: DataError.self) {
            try register([.train: train, .val: folder("grey/val_db")], in: folder)
        }
        #expect(
            sizes?.description.contains("are 1 x 6 x 5 (channels x height x width), those") == true
        )
        #expect(!Folder.hasFile(folder("new/dataset.json")))
    }
}
