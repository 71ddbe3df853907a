import CremaData
import CremaProto
import CremaRuns
import Foundation

/// A zip or tar archive with a folder of images for each class, which anybody may have made.
///
/// It is read by a process of its own, file by file. Refused are paths that lead outside, links,
/// devices, files that are there twice, what is encrypted, and what unpacks to more than the disk
/// has room for or than images can be packed to.
public struct ImageArchive: Sendable {
    /// What is in an archive, by its own account.
    public struct Content: Sendable, Equatable {
        /// How many files and folders it has.
        public var entryCount: Int
        /// The bytes of the files.
        public var byteCount: Int
    }

    /// What is unpacked at most.
    public struct Limits: Sendable {
        /// How many files and folders.
        public var entries = 2_000_000
        /// How many bytes; nil for what the disk has room for, with a reserve.
        public var bytes: Int?
        /// How many times the size of the archive, once it is more than 64 MiB.
        public var ratio = 200

        /// Two million files, the free disk, and 200 times the archive's size.
        public init() {}
    }

    /// The file.
    public let path: String
    /// What is unpacked at most.
    public var limits = Limits()

    /// An archive, which is looked at when it is checked or unpacked.
    public init(_ path: String) { self.path = path }

    /// Looks at the names and sizes in it; throws why it cannot be unpacked.
    public func check() throws -> Content { try read("check", into: Folder.parent(of: path)) }

    /// Unpacks it into a folder; throws why that cannot be done, which leaves a part of it there.
    public func unpack(into folder: String) throws {
        try Folder.create(folder)
        _ = try read("unpack", into: folder)
    }

    /// How long it may take, in which a fast disk writes terabytes.
    private static let limit = Duration.seconds(3600)
    /// What is left free on the disk.
    private static let reserve = 1 << 30

    private func read(_ task: String, into folder: String) throws -> Content {
        let report = "\(path).\(UUID().uuidString).report"
        defer { try? Folder.remove(report) }
        let free = Folder.freeBytes(folder)
        let bytes = limits.bytes ?? max(0, free - min(Self.reserve, free / 10))
        var command = Command(
            try PythonInterpreter.find().path,
            [
                "-I", "-c", Self.script, task, path, folder, report, "\(bytes)",
                "\(limits.entries)", "\(limits.ratio)",
            ]
        )
        command.output = .nothing
        command.errors = .nothing
        command.leadsGroup = true
        command.limit = Self.limit
        let ending = try command.run()
        guard let said = try? FileBytes.lines(path: report).first else {
            throw JobError(Phrase("archive.ended", ["ending": "\(ending)"]))
        }
        let words = said.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        if words[0] == "ok", words.count == 3, let entries = Int(words[1]),
            let bytes = Int(words[2])
        {
            return Content(entryCount: entries, byteCount: bytes)
        }
        throw JobError(Self.refusal(words[0], words.count > 1 ? words[1] : ""))
    }

    private static func refusal(_ word: String, _ value: String) -> Phrase {
        let name = ["name": value.shown]
        switch word {
        case "outside": return Phrase("archive.outside", name)
        case "link": return Phrase("archive.link", name)
        case "device": return Phrase("archive.device", name)
        case "name": return Phrase("archive.name", name)
        case "twice": return Phrase("archive.twice", name)
        case "locked": return Phrase("archive.locked", name)
        case "files": return Phrase("archive.files", ["most": value])
        case "ratio": return Phrase("archive.ratio", ["most": value])
        case "size": return Phrase("archive.size", ["most": value])
        case "other": return Phrase("archive.other")
        default: return Phrase("archive.damaged", ["reason": value.shown])
        }
    }

    /// Takes a task (check or unpack), the archive, the folder, the file for its report, and the
    /// limits; the report is a word and what belongs to it, with tabs between.
    private static let script = #"""
        import os, stat, sys, tarfile, zipfile
        task, archive, folder, report = sys.argv[1:5]
        most_bytes, most_files, most_ratio = map(int, sys.argv[5:8])
        packed = max(1, os.path.getsize(archive))
        files = size = 0

        def end(word, *values):
            line = "\t".join([word, *(str(each) for each in values)])
            line = line.replace("\n", "?").replace("\r", "?")[:1000]
            with open(report, "wb") as out:
                out.write(line.encode("utf-8", "backslashreplace"))
            sys.exit(word != "ok")

        def count(more):
            global size
            size += more
            if size > most_bytes:
                end("size", most_bytes)
            if size > 64 << 20 and size > most_ratio * packed:
                end("ratio", most_ratio)

