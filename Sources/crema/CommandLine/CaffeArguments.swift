import CremaEngine
import CremaProto

/// A command line in the style of Caffe (gflags), converted to the form that ArgumentParser
/// accepts.
///
/// Flags have one dash or two and may be anywhere, even before the command. A value follows after
/// `=` or as the next word, whatever that begins with. A switch is `-gray`, `-nogray` or
/// `-gray=false`, and the last one counts. Names may have `-` for `_`.
struct CaffeArguments {
    /// The words for ArgumentParser: the command, flags with two dashes, each with its value, and
    /// the rest.
    private(set) var parsed: [String] = []
    /// Flags that mean something to another Caffe command or to glog, and nothing here.
    private(set) var ignored: [String] = []
    /// Where the log goes, according to glog's flags.
    private(set) var logSettings: [(flag: String, value: String)] = []

    /// The program's name in the log: each of Caffe's tools is a program there.
    var logName: String {
        guard let name = path.first, !Self.ownCommands.contains(name) else { return "caffe" }
        return name
    }

    /// The commands of the program `caffe`, which share all their flags.
    private static let ownCommands = ["train", "test", "time", "device_query"]

    private let program: CommandDescription
    private var command: CommandDescription
    private var path: [String] = []
    private var flags: [CaffeFlag] = []
    private var words: [String] = []

    /// The words after the program's name.
    ///
    /// Throws `UsageError` if a command or flag is unknown, or a switch is neither on nor off.
    init(_ line: [String], of program: CommandDescription) throws {
        self.program = program
        command = program
        // Requests for completions are left to ArgumentParser.
        if line.contains(where: Self.isAboutCompletion) {
            parsed = line
            return
        }
        try sort(line)
        parsed = path
        for flag in flags { try resolve(flag) }
        parsed += words
    }

    private static func isAboutCompletion(_ word: String) -> Bool {
        word.hasPrefix("---") || word.hasPrefix("--generate-completion-script")
    }

    /// Separates the command, the flags with their values, and other words.
    private mutating func sort(_ line: [String]) throws {
        var rest = line[...]
        while let word = rest.popFirst() {
            if word == "--" {
                words += [word] + rest
                return
            } else if var flag = CaffeFlag(word) {
                if flag.value == nil, kind(of: flag) == .option { flag.value = rest.popFirst() }
                flags.append(flag)
            } else {
                try take(word)
            }
        }
    }

    /// A word without dashes: the command, or an argument of it.
    private mutating func take(_ word: String) throws {
        guard let commands = command.subcommands, !commands.isEmpty else {
            return words.append(word)
        }
        guard let next = command.subcommand(named: word) else {
            let names = commands.filter { $0.shouldDisplay != false }.map(\.commandName)
            throw UsageError(
                "unknown command \"\(word)\"" + NearestName.question(word, in: names)
                    + "\nCommands: \(names.joined(separator: ", "))",
                of: [program.commandName] + path
            )
        }
        command = next
        path.append(word)
    }

    private func kind(of flag: CaffeFlag) -> CommandDescription.Argument.Kind? {
        command.flag(named: flag.name)?.kind ?? shared(flag)?.kind ?? Self.glogKind(flag.name)
    }

    /// Other glog flags that any Caffe program accepts, and that mean nothing here.
    private static let idleFlags: [String: CommandDescription.Argument.Kind] = [
        "colorlogtostderr": .flag, "colorlogtostdout": .flag, "drop_log_memory": .flag,
        "log_utc_time": .flag, "log_year_in_prefix": .flag, "stop_logging_if_full_disk": .flag,
        "symbolize_stacktrace": .flag, "timestamp_in_logfile_name": .flag,
        "alsologtoemail": .option, "log_backtrace_at": .option, "log_link": .option,
        "logbuflevel": .option, "logbufsecs": .option, "logcleansecs": .option,
        "logemaillevel": .option, "logfile_mode": .option, "logmailer": .option,
        "max_log_size": .option, "v": .option, "vmodule": .option,
    ]

