import CremaData
import Foundation

/// Files that forms have sent, kept by content so that a form with an error need not send its file
/// again.
struct SentFiles: Sendable {
    let folder: URL
    /// What the names of the kept files end with: `py`.
    let ending: String
    /// How many files are kept.
    let most: Int

    /// Keeps a file; the result is its key.
    func keep(_ data: Data) throws -> String {
        let key = MD5.hex(Array(data))
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try data.write(to: place(key), options: .atomic)
        removeOld()
        return key
    }

    /// Keeps another name of a file that is on the same disk already; the result is its key.
    func link(_ file: URL) throws -> String {
        let key = Self.newKey()
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try FileManager.default.linkItem(at: file, to: place(key))
        removeOld()
        return key
    }

    /// A key for a file whose content is not looked at.
    static func newKey() -> String {
        UUID().uuidString.filter(\.isHexDigit).lowercased()
    }

    /// Forgets a file.
    func forget(_ key: String) { try? FileManager.default.removeItem(at: place(key)) }

    /// The location of a kept file, whether it is there or not.
    func place(_ key: String) -> URL { folder.appendingPathComponent("\(key).\(ending)") }

    /// The kept file with a key; nil if there is none.
    func file(_ key: String) -> URL? {
        guard key.utf8.count == 32, key.allSatisfy(\.isHexDigit) else { return nil }
        let place = place(key)
        return Folder.hasFile(place.path) ? place : nil
    }

    /// Forgets the files that were sent longest ago.
    func removeOld() {
        let key = URLResourceKey.contentModificationDateKey
        // A folder that is not there holds nothing to forget.
        let files = try? FileManager.default.contentsOfDirectory(
            at: folder,
            includingPropertiesForKeys: [key]
        )
        guard let files, files.count > most else { return }
        let dated = files.map { file in
            // A file without a date goes first.
            (file, (try? file.resourceValues(forKeys: [key]))?.contentModificationDate)
        }
        let newestLast = dated.sorted { $0.1 ?? .distantPast < $1.1 ?? .distantPast }
        for (file, _) in newestLast.dropLast(most) {
            try? FileManager.default.removeItem(at: file)
        }
    }
}
