import CremaData
import CremaJobs
import CremaProto
import Foundation

/// The files of an archive, in a folder that is removed when nothing refers to it any more.
final class UnpackedModel: Sendable {
    private let folder: URL

    fileprivate init(below parent: URL) throws {
        folder = parent.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: content, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    fileprivate var content: URL { folder.appendingPathComponent("content") }
    fileprivate var archive: URL { folder.appendingPathComponent("archive") }

    /// What `info.json` says, with the keys of DIGITS and of Crema.
    private struct Info: Decodable {
        var name: String?
        var dimensions: [Int]?
        var resizeMode: String?
        var weights: String
        var model: String?
        var deploy: String?
        var labels: String?
        var mean: String?
        var layers: String?

        enum CodingKeys: String, CodingKey {
            case name
            case dimensions = "image dimensions"
            case resizeMode = "image resize mode"
            case weights = "snapshot file"
            case model = "model file"
            case deploy = "deploy file"
            case labels = "labels file"
            case mean = "mean file"
            case layers = "python layer file"
        }
    }

    /// Makes a pretrained model of the files; throws `FormErrors` if something is missing or wrong.
    func keep(in models: PretrainedModels) throws {
        let info: Info
        do {
            let file = content.appendingPathComponent("info.json")
            let bytes = try FileBytes.read(path: file.path, limit: 1 << 20)
            info = try JSONDecoder().decode(Info.self, from: Data(bytes))
        } catch {
            throw FormErrors(["archive": [Phrase("form.no_info")]])
        }
        let names: [PretrainedModels.File: String?] = [
            .weights: info.weights, .network: info.model ?? info.deploy, .labels: info.labels,
            .mean: info.mean, .layers: info.layers,
        ]
        var files: [PretrainedModels.File: PretrainedModels.Content] = [:]
        for case (let kind, let name?) in names {
            let isPlain = !name.isEmpty && !name.hasPrefix(".") && !name.contains("/")
            let file = content.appendingPathComponent(name)
            guard isPlain, Folder.hasFile(file.path) else {
                throw FormErrors(["archive": [Phrase("form.not_in_archive", ["name": name])]])
            }
            files[kind] = .file(file)
        }
        guard files[.network] != nil else {
            throw FormErrors(["archive": [Phrase("form.no_info")]])
        }
        let fields = PretrainedModels.File.allCases.reduce(into: [:]) { $0[$1] = "archive" }
        try models.make(try model(info), of: files, fields: fields)
    }

    private func model(_ info: Info) throws -> PretrainedModel {
        let sides = info.dimensions ?? [256, 256, 3]
        guard sides.count == 3, sides.allSatisfy({ (1...8192).contains($0) }) else {
            throw FormErrors(["archive": [Phrase("form.no_info")]])
        }
        let now = Date()
        return PretrainedModel(
            id: Job.makeID(now: now),
            name: String((info.name ?? "").prefix(200)),
            created: now.timeIntervalSince1970,
            channels: sides[2] == 1 ? 1 : 3,
            width: sides[1],
            height: sides[0],
            resizeMode: String((info.resizeMode ?? "squash").prefix(40))
        )
    }
}

extension ModelPacker {
    /// The most bytes that an archive may unpack to.
    private static let mostBytes = 2 << 30
    /// The most files in one.
    private static let mostFiles = 200

    /// Keeps the regular files of an archive by their plain names, whatever folders they claim to
    /// be in; what is no file, or has a name twice, is refused.
    private static let script = """
        import os, sys, tarfile, zipfile
        archive, folder, bytes_left, files_left = *sys.argv[1:3], *map(int, sys.argv[3:5])
        def keep(name, stream):
            global bytes_left, files_left
            name = os.path.basename(name)
            files_left -= 1
            if not name or name.startswith("."): return
            if files_left < 0: sys.exit(1)
            with open(os.path.join(folder, name), "xb") as out:
                while True:
                    piece = stream.read(1 << 20)
                    if not piece: break
                    bytes_left -= len(piece)
                    if bytes_left < 0: sys.exit(1)
                    out.write(piece)
        if zipfile.is_zipfile(archive):
            with zipfile.ZipFile(archive) as z:
                for info in z.infolist():
                    if not info.is_dir(): keep(info.filename, z.open(info))
        else:
            with tarfile.open(archive) as t:
                for member in t:
                    if member.isreg(): keep(member.name, t.extractfile(member))
        """

    /// Unpacks a tar or zip archive; throws `FormErrors` if it is neither, or too large.
    func unpack(_ archive: Data) async throws -> UnpackedModel {
        let unpacked = try UnpackedModel(below: folder)
        try archive.write(to: unpacked.archive)
        var command = Command(
            try interpreter(),
            [
                "-I", "-c", Self.script, unpacked.archive.path, unpacked.content.path,
                "\(Self.mostBytes)", "\(Self.mostFiles)",
            ]
        )
        command.folder = unpacked.content.path
        command.output = .nothing
        command.errors = .nothing
        command.leadsGroup = true
        guard try await command.runAside() == .exited(0) else {
            let size = Wording.size(Self.mostBytes)
            throw FormErrors(["archive": [Phrase("form.not_archive", ["size": size])]])
        }
        return unpacked
    }
}
