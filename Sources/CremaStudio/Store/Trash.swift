import CremaData
import CremaJobs
import CremaProto
import Foundation

/// Folders that were deleted, kept in `.trash/` for a while so that the deletion can be undone.
///
/// A folder is moved there and back by one rename, so that it is in one place or the other whenever
/// a studio is killed. Its name there is its own and the time of its deletion: `<name>.<seconds>`.
struct Trash: Sendable {
    /// The folder that the folders are deleted from, such as the jobs' folder.
    let place: URL

    /// How long a deletion can be undone, in seconds.
    static let time = 86_400.0
    /// The room that the trash leaves on a disk, in bytes, unless the disk is small.
    private static let room = 1 << 30

    private var folder: URL { place.appendingPathComponent(".trash") }

    /// Moves a folder into the trash.
    ///
    /// Throws if it cannot be moved; then it stays as it was.
    func put(_ name: String, now: Date = Date()) throws {
        try Folder.create(folder.path)
        let seconds = Int(saturating: now.timeIntervalSince1970)
        try Folder.rename(
            place.appendingPathComponent(name).path,
            to: folder.appendingPathComponent("\(name).\(seconds)").path
        )
    }

    /// Where a folder is in the trash, the last deleted one where there are several; nil if it is
    /// not there.
    func find(_ name: String) -> URL? {
        entries().last { $0.name == name }.map { folder.appendingPathComponent($0.file) }
    }

    /// Moves a folder back to where it was.
    ///
    /// Throws `notFound` if it is not in the trash, and `forbidden` if its place is taken.
    func takeBack(_ name: String) throws {
        guard let found = find(name) else {
            throw StudioError.notFound(Phrase("error.not_in_trash", ["id": name]))
        }
        let target = place.appendingPathComponent(name).path
        guard !Folder.exists(target) else {
            throw StudioError.forbidden(Phrase("error.not_deleted", ["id": name]))
        }
        try Folder.rename(found.path, to: target)
    }

    /// Removes what was deleted long ago, and, while there is little room on the disk, the oldest
    /// of the rest.
    func sweep(now: Date = Date()) {
        let end = Int(saturating: now.timeIntervalSince1970 - Self.time)
        for entry in entries() where entry.seconds < end || isShortOfRoom { remove(entry.file) }
    }

    private var isShortOfRoom: Bool {
        let (free, all) = (Folder.freeBytes(place.path), Folder.totalBytes(place.path))
        return free < min(Self.room, all / 20)
    }

    /// Removes a folder in the trash, which then cannot be taken back any more, not even in part.
    private func remove(_ file: String) {
        let name = "\(JobFolder.deletedPrefix)\(file)-\(UInt32.random(in: 0 ... .max))"
        let grave = place.appendingPathComponent(name)
        // Another sweep may have been faster, or somebody has taken it back.
        guard (try? Folder.rename(folder.appendingPathComponent(file).path, to: grave.path)) != nil
        else { return }
        // What cannot be removed now is removed when a studio starts.
        try? Folder.remove(grave.path)
    }

    private struct Entry {
        var file: String
        var name: String
        /// When it was deleted, in seconds since 1970.
        var seconds: Int
    }

    /// What is in the trash, the oldest first.
    private func entries() -> [Entry] {
        // Before the first deletion there is no trash.
        let files = (try? Folder.names(in: folder.path)) ?? []
        return files.compactMap { file in
            guard let dot = file.lastIndex(of: "."), let seconds = Int(file[dot...].dropFirst())
            else { return nil }
            return Entry(file: file, name: String(file[..<dot]), seconds: seconds)
        }
        .sorted { $0.seconds < $1.seconds }
    }
}
