import CremaEngine
import CremaProto

/// A command line in the manner of Caffe's (gflags), brought into the form that ArgumentParser takes.
///
/// Flags have one dash or two and stand anywhere, before the command too. A value follows after `=`
/// or as the next word, whatever that begins with. A switch is `-gray`, `-nogray` or `-gray=false`,
/// and the last one counts. Names may have `-` for `_`.
struct CaffeArguments {
    /// The words for ArgumentParser: the command, flags with two dashes, each with its value, and the rest.
    private(set) var parsed: [String] = []
    /// Flags that mean something to another of Caffe's commands or to glog, and nothing here.
    private(set) var ignored: [String] = []
    /// Where the log goes, by glog's flags.
    private(set) var logSettings: [(flag: String, value: String)] = []

    /// What the program is called whose log it is: each of Caffe's tools is a program there.
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

    /// The words behind the program's name.
    ///
    /// Throws `UsageError` where there is no such command or flag, or a switch is neither on nor off.
    init(_ line: [String], of program: CommandDescription) throws {
        self.program = program
        command = program
        // What asks for completions is ArgumentParser's own affair.
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

    /// Tells the command, the flags with their values, and other words from each other.
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

    /// A word without dashes: the command, or something for it.
    private mutating func take(_ word: String) throws {
        guard let commands = command.subcommands, !commands.isEmpty else {
            return words.append(word)
        }
        guard let next = command.subcommand(named: word) else {
            let names = commands.filter { $0.shouldDisplay != false }.map(\.commandName)
            throw UsageError(
                "there is no command \"\(word)\"" + NearestName.question(word, in: names)
                    + "\nThe commands are: \(names.joined(separator: ", "))",
                of: [program.commandName] + path
            )
        }
        command = next
        path.append(word)
    }

    private func kind(of flag: CaffeFlag) -> CommandDescription.Argument.Kind? {
        command.flag(named: flag.name)?.kind ?? shared(flag)?.kind ?? Self.glogKind(flag.name)
    }

    /// What else glog lets any program of Caffe's be called with, and means nothing here.
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

    /// Puts a flag into ArgumentParser's words, now that the command is known.
    private mutating func resolve(_ flag: CaffeFlag) throws {
        if let known = command.flag(named: flag.name), let name = known.longName {
            guard known.kind == .option else { return set(name, try flag.isOn()) }
            parsed.append("--\(name)")
            // Of an empty value ArgumentParser takes notice only in a word of its own.
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
                "there is no flag \"-\(flag.name)\""
                    + NearestName.question("-\(flag.name)", in: names),
                of: [program.commandName] + path
            )
        }
    }

    /// Notes a flag of glog's that is acted on.
    private mutating func setLog(_ flag: CaffeFlag, _ kind: LogSettings.Kind) throws {
        switch kind {
        case .onOrOff: logSettings.append((flag.name, try flag.isOn() ? "1" : "0"))
        case .text: logSettings.append((flag.name, flag.value ?? ""))
        case .number:
            guard let value = flag.value, Int32(value) != nil else {
                throw UsageError(
                    "-\(flag.name) is a severity: 0 (info), 1 (warnings), 2 (errors) or 3; found "
                        + "\"\(flag.value ?? "")\""
                )
            }
            logSettings.append((flag.name, value))
        }
    }

    /// Sets a switch, which is off without a word.
    private mutating func set(_ name: String, _ isOn: Bool) {
        parsed.removeAll { $0 == "--\(name)" }
        if isOn { parsed.append("--\(name)") }
    }
}

/// A word with one dash or two.
private struct CaffeFlag {
    /// The word behind its dashes, up to `=`.
    let name: String
    /// What stands behind `=`, or in the next word.
    var value: String?

    /// nil where the word is no flag: `-`, and negative numbers.
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
        default: throw UsageError("-\(name) is true or false, found \"\(value)\"")
        }
    }
}