    /// Whether a flag of glog's has a value; nil for others.
    private static func glogKind(_ name: String) -> CommandDescription.Argument.Kind? {
        LogSettings.flags[name].map { $0 == .onOrOff ? .flag : .option } ?? idleFlags[name]
    }

    /// A flag of another of the commands that share all their flags in Caffe.
    private func shared(_ flag: CaffeFlag) -> CommandDescription.Argument? {
        guard let own = path.first, Self.ownCommands.contains(own) else { return nil }
        return Self.ownCommands.lazy.compactMap(program.subcommand)
            .compactMap { $0.flag(named: flag.name) }.first(where: \.isCaffe)
    }

    /// Adds a flag to ArgumentParser's words, now that the command is known.
    private mutating func resolve(_ flag: CaffeFlag) throws {
        if let known = command.flag(named: flag.name), let name = known.longName {
            guard known.kind == .option else { return set(name, try flag.isOn()) }
            parsed.append("--\(name)")
            // ArgumentParser recognises an empty value only as a word of its own.
            if let value = flag.value, value.isEmpty { parsed.append(value) }
            if let value = flag.value, !value.isEmpty { parsed[parsed.count - 1] += "=\(value)" }
        } else if let opposite = flag.opposite, let known = command.flag(named: opposite.name),
            known.kind == .flag, let name = known.longName
        {
            set(name, false)
        } else if let kind = LogSettings.flags[flag.name] {
            try setLog(flag, kind)
        } else if let opposite = flag.opposite, LogSettings.flags[opposite.name] == .onOrOff {
            logSettings.append((opposite.name, "0"))
        } else if shared(flag) != nil || Self.idleFlags[flag.name] != nil
            || flag.opposite.map({ Self.idleFlags[$0.name] == .flag }) == true
        {
            ignored.append(flag.name)
        } else {
            let names = command.flagNames.map { "-\($0)" }
            throw UsageError(
                "unknown flag \"-\(flag.name)\""
                    + NearestName.question("-\(flag.name)", in: names),
                of: [program.commandName] + path
            )
        }
    }

    /// Records a glog flag that has an effect.
    private mutating func setLog(_ flag: CaffeFlag, _ kind: LogSettings.Kind) throws {
        switch kind {
        case .onOrOff: logSettings.append((flag.name, try flag.isOn() ? "1" : "0"))
        case .text: logSettings.append((flag.name, flag.value ?? ""))
        case .number:
            guard let value = flag.value, Int32(value) != nil else {
                throw UsageError(
                    "-\(flag.name) must be a severity: 0 (info), 1 (warnings), 2 (errors) or 3; "
                        + "found \"\(flag.value ?? "")\""
                )
            }
            logSettings.append((flag.name, value))
        }
    }

    /// Sets a switch, which is off by default.
    private mutating func set(_ name: String, _ isOn: Bool) {
        parsed.removeAll { $0 == "--\(name)" }
        if isOn { parsed.append("--\(name)") }
    }
}

/// A word with one dash or two.
private struct CaffeFlag {
    /// The name after the dashes, up to `=`.
    let name: String
    /// The value after `=`, or in the next word.
    var value: String?

    /// Nil if the word is not a flag: `-`, and negative numbers.
    init?(_ word: String) {
        let dashes = word.prefix { $0 == "-" }.count
        let text = word.dropFirst(dashes)
        guard (1...2).contains(dashes), text.first?.isLetter == true else { return nil }
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        name = String(parts[0])
        value = parts.count == 2 ? String(parts[1]) : nil
    }

    /// The switch that a `no` before its name turns off.
    var opposite: CaffeFlag? {
        guard name.hasPrefix("no"), value == nil else { return nil }
        return CaffeFlag("-" + name.dropFirst(2))
    }

    /// Whether a switch is on.
    func isOn() throws -> Bool {
        guard let value else { return true }
        switch value.lowercased() {
        case "true", "t", "yes", "y", "1": return true
        case "false", "f", "no", "n", "0": return false
        default: throw UsageError("-\(name) must be true or false, found \"\(value)\"")
        }
    }
}
