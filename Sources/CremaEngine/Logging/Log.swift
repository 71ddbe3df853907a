import CremaProto

#if canImport(Glibc)
    import Glibc
#endif

/// Where Caffe's log lines go: `I1124 18:00:01.123456  1234 solver.cpp:1] Iteration 0, loss = 2.3`.
///
/// People's parsers read these lines, so the prefix and the words are Caffe's. A line number says
/// nothing here: it is always 1.
public struct Log: Sendable {
    /// How much a line matters, by glog's letters.
    public enum Severity: String, CaseIterable, Sendable {
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

    private let write: @Sendable (Severity, String) -> Void

    /// A log that hands each message, without line end, to `write`; as in glog, only the first line
    /// of several has a prefix.
    public init(write: @escaping @Sendable (String) -> Void) {
        self.write = { _, line in write(line) }
    }

    /// A log that passes on each message with its severity.
    init(write: @escaping @Sendable (Severity, String) -> Void) {
        self.write = write
    }

    /// Writes nothing.
    public static let none = Log { _ in }

    /// Writes to the standard error output, each line in one piece.
    public static let standardError = Log(write: writeToStandardError)

    private static let writeToStandardError: @Sendable (String) -> Void = { line in
        var bytes = Array(line.shown.utf8) + [10]
        bytes.withUnsafeMutableBytes { buffer in
            _ = Glibc.write(2, buffer.baseAddress, buffer.count)
        }
    }

    /// The same log, of those lines whose severity is wanted at the time.
    public func filtered(where isWanted: @escaping @Sendable (Severity) -> Bool) -> Log {
        Log { (severity: Severity, line: String) in
            if isWanted(severity) { write(severity, line) }
        }
    }

    /// The log of the program: where glog's settings have it.
    public static let program = LogSettings.ofEnvironment.log(writeToStandardError)

    /// The log of an interpreter, whose own settings say how severe a line has to be.
    public static let interpreter: Log = {
        var settings = LogSettings.ofEnvironment
        settings.least = 0
        return settings.log(writeToStandardError)
    }()

    /// Logs what goes its usual way.
    public func info(_ file: String, _ message: String) { log(.info, file, message) }
    /// Logs what the user should know.
    public func warning(_ file: String, _ message: String) { log(.warning, file, message) }
    /// Logs what went wrong.
    public func error(_ file: String, _ message: String) { log(.error, file, message) }

    private func log(_ severity: Severity, _ file: String, _ message: String) {
        write(severity, "\(severity.rawValue)\(Self.stamp()) \(file):1] \(message)")
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
