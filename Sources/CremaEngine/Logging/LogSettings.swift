import CremaData
import CremaProto

#if canImport(Glibc)
    import Glibc
#endif

/// What of the log goes where, by glog's settings.
///
/// Each is a variable of the environment, `GLOG_log_dir`, and a flag of the program,
/// `-log_dir`, that sets it. As in Caffe's programs, all goes to the standard error output too
/// unless a flag changes it.
public struct LogSettings: Sendable {
    /// The flags that are acted on, and what each takes.
    public enum Kind: Sendable { case text, number, onOrOff }

    /// glog's flags that mean something here, by name.
    public static let flags: [String: Kind] = [
        "log_dir": .text, "minloglevel": .number, "stderrthreshold": .number,
        "logtostderr": .onOrOff, "alsologtostderr": .onOrOff, "log_prefix": .onOrOff,
    ]

    /// The least severity that is logged at all, by glog's numbers.
    var least = 0
    /// The folder of log files; nil if there are none.
    var folder: String?
    /// The least severity that goes to the standard error output.
    var threshold = 0
    /// Whether lines begin with time and place.
    var hasPrefix = true

    /// Sets one of the flags for this process and those that it becomes or starts.
    public static func set(_ flag: String, _ value: String) { setenv("GLOG_\(flag)", value, 1) }

    /// The settings of the environment.
    package static var ofEnvironment: LogSettings {
        let value = { (name: String) in getenv(name).map { String(rawCString: $0) } }
        let number = { (name: String) in value("GLOG_\(name)").flatMap { Int($0) } }
        let isOn = { (name: String) in
            value("GLOG_\(name)").map { ["1", "t", "y"].contains($0.lowercased().prefix(1)) }
        }
        var settings = LogSettings()
        settings.least = number("minloglevel") ?? 0
        settings.hasPrefix = isOn("log_prefix") ?? true
        guard isOn("logtostderr") != true else { return settings }
        settings.folder = (value("GLOG_log_dir") ?? value("GOOGLE_LOG_DIR")).flatMap {
            $0.isEmpty ? nil : $0
        }
        if isOn("alsologtostderr") == false { settings.threshold = number("stderrthreshold") ?? 2 }
        return settings
    }

    /// Throws if log files are requested and cannot be written.
    public static func check() throws {
        guard let folder = ofEnvironment.folder else { return }
        let isWritable = folder.withRawCString { access($0, W_OK | X_OK) } == 0
        guard !Folder.exists(folder) || !isWritable else { return }
        let reason = Folder.exists(folder) ? "it cannot be written to" : "there is no such folder"
        throw EngineError(
            "-log_dir \(folder): \(reason); make it, or leave out -log_dir",
            kind: .cannotWrite
        )
    }

    /// The log by these settings, whose lines a person sees by `show`.
    package func log(_ show: @escaping @Sendable (String) -> Void) -> Log {
        let files = folder.map { LogFiles.of(folder: $0) }
        return Log { severity, line in
            guard severity.number >= least else { return }
            let end = hasPrefix ? nil : line.firstRange(of: "] ")?.upperBound
            let line = end.map { String(line[$0...]) } ?? line
            if severity.number >= threshold { show(line) }
            files?.write(severity, line)
        }
    }
}
