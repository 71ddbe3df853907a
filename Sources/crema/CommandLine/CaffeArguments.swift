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
    /// The least severity that is to be logged, where glog's flag for it is there.
    private(set) var leastSeverity: String?

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
            let names = commands.map(\.commandName)
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
        command.flag(named: flag.name)?.kind ?? shared(flag)?.kind ?? Self.glogFlags[flag.name]
    }

    /// What glog lets any program of Caffe's be called with.
    private static let glogFlags: [String: CommandDescription.Argument.Kind] = [
        "logtostderr": .flag, "alsologtostderr": .flag, "colorlogtostderr": .flag,
        "log_dir": .option, "minloglevel": .option, "stderrthreshold": .option, "v": .option,
        "vmodule": .option,
    ]

    /// A flag of another of the commands that share all their flags in Caffe.
    private func shared(_ flag: CaffeFlag) -> CommandDescription.Argument? {
        let commands = ["train", "test", "time", "device_query"]
        guard let own = path.first, commands.contains(own) else { return nil }
        return commands.lazy.compactMap(program.subcommand)
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
        } else if flag.name == "minloglevel" {
            leastSeverity = flag.value
        } else if shared(flag) != nil || Self.glogFlags[flag.name] != nil {
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
