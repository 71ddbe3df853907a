import CremaData
import TestSupport
import Testing

/// Files of HDF5: what is written comes back, and what is damaged or hostile is refused in words.
struct HDF5Tests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// A file with floats, an integer and a text.
    private func sample(_ name: String = "sample.h5", count: Int = 6) throws -> String {
        let writer = HDF5Writer(path: folder(name))
        let values = (0..<count).map { Float($0) / 4 }
        try values.withUnsafeBufferPointer {
            try writer.add("data/ip/0", $0, extents: [2, count / 2])
        }
        try writer.add("iter", 7)
        try writer.add("learned_net", "net é.caffemodel.h5")
        try writer.makeGroup("data/relu")
        try writer.save()
        return folder(name)
    }

    private func sentence(_ body: () throws(DataError) -> Void) -> String {
        do { try body() } catch { return "\(error)" }
        return "no error"
    }

    @Test func `gives back what was written`() throws {
        let file = try HDF5File(path: sample())
        let (extents, values) = try file.floats(of: "data/ip/0")
        #expect(extents == [2, 3])
        #expect(values == [0, 0.25, 0.5, 0.75, 1, 1.25])
        let number = try file.integer(of: "iter")
        #expect(number == 7)
        let text = try file.string(of: "learned_net")
        #expect(text == "net é.caffemodel.h5")
        let groups = try file.groups(from: "data")
        #expect(groups.map(\.path) == ["data", "data/ip", "data/relu"])
        #expect(groups.map(\.datasets) == [[], ["0"], []])
    }

    @Test func `keeps scalars, empty extents and thirty-two axes`() throws {
        let writer = HDF5Writer(path: folder("shapes.h5"))
        let shapes = [[], [0, 3], [Int](repeating: 1, count: 31) + [2]]
        for (number, extents) in shapes.enumerated() {
            let values = [Float](repeating: 2.5, count: extents.reduce(1, *))
            try values.withUnsafeBufferPointer { try writer.add("\(number)", $0, extents: extents) }
        }
        try writer.save()
        let file = try HDF5File(path: folder("shapes.h5"))
        for (number, extents) in shapes.enumerated() {
            let found = try file.floats(of: "\(number)")
            #expect(found.extents == extents)
            #expect(found.values == [Float](repeating: 2.5, count: extents.reduce(1, *)))
        }
    }

    @Test func `gives the same bytes for the same numbers`() throws {
        let first = try FileBytes.read(path: sample("a.h5"))
        let second = try FileBytes.read(path: sample("b.h5"))
        #expect(first == second)
    }

    @Test func `is recognised by its signature, even after a user block`() throws {
        let bytes = try FileBytes.read(path: sample())
        let shifted = try folder.write("shifted", [UInt8](repeating: 0, count: 512) + bytes)
        let other = try folder.write("other.h5", Array("not HDF5".utf8))
        #expect(HDF5File.isOne(at: shifted))
        #expect(!HDF5File.isOne(at: other))
        #expect(!HDF5File.isOne(at: folder("missing.h5")))
        let values = try HDF5File(path: shifted).floats(of: "data/ip/0").values
        #expect(values.count == 6)
        #expect(
            sentence { () throws(DataError) in _ = try HDF5File(path: other) }
                == "\(other): not an HDF5 file"
        )
        #expect(
            sentence { () throws(DataError) in _ = try HDF5File(path: "/nowhere.h5") }
                == "cannot read /nowhere.h5: No such file or directory"
        )
    }

    @Test func `names file and dataset if something unexpected is found`() throws {
        let path = try sample()
        let file = try HDF5File(path: path)
        #expect(
            sentence { () throws(DataError) in _ = try file.floats(of: "data/ip/1") }
                == "\(path): \"data/ip/1\": there is no such dataset"
        )
        #expect(
            sentence { () throws(DataError) in _ = try file.floats(of: "learned_net") }
                == "\(path): \"learned_net\": floats or integers belong here, found text"
        )
        #expect(
            sentence { () throws(DataError) in _ = try file.integer(of: "data/ip/0") }
                == "\(path): \"data/ip/0\": one integer belongs here, found the extents [2, 3]"
        )
        #expect(
            sentence { () throws(DataError) in _ = try file.string(of: "iter") }
                == "\(path): \"iter\": a string of a fixed length belongs here, found integers"
        )
        #expect(
            sentence { () throws(DataError) in _ = try file.groups(from: "iter") }
                == "\(path): \"iter\": not a group"
        )
    }

    @Test func `changes nothing on the disk until all is saved`() throws {
        let path = try sample()
        let old = try FileBytes.read(path: path)
        let unsaved = HDF5Writer(path: path)
        try unsaved.add("iter", 1)
        try Folder.create(folder("elsewhere"))
        let blocked = HDF5Writer(path: folder("elsewhere"))
        try blocked.add("iter", 1)
        #expect(throws: DataError.self) { try blocked.save() }
        let now = try FileBytes.read(path: path)
        #expect(now == old)
    }

    @Test func `many threads may read it at once`() async throws {
        let path = try sample(count: 20_000)
        try await withThrowingTaskGroup(of: Float.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    let file = try HDF5File(path: path)
                    return try file.floats(of: "data/ip/0").values.reduce(0, +)
                }
            }
            for try await sum in group { #expect(sum > 4.9e7 && sum < 5.1e7) }
        }
    }

    // MARK: Files from elsewhere

    /// Made by `Fixtures/make_hdf5.py`.
    private static let hostile = Folder.parent(of: #filePath) + "/Fixtures/hostile.h5"

    @Test func `reads numbers of every size and order, compressed or never written`() throws {
        let file = try HDF5File(path: Self.hostile)
        let wanted: [String: [Float]] = [
            "plain": [0, 0.25, 0.5, 0.75, 1, 1.25],
            "small": [0, 1, 2, 3],
            "big_endian": [-2, -1, 0, 1],
            "gzip": (0..<64).map(Float.init),
            "unwritten": [1.5, 1.5, 1.5],
        ]
        for (name, values) in wanted {
            let found = try file.floats(of: name).values
            #expect(found == values, "\(name)")
        }
    }

    @Test func `unpacks chunks, also those that reach beyond the dataset`() throws {
        let file = try HDF5File(path: Folder.parent(of: #filePath) + "/Fixtures/packed.h5")
        let data = try file.floats(of: "data")
        #expect(data.extents == [10, 8, 6, 5])
        #expect(data.values == (2400..<4800).map(Float.init))
        let labels = try ["label", "label2"].map { try file.floats(of: $0).values }
        #expect(labels == [(1..<11).map(Float.init), (2..<12).map(Float.init)])
    }

    @Test(arguments: [
        (
            "group/outside",
            "\"group/outside\": a link to another place or file, which is not followed"
        ),
        ("soft", "\"soft\": a link to another place or file, which is not followed"),
        (
            "group/outside/x",
            "\"group/outside/x\": a link to another place or file, which is not followed"
        ),
        (
            "virtual",
            "\"virtual\": its numbers are in other files (a virtual dataset), which is not "
                + "supported"
        ),
        (
            "stored_outside",
            "\"stored_outside\": its numbers are in another file, which is not read"
        ),
        (
            "huge",
            "\"huge\": claims the extents [1073741824, 1073741824], more than a file of SIZE bytes "
                + "can hold"
        ),
        (
            "huge_gzip",
            "\"huge_gzip\": claims the extents [2147483648], more than a file of SIZE bytes can "
                + "hold"
        ),
        (
            "huge_chunk",
            "\"huge_chunk\": claims the extents [268435456], more than a file of SIZE bytes can "
                + "hold"
        ),
        ("fletcher", "\"fletcher\": packed by filter 3; gzip (1) and shuffle (2) are read"),
        ("compound", "\"compound\": floats or integers belong here, found a compound of fields"),
        (
            "bools",
            "\"bools\": floats or integers belong here, found an enumeration (booleans, say)"
        ),
        ("loop", "\"loop\": not a dataset"),
    ])
    func `refuses external data, data that is too large and data that is not numeric`(
        _ name: String,
        _ wanted: String
    ) throws {
        let file = try HDF5File(path: Self.hostile)
        let size = try FileBytes.read(path: Self.hostile).count
        #expect(
            sentence { () throws(DataError) in _ = try file.floats(of: name) }
                == "\(Self.hostile): " + wanted.replacing("SIZE", with: "\(size)")
        )
    }

    @Test(arguments: [
        ("loop", "groups lie in groups more than 32 deep"),
        ("wide", "groups lie in groups more than 32 deep"),
        ("deep", "groups lie in groups more than 32 deep"),
        ("group", "a link to another place or file, which is not followed"),
        ("texts", "not a group"),
    ])
    func `ends at cycles, at offsets out of bounds and at links`(_ group: String, _ reason: String)
        throws
    {
        let file = try HDF5File(path: Self.hostile)
        let found = sentence { () throws(DataError) in _ = try file.groups(from: group) }
        #expect(found.hasSuffix(reason), "\(found)")
    }

    @Test func `reads newer HDF5 files that use the old tables, and names what it cannot read`()
        throws
    {
        let file = try HDF5File(path: Folder.parent(of: #filePath) + "/Fixtures/newer.h5")
        let values = try file.floats(of: "data").values
        #expect(values == [0, 1, 2, 3])
        for said in [
            sentence { () throws(DataError) in _ = try file.floats(of: "chunks") },
            sentence { () throws(DataError) in _ = try file.groups(from: "many") },
        ] {
            #expect(said.hasSuffix("save the file with libver=\"earliest\""), "\(said)")
        }
    }

    @Test func `reads a single text of fixed length and no other texts`() throws {
        let file = try HDF5File(path: Self.hostile)
        #expect(
            sentence { () throws(DataError) in _ = try file.string(of: "texts") }
                .hasSuffix("one string of at most 1 MiB belongs here")
        )
        #expect(
            sentence { () throws(DataError) in _ = try file.string(of: "any_length") }
                .hasSuffix("a string of a fixed length belongs here, found lists of any length")
        )
    }

    @Test func `refuses a file that is cut short`() throws {
        let bytes = try FileBytes.read(path: sample(count: 2000))
        for count in stride(from: 8, to: bytes.count - 1, by: 97) {
            let path = try folder.write("cut.h5", Array(bytes.prefix(count)))
            #expect(throws: DataError.self) { try HDF5File(path: path).floats(of: "data/ip/0") }
        }
    }
}
