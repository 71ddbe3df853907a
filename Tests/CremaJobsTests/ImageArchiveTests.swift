import CremaData
import CremaEngine
import CremaProto
import CremaRuns
import TestSupport
import Testing

@testable import CremaJobs

@Suite struct ImageArchiveTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// An archive made by lines of Python, which find `path`, `zipped` and `tarred`, and `put`.
    private func archive(_ name: String, _ lines: String) throws -> ImageArchive {
        let path = folder(name)
        let head = """
            import io, os, sys, tarfile, zipfile
            path = sys.argv[1]
            mode = "w:gz" if path.endswith("gz") else "w"
            zipped = zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) \
            if path.endswith("zip") else None
            tarred = None if zipped else tarfile.open(path, mode)
            def put(name, data, kind=tarfile.REGTYPE, link=""):
                if zipped: return zipped.writestr(name, data)
                info = tarfile.TarInfo(name)
                info.size, info.type, info.linkname = len(data), kind, link
                tarred.addfile(info, io.BytesIO(data))
            image = b"P5 2 2 255\\n" + bytes([1, 2, 3, 4])

            """
        let script = head + lines + "\n(zipped or tarred).close()\n"
        var command = Command("python3", ["-c", script, path])
        command.output = .nothing
        #expect(try command.run() == .exited(0))
        return ImageArchive(path)
    }

    /// What a refused archive is refused with, by its check and when it is unpacked.
    private func refusals(_ archive: ImageArchive) -> [String] {
        try? Folder.remove(folder("out"))
        let actions: [() throws -> Void] = [
            { _ = try archive.check() }, { try archive.unpack(into: folder("out")) },
        ]
        return actions.compactMap { action in
            do { try action() } catch { return "\(error)" }
            return nil
        }
    }

    private let pictures = """
        for kind in ("cats", "dogs"):
            for number in range(4): put(f"pets/{kind}/{number}.pgm", image)
        put("__MACOSX/pets/cats/._0.pgm", b"x")
        """

    @Test(arguments: ["pets.zip", "pets.tar", "pets.tar.gz"])
    func `the folders in an archive are the classes`(name: String) throws {
        let archive = try archive(name, pictures)
        #expect(try archive.check().byteCount == 8 * 15)
        var kind = FolderDataset()
        kind.images = archive.path
        let work = folder("work")
        var source: (any ImageSource)? = try kind.source(workingIn: work) { _ in }.0
        #expect(source?.targets.names == ["cats", "dogs"])
        #expect(source?.images(of: .train).count == 6 && source?.images(of: .val).count == 2)
        let names = source?.images(of: .val).map(\.name.description).sorted() ?? []
        #expect(names.allSatisfy { $0.hasPrefix("cats/") || $0.hasPrefix("dogs/") })
        #expect(try source?.image(at: 0, of: .train, in: DecodingRoom()).width == 2)
        #expect(Folder.exists("\(work)/unpacked"))
        source = nil
        #expect(!Folder.exists("\(work)/unpacked"))
    }

    @Test func `a data set is built of an archive, which stays`() throws {
        let archive = try archive("pets.zip", pictures)
        var kind = FolderDataset()
        (kind.images, kind.format.width, kind.format.height) = (archive.path, 2, 2)
        let job = folder("job")
        try BuildDatasetRun(DatasetSettings(name: "Pets", kind), into: job)
            .run(in: RunHost(log: .none))
        let dataset = try Dataset(folder: job)
        #expect(dataset.description.counts.train == 6 && dataset.labels == ["cats", "dogs"])
        let list = try FileBytes.lines(path: "\(job)/train.txt")
        #expect(list.allSatisfy { $0.hasPrefix("cats/") || $0.hasPrefix("dogs/") })
        #expect(Folder.hasFile(archive.path) && !Folder.exists("\(job)/unpacked"))
    }

    @Test(arguments: [
        ("a.tar", "put('../cats/1.pgm', image)", "leads out of its folder"),
        ("a.zip", "put('/etc/cats/1.pgm', image)", "leads out of its folder"),
        ("a.zip", "put('cats/../../1.pgm', image)", "leads out of its folder"),
        ("a.tar", "put('cats/1', b'', tarfile.SYMTYPE, '/etc/passwd')", "is a link"),
        ("a.tar", "put('cats/1', b'', tarfile.LNKTYPE, 'cats/2')", "is a link"),
        (
            "a.zip",
            """
            info = zipfile.ZipInfo('cats/1')
            info.external_attr = 0o120777 << 16
            put(info, '/etc/passwd')
            """,
            "is a link"
        ),
        ("a.tar", "put('cats/1', b'', tarfile.FIFOTYPE)", "neither a file nor a folder"),
        ("a.tar", "put('cats/1', b'', tarfile.CHRTYPE)", "neither a file nor a folder"),
        ("a.zip", "put('cats/' + 'x' * 300, image)", "not a name that a file can have"),
        ("a.zip", "put('cats/1', bytes(100 << 20))", "more than 200 times its size"),
        ("a.tar.gz", "put('cats/1', bytes(100 << 20))", "more than 200 times its size"),
    ])
    func `an archive that may do harm is refused, looked at or unpacked`(
        name: String,
        lines: String,
        reason: String
    ) throws {
        let refusals = refusals(try archive(name, lines))
        #expect(refusals.count == 2 && refusals.allSatisfy { $0.contains(reason) }, "\(refusals)")
        #expect(!Folder.hasFile(folder("1.pgm")) && !Folder.hasFile(folder("cats/1.pgm")))
    }

    @Test func `an archive of too many files, or too large for the disk, is refused`() throws {
        var archive = try archive("pets.zip", pictures)
        archive.limits.entries = 5
        #expect(refusals(archive).allSatisfy { $0.contains("more than 5 files") })
        archive.limits = .init()
        archive.limits.bytes = 60
        let refusals = refusals(archive)
        #expect(refusals.count == 2 && refusals.allSatisfy { $0.contains("more than 60 bytes") })
    }

    @Test func `a file that is there twice is not written over`() throws {
        let archive = try archive("a.tar", "put('cats/1', image); put('cats/1', b'')")
        #expect(refusals(archive) == ["“cats/1” is in the archive twice."])
    }

    @Test func `what is no archive, or is cut short, is refused`() throws {
        try folder.write("a.zip", Array("hello".utf8))
        #expect(refusals(ImageArchive(folder("a.zip"))).count == 2)
        let whole = try archive("b.tar.gz", "put('cats/1', os.urandom(100_000))")
        let bytes = try FileBytes.read(path: whole.path)
        try folder.write("c.tar.gz", Array(bytes.prefix(50_000)))
        let cut = refusals(ImageArchive(folder("c.tar.gz")))
        #expect(!cut.isEmpty && cut.allSatisfy { $0.contains("damaged") }, "\(cut)")
    }
}
