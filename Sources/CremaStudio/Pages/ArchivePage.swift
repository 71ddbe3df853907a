import CremaData
import CremaJobs
import CremaProto
import Foundation
import Hummingbird
import HummingbirdCore

/// `/datasets/archives`: receives a zip or tar archive of images as the body of a request, for the
/// form of a data set that names it by its key.
struct ArchivePage: Page {
    let studio: Studio

    func addRoutes(to router: Router<StudioContext>) {
        routes(router, for: .train).replying(.json(.object))
            .post("datasets/archives", use: receive)
    }

    /// What a form needs to know about an archive.
    private struct Reply: Encodable {
        var key: String
        var entries: Int
        var size: String
    }

    @Sendable private func receive(_ request: Request, _ context: StudioContext) async throws
        -> Response
    {
        let key = try await studio.sentArchives.receive(request.body)
        let content = try await studio.checkArchive(key)
        return try .json(
            Reply(
                key: key,
                entries: content.entryCount,
                size: Wording.size(content.byteCount)
            )
        )
    }
}

extension Studio {
    /// Keeps an archive that came with a form; throws why it cannot be unpacked.
    func keepArchive(_ data: Data) async throws -> (key: String, content: ImageArchive.Content) {
        let key = try sentArchives.keep(data)
        return (key, try await checkArchive(key))
    }

    /// What is in an archive that was sent; one that cannot be unpacked is forgotten.
    fileprivate func checkArchive(_ key: String) async throws -> ImageArchive.Content {
        let archive = ImageArchive(sentArchives.place(key).path)
        do {
            return try await onWaitingThread { Result { try archive.check() } }.get()
        } catch {
            sentArchives.forget(key)
            throw StudioError.badRequest(Phrase(of: error))
        }
    }
}

extension SentFiles {
    /// What is left free on the disk.
    private static let reserve = 1 << 30

    /// Writes a body to the disk as it comes; the result is its key.
    ///
    /// Throws `diskFull` before there is no room left for anything else.
    fileprivate func receive(_ body: RequestBody) async throws -> String {
        let key = Self.newKey()
        let place = place(key)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data().write(to: place)
        do {
            let file = try FileHandle(forWritingTo: place)
            defer { try? file.close() }
            var unchecked = Int.max
            for try await piece in body {
                unchecked = unchecked.addingSaturated(piece.readableBytes)
                if unchecked > Self.reserve / 16 {
                    guard Folder.freeBytes(folder.path) > Self.reserve else {
                        throw StudioError.diskFull(Phrase("error.no_archive_room"))
                    }
                    unchecked = 0
                }
                try file.write(contentsOf: piece.readableBytesView)
            }
        } catch {
            forget(key)
            throw error
        }
        removeOld()
        return key
    }
}
