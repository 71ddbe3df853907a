import TestSupport
import Testing

@testable import CremaData

@Suite struct NameOrderTests {
    private let names: [FilePath] = [
        "2", "10", "a1b", "a01b", "a1b2", "a1b10", "b", "a", "", "a1b02",
    ]

    @Test func `numbers in names are sorted by their size`() {
        let sorted = NameOrder.natural.sorted(names).map(\.description)
        #expect(sorted == ["", "2", "10", "a", "a01b", "a1b", "a1b02", "a1b2", "a1b10", "b"])
        let huge: [FilePath] = ["x99999999999999999999999", "x100000000000000000000000"]
        #expect(NameOrder.natural.sorted(huge.reversed()) == huge)
    }

    @Test func `classes are numbered byte by byte unless natural order is chosen`() throws {
        let folder = try DatasetBuilderTests.pictures(["class10": 2, "class2": 2])
        var options = FolderSource.Options()
        #expect(
            try FolderSource(folder: folder("images"), options).targets.names
                == ["class10", "class2"]
        )
        options.classOrder = .natural
        #expect(
            try FolderSource(folder: folder("images"), options).targets.names
                == ["class2", "class10"]
        )
    }
}
