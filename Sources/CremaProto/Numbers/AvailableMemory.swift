internal import Glibc

/// The memory that this process can still have.
///
/// Linux gives more than there is and ends the process later, and Swift ends it where none is
/// given. So whoever is about to allocate much checks here first, and refuses with a message.
public enum AvailableMemory {
    /// A separate bound, for work on input that may request anything.
    @TaskLocal public static var bound = Int.max

    /// In bytes: the smallest of what the machine has free, what the process's address space may
    /// grow by (`ulimit -v`) and what its control groups leave.
    public static var bytes: Int { least.bytes }

    /// Why so many bytes cannot be had: `needs 12.4 GB of memory, and 3.1 GB are free (ulimit -v)`;
    /// nil where they may be had.
    ///
    /// Few bytes are not asked about.
    public static func shortage(of bytes: Int) -> String? {
        guard bytes >= 16 << 20 else { return nil }
        let least = least
        guard bytes > least.bytes else { return nil }
        return "needs \(text(bytes)) of memory, and \(text(least.bytes)) are free (\(least.bound))"
    }

    /// A number of bytes as people read it: `12.4 GB`.
    public static func text(_ bytes: Int) -> String {
        var (value, unit) = (max(0, Double(bytes)), 0)
        let units = ["bytes", "kB", "MB", "GB", "TB"]
        while value >= 1000, unit < units.count - 1 { (value, unit) = (value / 1000, unit + 1) }
        let tenths = Int(saturating: (value * 10).rounded())
        let decimals = unit == 0 || tenths >= 1000 || tenths % 10 == 0 ? "" : ".\(tenths % 10)"
        return "\(tenths / 10)\(decimals) \(units[unit])"
    }

    private static var least: (bytes: Int, bound: String) {
        let swap = meminfo("SwapFree") ?? 0
        var bounds = [(meminfo("MemAvailable").map { $0.addingSaturated(swap) }, "on this machine")]
        bounds.append((addressSpace, "ulimit -v"))
        bounds.append((bound, "a bound of the caller's"))
        bounds.append((controlGroups(swap: swap), "the limit of the control group"))
        let known = bounds.compactMap { bytes, bound in bytes.map { ($0, bound) } }
        return known.min { $0.0 < $1.0 } ?? (.max, "")
    }

    private static func meminfo(_ name: String) -> Int? {
        number(after: "\(name):", in: text(of: "/proc/meminfo")).map {
            $0.multipliedSaturated(by: 1024)
        }
    }

    private static var addressSpace: Int? {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0,
            let most = Int(exactly: limit.rlim_cur),
            let pages = text(of: "/proc/self/statm")?.split(separator: " ").first.flatMap({
                Int($0)
            })
        else { return nil }
        return max(0, most - pages * Int(getpagesize()))
    }

    /// The least that the control groups leave, from the process's own up to the outermost.
    private static func controlGroups(swap: Int) -> Int? {
        let lines = text(of: "/proc/self/cgroup")?.split(separator: "\n") ?? []
        var least: Int?
        for line in lines {
            let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 3 else { continue }
            let isOld = parts[1].split(separator: ",").contains("memory")
            guard isOld || parts[1].isEmpty else { continue }
            let root = "/sys/fs/cgroup" + (isOld ? "/memory" : "")
            var path = String(parts[2])
            // In a container the path may be that of another view of the tree, of
            // which the root is seen.
            while true {
                let folder = root + (path == "/" ? "" : path)
                if let left = left(of: folder, isOld: isOld, swap: swap) {
                    least = min(least ?? .max, left)
                }
                guard path != "/", let slash = path.lastIndex(of: "/") else { break }
                path = slash == path.startIndex ? "/" : String(path[..<slash])
            }
        }
        return least
    }

    /// What a group leaves, its files in the cache counted as free; nil where it has no limit.
    private static func left(of folder: String, isOld: Bool, swap: Int) -> Int? {
        func number(_ file: String) -> Int? {
            text(of: "\(folder)/\(file)").flatMap { Int($0.prefix { $0 != "\n" }) }
        }
        let most = number(isOld ? "memory.limit_in_bytes" : "memory.max")
        let used = number(isOld ? "memory.usage_in_bytes" : "memory.current")
        guard let most, let used, most < 1 << 60 else { return nil }
        let stat = text(of: "\(folder)/memory.stat")
        let cached =
            Self.number(after: isOld ? "total_inactive_file" : "inactive_file", in: stat) ?? 0
        let ownSwap = isOld ? 0 : number("memory.swap.max") ?? swap
        return max(0, most.addingSaturated(-used).addingSaturated(cached))
            .addingSaturated(min(swap, max(0, ownSwap)))
    }

    /// The number behind a name that a line begins with.
    private static func number(after name: String, in text: String?) -> Int? {
        let line = text?.split(separator: "\n").first { $0.hasPrefix(name + " ") }
        return line?.split(separator: " ").dropFirst().first.flatMap { Int($0) }
    }

    /// The text of one of the system's files, which say no length.
    private static func text(of path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 16384)
        var filled = 0
        while filled < bytes.count {
            let got = bytes[filled...].withUnsafeMutableBytes {
                Glibc.read(descriptor, $0.baseAddress, $0.count)
            }
            if got < 0, errno == EINTR { continue }
            guard got > 0 else { break }
            filled += got
        }
        return String(decoding: bytes[..<filled], as: UTF8.self)
    }
}
