import CremaData
import CremaProto

#if canImport(Glibc)
    import Glibc
#endif

/// The files of a log, as glog makes them: `caffe.HOST.USER.log.INFO.20150210-133922.25210` and, as
/// a link to the newest of them, `caffe.INFO`.
///
/// The file of a severity has the lines of that severity and above, and is made
/// for the first of them.
final class LogFiles: Sendable {
    private let folder: String
    private let descriptors = Guarded<[String: Int32]>([:])

    private static let all = Guarded<[String: LogFiles]>([:])

    /// The files in a folder, which all logs of the process share.
    static func of(folder: String) -> LogFiles {
        all.withLock { all in
            let files = all[folder] ?? LogFiles(folder: folder)
            all[folder] = files
            return files
        }
    }

    private init(folder: String) {
        self.folder = folder
    }

    /// Adds a line to the files that it belongs into.
    func write(_ severity: Log.Severity, _ line: String) {
        let bytes = Array(line.shown.utf8) + [10]
        descriptors.withLock { descriptors in
            for file in Log.Severity.allCases where file.number <= severity.number {
                let descriptor = descriptors[file.name] ?? open(file)
                descriptors[file.name] = descriptor
                // Training goes on without its log, as with glog; the standard error output has it.
                if descriptor >= 0 {
                    _ = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
                }
            }
        }
    }

    private func open(_ severity: Log.Severity) -> Int32 {
        let name = "\(Self.stem).log.\(severity.name).\(Self.start)"
        let path = "\(folder)/\(name)"
        let isNew = !Folder.hasFile(path)
        let descriptor = path.withRawCString {
            Glibc.open($0, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o664)
        }
        guard descriptor >= 0 else {
            let reason = String(cString: strerror(errno))
            Log.standardError.warning(
                "logging.cpp",
                "the log file \(path) cannot be written: \(reason)"
            )
            return descriptor
        }
        guard isNew else { return descriptor }
        let header =
            "Log file created at: \(Self.time("%Y/%m/%d %H:%M:%S"))\n"
            + "Running on machine: \(Self.host)\n"
            + "Log line format: [IWEF]mmdd hh:mm:ss.uuuuuu threadid file:line] msg\n"
        _ = Array(header.utf8).withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        let link = "\(folder)/\(Self.program).\(severity.name)"
        link.withRawCString { link in
            _ = unlink(link)
            _ = name.withRawCString { symlink($0, link) }
        }
        return descriptor
    }

    // MARK: Names

    /// What glog would call the program: `caffe`, or one of its tools, or the interpreter.
    private static var program: String {
        if let name = getenv("CREMA_LOG_NAME") { return String(cString: name) }
        return CommandLine.arguments.first?.split(separator: "/").last.map(String.init) ?? "caffe"
    }

    private static var stem: String { "\(program).\(host).\(user)" }

    private static var host: String {
        var names = utsname()
        guard uname(&names) == 0 else { return "localhost" }
        return withUnsafeBytes(of: names.nodename) {
            String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
        }
    }

    private static var user: String {
        if let name = getenv("USER"), name.pointee != 0 { return String(cString: name) }
        guard let entry = getpwuid(getuid()) else { return "uid\(getuid())" }
        return String(cString: entry.pointee.pw_name)
    }

    /// When the log began, and the process, `20150210-133922.25210`.
    ///
    /// A process that becomes the interpreter of its layers goes on with the
    /// files that it has begun.
    private static let start: String = {
        let process = String(getpid())
        if let begun = getenv("CREMA_LOG_START").map({ String(cString: $0) }),
            begun.hasSuffix(".\(process)")
        {
            return begun
        }
        let start = "\(time("%Y%m%d-%H%M%S")).\(process)"
        setenv("CREMA_LOG_START", start, 1)
        return start
    }()

    private static func time(_ format: String) -> String {
        var now = Glibc.time(nil)
        var parts = tm()
        localtime_r(&now, &parts)
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 64) { buffer in
            let count = strftime(buffer.baseAddress, buffer.count, format, &parts)
            return String(
                decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) },
                as: UTF8.self
            )
        }
    }
}

extension Log.Severity {
    /// glog's word: INFO, WARNING, ERROR.
    var name: String {
        switch self {
        case .info: "INFO"
        case .warning: "WARNING"
        case .error: "ERROR"
        }
    }
}
