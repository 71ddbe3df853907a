import CremaData
import Glibc
import Testing
import TestSupport

@Suite struct FilesTests {
    @Test func `writes a file in full and leaves nothing else in the folder`() throws {
        let folder = try TemporaryFolder()
        try AtomicFile.write(path: folder("a"), [1, 2, 3] as [UInt8])
        try AtomicFile.write(path: folder("a"), text: "new")
        let bytes = try FileBytes.read(path: folder("a"))
        #expect(bytes == Array("new".utf8))
        let names = try Folder.names(in: folder.path)
        #expect(names == ["a"])
    }

    @Test func `removes a folder into which somebody still writes`() throws {
        let folder = try TemporaryFolder()
        for round in 0..<20 {
            let path = folder("job\(round)")
            try Folder.create(path)
            let writer = try startThread {
                for number in 0..<200 {
                    let descriptor = open("\(path)/\(number)", O_WRONLY | O_CREAT, 0o600)
                    if descriptor >= 0 { close(descriptor) }
                }
            }
            defer { pthread_join(writer, nil) }
            try Folder.remove(path)
            #expect(!Folder.exists(path))
        }
    }

    @Test func `keeps the old file if the new one cannot be written`() throws {
        let folder = try TemporaryFolder()
        try Folder.create(folder("a"))
        try folder.write("a/inside", [])
        let error = #expect(throws: DataError.self) {
            try AtomicFile.write(path: folder("a"), [1] as [UInt8])
        }
        #expect(error?.description.hasPrefix("cannot write \(folder("a")): ") == true)
        let names = try Folder.names(in: folder.path)
        #expect(names == ["a"])
    }

    @Test func `removes what killed writers left, and nothing else`() throws {
        let folder = try TemporaryFolder()
        // No process has so high a number.
        let dead = Int32.max
        let kept = [
            "s_iter_5.model.\(getppid()).partial", "other_iter_5.model.\(dead).partial",
            "s_iter_5.model", "s_iter_5.model.x.partial", "s_iter_5.model.0.partial",
        ]
        for name in kept + ["s_iter_5.model.\(dead).partial", "s_iter_6.state.\(dead).partial"] {
            try folder.write(name, [1])
        }
        AtomicFile.removeStale(startingWith: folder("s_iter_"))
        let names = try Folder.names(in: folder.path)
        #expect(names == kept.sorted())
    }

    @Test func `names the path and the reason if a file cannot be read`() throws {
        let missing = #expect(throws: DataError.self) { try FileBytes.read(path: "/nowhere/a") }
        #expect(missing?.description == "cannot read /nowhere/a: No such file or directory")
        let folder = try TemporaryFolder()
        #expect(throws: DataError.self) { try FileBytes.read(path: folder.path) }
        let path = try folder.write("a", [1, 2, 3])
        #expect(throws: DataError.self) { try FileBytes.read(path: path, limit: 2) }
    }

    @Test func `reads lines whatever their ends`() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("a", Array("one\r\n\ntwo\nthree".utf8))
        let lines = try FileBytes.lines(path: path)
        #expect(lines == ["one", "", "two", "three"])
    }

    @Test func `a byte order mark is not part of the first line`() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("a", Array("\u{FEFF}one\n\u{FEFF}two".utf8))
        let lines = try FileBytes.lines(path: path)
        #expect(lines == ["one", "\u{FEFF}two"])
    }
}
