import CremaProto
import Glibc

/// Folders: listing, making, renaming and removing them.
public enum Folder {
    /// The names in a folder, sorted by bytes, without `.` and `..`.
    public static func names(in path: String) throws(DataError) -> [String] {
        try names(in: FilePath(path)).map(\.description)
    }

    /// The names in a folder in the same way, as raw bytes.
    static func names(in folder: FilePath) throws(DataError) -> [FilePath] {
        guard let stream = folder.withCString({ opendir($0) }) else {
            throw .lastSystemError("read folder", folder.description)
        }
        defer { closedir(stream) }
        var names: [FilePath] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { name in
                FilePath(bytes: name.prefix { $0 != 0 })
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names.sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
    }

    /// What identifies a folder, by whatever path it is reached.
    struct Identity: Hashable {
        let device: dev_t
        let inode: ino_t

        init?(_ path: FilePath) {
            var status = stat()
            guard path.withCString({ stat($0, &status) }) == 0 else { return nil }
            device = status.st_dev
            inode = status.st_ino
        }
    }

    /// Whether the path is a folder, links followed.
    public static func exists(_ path: String) -> Bool { exists(FilePath(path)) }

    /// Whether the path is a regular file, links followed.
    public static func hasFile(_ path: String) -> Bool { hasFile(FilePath(path)) }

    /// Whether the path is a folder, links followed.
    static func exists(_ path: FilePath) -> Bool { kind(of: path) == S_IFDIR }

    /// Whether the path is a regular file, links followed.
    static func hasFile(_ path: FilePath) -> Bool { kind(of: path) == S_IFREG }

    /// Makes a folder and those above it.
    public static func create(_ path: String) throws(DataError) {
        if exists(path) { return }
        let above = parent(of: path)
        if above != path && !exists(above) { try create(above) }
        guard path.withRawCString({ mkdir($0, 0o755) }) == 0 || errno == EEXIST else {
            throw .lastSystemError("make folder", path)
        }
    }

    /// Removes a file, or a folder with everything in it; it is not an error if there is nothing.
    ///
    /// Others may remove it at the same time, or still write into it.
    public static func remove(_ path: String) throws(DataError) {
        var status = stat()
        guard path.withRawCString({ lstat($0, &status) }) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            guard path.withRawCString({ unlink($0) }) == 0 || errno == ENOENT else {
                throw .lastSystemError("remove", path)
            }
            return
        }
        for attempt in 1...mostAttempts {
            do throws(DataError) {
                for name in try names(in: path) { try remove("\(path)/\(name)") }
            } catch {
                if exists(path) { throw error }
            }
            if path.withRawCString({ rmdir($0) }) == 0 || errno == ENOENT { return }
            guard errno == ENOTEMPTY, attempt < mostAttempts else {
                throw .lastSystemError("remove", path)
            }
        }
    }

    /// How often a folder is emptied into which somebody still writes.
    private static let mostAttempts = 100

    /// Gives a file or folder another name on the same disk, and syncs the folder it is in.
    public static func rename(_ path: String, to target: String) throws(DataError) {
        guard path.withRawCString({ old in target.withRawCString { Glibc.rename(old, $0) } }) == 0
        else {
            throw .lastSystemError("rename \(path) to", target)
        }
        sync(parent(of: target))
    }

    /// The folder that a path is in: `a/b` for `a/b/c`, `.` for `c`.
    public static func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// The folder of this process, from which relative paths start.
    public static var working: String {
        guard let path = getcwd(nil, 0) else { return "." }
        defer { free(path) }
        return String(rawCString: path)
    }

    /// Where a missing file or folder may be: next to another file that names it, under
    /// the same name or the end of its path; `; did you mean X?`, or nothing.
    ///
    /// Folders are moved, and the paths in their files stay.
    public static func question(about missing: String, beside file: String) -> String {
        let folder = parent(of: file)
        let name = missing.split { $0 == "/" || $0 == "\\" }.last.map(String.init) ?? ""
        let places = [missing, name].filter { !$0.isEmpty && !$0.hasPrefix("/") }
            .map { folder == "." ? $0 : "\(folder)/\($0)" }
        let found = places.first { $0 != missing && kind(of: FilePath($0)) != nil }
        return found.map { "; did you mean \($0)?" } ?? ""
    }

    /// What is left on the disk of a folder.
    public static func freeBytes(_ path: String) -> Int { bytes(path) { UInt64($0.f_bavail) } }

    /// The size of the disk of a folder.
    public static func totalBytes(_ path: String) -> Int { bytes(path) { UInt64($0.f_blocks) } }

    private static func bytes(_ path: String, _ blocks: (statvfs) -> UInt64) -> Int {
        var status = statvfs()
        guard path.withRawCString({ statvfs($0, &status) }) == 0 else { return .max }
        return Int(clamping: blocks(status))
            .multipliedSaturated(by: Int(clamping: UInt64(status.f_frsize)))
    }

    /// Asks the disk to keep a folder's entries; file systems that cannot are let be.
    static func sync(_ path: String) {
        let descriptor = path.withRawCString { open($0, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }

    private static func kind(of path: FilePath) -> mode_t? {
        var status = stat()
        guard path.withCString({ stat($0, &status) }) == 0 else { return nil }
        return status.st_mode & S_IFMT
    }
}
