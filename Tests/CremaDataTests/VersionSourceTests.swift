import Testing
import TestSupport

@testable import CremaData

@Suite struct VersionSourceTests {
    /// A data set of eight cats and four dogs, three of them for validation.
    private static func animals(
        _ format: DatasetBuilder.Format = .init(width: 9, height: 7, channels: 3)
    ) throws -> (folder: TemporaryFolder, dataset: Dataset) {
        let folder = try DatasetBuilderTests.pictures(["cat": 8, "dog": 4])
        let source = try FolderSource(folder: folder("images"))
        return (folder, try DatasetBuilderTests.build(source, format, in: folder))
    }

    private func images(of dataset: Dataset, _ part: DatasetPart) throws -> [(Image, Target)] {
        let stored = try dataset.images(of: part)
        return try (0..<stored.count(ofClass: nil)).map { index in
            let (image, target) = try #require(try stored.decoded(at: index))
            return (image, target)
        }
    }

    @Test(arguments: [DatasetBackend.lmdb, .hdf5])
    func `leaves images out and gives others another class, and changes nothing else`(
        backend: DatasetBackend
    ) throws {
        let format = DatasetBuilder.Format(width: 9, height: 7, channels: 3, backend: backend)
        let (folder, old) = try Self.animals(format)
        let before = try images(of: old, .train)
        let label = before[2].1 == .label(0) ? 1 : 0
        let changes = try #require(VersionSource.Changes("train/0=- train/2=\(label)"))
        #expect((changes.removedCount, changes.relabelledCount) == (1, 1))
        let source = try VersionSource(of: old, changes)
        let new = try DatasetBuilderTests.build(source, format, in: folder, job: "new")
        let after = try images(of: new, .train)
        #expect(after.map(\.0.pixels) == before.dropFirst().map(\.0.pixels))
        var targets = before.dropFirst().map(\.1)
        targets[1] = .label(label)
        #expect(after.map(\.1) == targets)
        #expect(new.labels == old.labels)
        #expect(try images(of: new, .val).map(\.1) == images(of: old, .val).map(\.1))
        let names = try [old, new].map { try FileBytes.lines(path: "\($0.folder)/val.txt") }
        #expect(names[0] == names[1])
    }

    @Test func `adds images of its classes and of others`() throws {
        let (folder, old) = try Self.animals()
        try DatasetBuilderTests.write(["dog": 1, "cow": 1], to: folder, "more")
        var options = FolderSource.Options()
        (options.percentValidation, options.minPerClass, options.minClasses) = (0, 1, 1)
        let more = try FolderSource(folder: folder("more"), options)
        let source = try VersionSource(of: old, adding: more)
        #expect(source.targets == .classes(["cat", "dog", "cow"]))
        let new = try DatasetBuilderTests.build(source, in: folder, job: "new")
        #expect(new.description.classCounts?.train == [6, 4, 1])
        #expect(new.description.classCounts?.val == [2, 1, 0])
    }

    @Test(
        arguments: [
            "=", "train=-", "train/0", "train/-1=-", "train/0=cat", "rest/0=-", "train/0/1=1",
        ]
    )
    func `refuses a list of changes of another form`(text: String) {
        #expect(VersionSource.Changes(text) == nil)
    }

    @Test func `refuses to change an image or to give a class that there is not`() throws {
        let (folder, old) = try Self.animals()
        defer { withExtendedLifetime(folder) {} }
        for (text, words) in [
            ("train/9=-", "there is no image 9 to be changed (train); it has 9"),
            ("test/0=-", "there is no image 0 to be changed (test)"),
            ("val/0=2", "there is no class 2 for an image to have (val)"),
        ] {
            let changes = try #require(VersionSource.Changes(text))
            let error = #expect(throws: DataError.self) { try VersionSource(of: old, changes) }
            #expect(error?.description.contains(words) == true, "\(text)")
        }
    }
}
