import CremaData
import CremaJobs
import CremaProto
import CremaRuns
import Foundation

/// The format of a model's archive, given by its extension.
enum ArchiveFormat: String, CaseIterable, Sendable {
    case tarGz = "tar.gz"
    case tgz
    case tarBz2 = "tar.bz2"
    case tar
    case zip

    /// The module of Python's standard library that writes it, by the file's extension.
    var module: String { self == .zip ? "zipfile" : "tarfile" }

    var mediaType: String {
        switch self {
        case .tarGz, .tgz: "application/gzip"
        case .tarBz2: "application/x-bzip2"
        case .tar: "application/x-tar"
        case .zip: "application/zip"
        }
    }
}

extension RouteReply {
    /// An archive of a model.
    static let archive = RouteReply(
        contents: ArchiveFormat.allCases.reduce(into: [:]) { $0[$1.mediaType] = [] }
    )
}

/// An archive in a folder that is removed when nothing refers to the archive any more.
final class ModelArchive: Sendable {
    private let folder: URL
    private let format: ArchiveFormat

    /// The archive.
    var file: URL { folder.appendingPathComponent("model.\(format.rawValue)") }

    fileprivate init(_ format: ArchiveFormat, below parent: URL) throws {
        self.format = format
        folder = parent.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: content, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    fileprivate var content: URL { folder.appendingPathComponent("content") }
    fileprivate var log: URL { folder.appendingPathComponent("log") }
}

/// Packs models.
struct ModelPacker: Sendable {
    let python: String?
    /// On the same disk as the jobs, so the packed files need not be copied first.
    let folder: URL

    /// Packs a model, its files without a folder around them.
    ///
    /// Throws `unavailable` if there is no Python, or if it fails, for example because the disk is
    /// full.
    func pack(_ model: ModelExport, as format: ArchiveFormat) async throws -> ModelArchive {
        let archive = try ModelArchive(format, below: folder)
        try model.write(to: archive.content)
        // In isolated mode, Python loads no module from the folder, which is full of other people's
        // files.
        var command = Command(
            try interpreter(),
            ["-I", "-m", format.module, "-c", archive.file.path]
                + model.files.keys.sorted()
        )
        command.folder = archive.content.path
        command.output = .file(archive.log.path)
        command.errors = .output
        command.leadsGroup = true
        let ending = try await command.runAside()
        guard ending == .exited(0) else {
            let words = JobFolder.tail(of: archive.log, lines: 1).first
            let ended = Phrase("error.program_ended", ["ending": ending.phrase])
            let reason = words.map { .verbatim($0) } ?? ended
            throw StudioError.unavailable(Phrase("error.not_packed", ["reason": reason]))
        }
        return archive
    }

    func interpreter() throws -> String {
        do {
            return try PythonInterpreter.find(named: python).path
        } catch {
            throw StudioError.unavailable(Phrase("error.packer", ["reason": Phrase(of: error)]))
        }
    }
}
