#if canImport(Glibc)
    import Glibc
#endif

/// Where Caffe's log lines go: `I1124 18:00:01.123456  1234 solver.cpp:1] Iteration 0, loss = 2.3`.
///
/// People's parsers read these lines, so the prefix and the words are Caffe's. A line number says nothing here: it is always 1.
public struct Log: Sendable {
    /// How much a line matters, by glog's letters.
    public enum Severity: String, Sendable {
        case info = "I"
        case warning = "W"
        case error = "E"

        /// glog's number: 0 to 2.
        public var number: Int {
            switch self {
            case .info: 0
            case .warning: 1
            case .error: 2
            }
        }
    }

    private let write: @Sendable (String) -> Void

    /// A log that hands each message, without line end, to `write`; as in glog, only the first line of several has a prefix.
    public init(write: @escaping @Sendable (String) -> Void) {
        self.write = write
    }

    /// Writes nothing.
    public static let none = Log { _ in }

    /// Writes to the standard error output, each line in one piece.
    public static let standardError = Log { line in
        var bytes = Array(line.utf8) + [10]
        bytes.withUnsafeMutableBytes { buffer in
            _ = Glibc.write(2, buffer.baseAddress, buffer.count)
        }
    }

    /// The same log, of those lines whose severity is wanted at the time.
    public func filtered(where isWanted: @escaping @Sendable (Severity) -> Bool) -> Log {
        Log { line in
            guard let severity = Severity(rawValue: String(line.prefix(1))), isWanted(severity)
            else { return }
            write(line)
        }
    }

    /// The log of the program: what is severe enough, on the standard error output.
    public static let program = standardError.asSevereAsWanted

    /// The same log, of what is as severe as the environment's `GLOG_minloglevel` asks for: 0 all, 1 warnings, 2 errors.
    var asSevereAsWanted: Log {
        let least = getenv("GLOG_minloglevel").flatMap { Int(String(cString: $0)) } ?? 0
        return least <= 0 ? self : filtered { $0.number >= least }
    }

    /// Logs what goes its usual way.
    public func info(_ file: String, _ message: String) { log(.info, file, message) }
    /// Logs what the user should know.
    public func warning(_ file: String, _ message: String) { log(.warning, file, message) }
    /// Logs what went wrong.
    public func error(_ file: String, _ message: String) { log(.error, file, message) }

    private func log(_ severity: Severity, _ file: String, _ message: String) {
        write("\(severity.rawValue)\(Self.stamp()) \(file):1] \(message)")
    }

    /// glog's date, time and process: `1124 18:00:01.123456  1234`.
    private static func stamp() -> String {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        var parts = tm()
        localtime_r(&now.tv_sec, &parts)
        let date = padded(Int(parts.tm_mon) + 1, 2) + padded(Int(parts.tm_mday), 2)
        let time = [parts.tm_hour, parts.tm_min, parts.tm_sec].map { padded(Int($0), 2) }
        let micros = padded(now.tv_nsec / 1000, 6)
        let thread = String(getpid())
        let space = String(repeating: " ", count: max(1, 6 - thread.count))
        return "\(date) \(time.joined(separator: ":")).\(micros)\(space)\(thread)"
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}

/// A number as C++ streams print it by default: six significant digits, `%g`.
public func caffeText(_ number: Float) -> String {
    caffeText(Double(number))
}

/// A number as C++ streams print it by default: six significant digits, `%g`.
public func caffeText(_ number: Double) -> String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 64) { buffer in
        let count = withVaList([number]) { vsnprintf(buffer.baseAddress, buffer.count, "%g", $0) }
        return String(
            decoding: buffer.prefix(Int(count)).map { UInt8(bitPattern: $0) },
            as: UTF8.self
        )
    }
}
