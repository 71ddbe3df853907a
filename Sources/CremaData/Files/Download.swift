import Glibc

/// Fetching published files with `curl`, each checked to be the published one.
enum Download {
    /// Fetches a file unless it is there already; false where that did not work, having said why.
    ///
    /// `isPublished` looks at its bytes, mostly at their MD5.
    static func fetch(
        _ url: String,
        to path: String,
        for name: String,
        say: (String) -> Void,
        isPublished: ([UInt8]) -> Bool
    ) -> Bool {
        if Folder.hasFile(path) { return true }
        let partial = "\(path).\(getpid()).partial"
        defer { unlink(partial) }
        say("\(name): fetching \(url)")
        let limits = ["--connect-timeout", "5", "--max-time", "1800"]
        do throws(DataError) {
            try Folder.create(Folder.parent(of: path))
            guard run("curl", ["-fsSL"] + limits + ["-o", partial, url]) else {
                throw .invalidFile(path: url, reason: "not reached")
            }
            guard isPublished(try FileBytes.read(path: partial)) else {
                throw .invalidFile(path: url, reason: "it is not the published file (MD5)")
            }
            try Folder.rename(partial, to: path)
            return true
        } catch {
            say("\(name): \(error)")
            return false
        }
    }

    /// Runs a program and waits for it; whether it ended well.
    static func run(_ program: String, _ arguments: [String]) -> Bool {
        (try? Command(program, arguments).run()) == .exited(0)
    }

    /// The folder for what has been fetched under a name.
    static func cache(_ name: String) -> String {
        let cache = environment("XDG_CACHE_HOME") ?? "\(environment("HOME") ?? "/tmp")/.cache"
        return "\(cache)/crema/\(name)"
    }

    /// A variable of the environment; nil where it is not set, or empty.
    static func environment(_ name: String) -> String? {
        guard let value = getenv(name), value.pointee != 0 else { return nil }
        return String(cString: value)
    }
}