        def take(name, length, is_folder, opened):
            global files
            parts = name.split("/")
            if name.startswith("/") or ".." in parts:
                end("outside", name)
            parts = [part for part in parts if part not in ("", ".")]
            if "\0" in name or len(name) > 2000 or any(len(os.fsencode(p)) > 255 for p in parts):
                end("name", name)
            files += 1
            if files > most_files:
                end("files", most_files)
            # What macOS adds to its archives is not what somebody packed.
            if is_folder or not parts or parts[0] == "__MACOSX":
                return
            if task == "check":
                return count(length)
            path = os.path.join(folder, *parts)
            try:
                os.makedirs(os.path.dirname(path), exist_ok=True)
                out = open(path, "xb")
            except (FileExistsError, IsADirectoryError, NotADirectoryError):
                end("twice", name)
            with out, opened() as stream:
                while True:
                    piece = stream.read(1 << 20)
                    if not piece:
                        break
                    count(len(piece))
                    out.write(piece)

        def take_zip():
            with zipfile.ZipFile(archive) as opened:
                for info in opened.infolist():
                    if info.flag_bits & 1:
                        end("locked", info.filename)
                    kind = stat.S_IFMT(info.external_attr >> 16)
                    if kind == stat.S_IFLNK:
                        end("link", info.filename)
                    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
                        end("device", info.filename)
                    take(info.filename, info.file_size, info.is_dir(), lambda: opened.open(info))

        def take_tar():
            with tarfile.open(archive) as opened:
                while True:
                    member = opened.next()
                    if member is None:
                        break
                    # The members that are done with would fill the memory.
                    opened.members = []
                    if member.issym() or member.islnk():
                        end("link", member.name)
                    if not member.isreg() and not member.isdir():
                        end("device", member.name)
                    take(member.name, member.size, member.isdir(),
                         lambda: opened.extractfile(member))

        try:
            if zipfile.is_zipfile(archive):
                take_zip()
            elif tarfile.is_tarfile(archive):
                take_tar()
            else:
                end("other")
        except Exception as error:
            end("damaged", error)
        end("ok", files, size)
        """#
}

/// An archive's files in a folder that is removed when nothing refers to it any more.
final class UnpackedArchive: Sendable {
    /// The folder with the class folders: the archive's own, or one around all of them in it.
    let images: String
    private let folder: String

    /// Unpacks an archive into a folder, in place of what an earlier process left there.
    init(_ archive: ImageArchive, into folder: String) throws {
        self.folder = folder
        try Folder.remove(folder)
        do {
            try archive.unpack(into: folder)
            images = try Self.classes(in: folder)
        } catch {
            try? Folder.remove(folder)
            throw error
        }
    }

    deinit { try? Folder.remove(folder) }

    /// The folder itself, or the only one in it where that has folders of its own: most archives
    /// have one around everything.
    private static func classes(in folder: String) throws -> String {
        func folders(in path: String) throws -> (all: [String], others: Int) {
            let names = try Folder.names(in: path).filter { !$0.hasPrefix(".") }
            let folders = names.filter { Folder.exists("\(path)/\($0)") }
            return (folders, names.count - folders.count)
        }
        var found = folder
        while true {
            let (inside, others) = try folders(in: found)
            guard inside.count == 1, others == 0 else { return found }
            let next = "\(found)/\(inside[0])"
            guard try !folders(in: next).all.isEmpty else { return found }
            found = next
        }
    }
}

/// The images of an archive, by their names in it.
struct ArchiveSource: ImageSource {
    private let archive: UnpackedArchive
    private let source: FolderSource

    /// The classes: the names of their folders.
    var targets: TargetSpace { source.targets }
    /// What is left out.
    var omissions: [Omission] {
        source.omissions.map { $0.named(below: archive.images) }
    }

    /// The images of an unpacked archive.
    init(_ archive: UnpackedArchive, _ options: FolderSource.Options) throws {
        self.archive = archive
        source = try FolderSource(folder: archive.images, options)
    }

    /// The images of a part, in the order of its database.
    func images(of part: DatasetPart) -> [LabeledImage] {
        source.images(of: part).map { $0.named(below: archive.images) }
    }

    /// Decodes the file at a position in that order.
    func image(
        at index: Int,
        of part: DatasetPart,
        in room: DecodingRoom
    ) throws(DataError) -> Image {
        try source.image(at: index, of: part, in: room)
    }
}

extension FolderSource.Options {
    /// The images of a folder of class folders, or of an archive of one, which is unpacked below
    /// the folder of a job for as long as they are read.
    func images(
        at path: String,
        unpackedIn folder: String,
        say: @Sendable (String) -> Void
    ) throws -> any ImageSource {
        guard Folder.hasFile(path) else { return try FolderSource(folder: path, self) }
        say("Unpacking \(path)")
        let archive = try UnpackedArchive(ImageArchive(path), into: "\(folder)/unpacked")
        return try ArchiveSource(archive, self)
    }
}
