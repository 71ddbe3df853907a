import CremaProto
import Glibc

/// Folders: listing, making, renaming and removing them.
public enum Folder {
    /// The names in a folder, sorted by bytes, without `.` and `..`.
    public static func names(in path: String) throws(DataError) -> [String] {
        guard let stream = path.withRawCString({ opendir($0) }) else {
            throw .lastSystemError("read folder", path)
        }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(rawCString: $0) }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names.sorted { $0.rawBytes.lexicographicallyPrecedes($1.rawBytes) }
    }

    /// The paths of all files below a folder, links followed, hidden names left out; a folder that is
    /// reached twice (a link to one above, say) is listed once.
    public static func files(below path: String) throws(DataError) -> [String] {
        var visited: Set<Identity> = []
        return try files(below: path, &visited)
    }

    private static func files(
        below path: String,
        _ visited: inout Set<Identity>
    ) throws(DataError) -> [String] {
        guard let identity = Identity(path), visited.insert(identity).inserted else { return [] }
        var files: [String] = []
        for name in try names(in: path) where !name.hasPrefix(".") {
            let entry = "\(path)/\(name)"
            if exists(entry) {
                files += try self.files(below: entry, &visited)
            } else if hasFile(entry) {
                files.append(entry)
            }
        }
        return files
    }

    /// What tells a folder from all others, by whatever path it is reached.
    private struct Identity: Hashable {
        let device: dev_t
        let inode: ino_t

        init?(_ path: String) {
            var status = stat()
            guard path.withRawCString({ stat($0, &status) }) == 0 else { return nil }
            device = status.st_dev
            inode = status.st_ino
        }
    }

    /// Whether the path is a folder, links followed.
    public static func exists(_ path: String) -> Bool {
        mode(of: path).map { $0 & S_IFMT == S_IFDIR } ?? false
    }

    /// Whether the path is a regular file, links followed.
    public static func hasFile(_ path: String) -> Bool {
        mode(of: path).map { $0 & S_IFMT == S_IFREG } ?? false
    }

    /// Makes a folder and those above it.
    public static func create(_ path: String) throws(DataError) {
        if exists(path) { return }
        let above = parent(of: path)
        if above != path && !exists(above) { try create(above) }
        guard path.withRawCString({ mkdir($0, 0o755) }) == 0 || errno == EEXIST else {
            throw .lastSystemError("make folder", path)
        }
    }

    /// Removes a file, or a folder with all that is in it; nothing there is no error.
    public static func remove(_ path: String) throws(DataError) {
        var status = stat()
        guard path.withRawCString({ lstat($0, &status) }) == 0 else { return }
        if status.st_mode & S_IFMT == S_IFDIR {
            for name in try names(in: path) { try remove("\(path)/\(name)") }
            guard path.withRawCString({ rmdir($0) }) == 0 else {
                throw .lastSystemError("remove", path)
            }
        } else {
            guard path.withRawCString({ unlink($0) }) == 0 else {
                throw .lastSystemError("remove", path)
            }
        }
    }

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

    /// Where a file or folder that is not there may be: beside another file that names it, under the same
    /// name or the end of its path; `; did you mean X?`, or nothing.
    ///
    /// Folders are moved, and the paths in their files stay.
    public static func question(about missing: String, beside file: String) -> String {
        let folder = parent(of: file)
        let name = missing.split { $0 == "/" || $0 == "\\" }.last.map(String.init) ?? ""
        let places = [missing, name].filter { !$0.isEmpty && !$0.hasPrefix("/") }
            .map { folder == "." ? $0 : "\(folder)/\($0)" }
        let found = places.first { $0 != missing && mode(of: $0) != nil }
        return found.map { "; did you mean \($0)?" } ?? ""
    }

    /// What is left on the disk of a folder.
    public static func freeBytes(_ path: String) -> Int {
        var status = statvfs()
        guard path.withRawCString({ statvfs($0, &status) }) == 0 else { return .max }
        return Int(clamping: UInt64(status.f_bavail)) * Int(clamping: UInt64(status.f_frsize))
    }

    /// Asks the disk to keep a folder's entries; file systems that cannot are let be.
    static func sync(_ path: String) {
        let descriptor = path.withRawCString { open($0, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }

    private static func mode(of path: String) -> mode_t? {
        var status = stat()
        return path.withRawCString { stat($0, &status) } == 0 ? status.st_mode : nil
    }
}
