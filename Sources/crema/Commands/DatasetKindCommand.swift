import ArgumentParser
import CremaJobs
import CremaProto

/// `crema dataset <kind>`: a command that is generated from the description of a kind of data set.
///
/// ArgumentParser derives a command's flags from the properties of its type. Here they are those of
/// `customMirror`, so its help, its completions and its errors know the kind's options.
struct DatasetKindCommand<Kind: DatasetKind>: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: Kind.about.name,
            abstract: "Builds a data set from \(Kind.about.summary).",
            discussion: """
                \(Kind.about.notes)

                  crema dataset \(Kind.about.name) \(Kind.about.example)
                """
        )
    }

    private var jobDir = ""
    /// The values of the flags, by the names of their options.
    private var fields: [String: String] = [:]

    init() {}

    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: OptionKey.self)
        func required(_ name: String) throws -> String {
            try values.decode(Option<String>.self, forKey: OptionKey(name)).wrappedValue
        }
        jobDir = try required(Self.jobDirKey)
        for option in Kind.commandOptions {
            let name = option.name
            fields[name] =
                try option.isRequired
                ? required(name) : values.decodeIfPresent(String.self, forKey: OptionKey(name))
        }
    }

    func run() throws {
        var kind = Kind()
        var errors = kind.read(fields)
        errors.add(Kind.uncounted(in: fields))
        guard errors.isEmpty else { throw usage(errors) }
        try start(BuildDatasetRun(DatasetSettings(kind), into: jobDir))
    }

    /// What is wrong with the flags, each named as the user typed it.
    private func usage(_ errors: FormErrors) -> UsageError {
        let sentences = Kind.commandOptions.flatMap { option in
            (errors.fields[option.name] ?? []).map { "\(option.flag): \($0)" }
        }
        return UsageError(
            sentences.joined(separator: "\n"),
            of: [ProgramName.current.command, "dataset", Kind.about.name]
        )
    }
}

extension DatasetKindCommand: CustomReflectable {
    private static var jobDirKey: String { "job_dir" }

    /// The flags, in the form in which ArgumentParser finds properties.
    var customMirror: Mirror {
        let jobDir = Option<String>(
            name: .customLong("job-dir"),
            help: "The job's folder, in which to build.",
            completion: .directory
        )
        let options = Kind.commandOptions.map { ($0.name, $0.argument) }
        return Mirror(self, children: [(Self.jobDirKey, jobDir as Any)] + options)
    }
}

/// The key of an option by its name.
private struct OptionKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(_ name: String) { stringValue = name }
    init?(stringValue: String) { self.init(stringValue) }
    init?(intValue: Int) { nil }
}

extension OptionDescription {
    /// Whether a command must be given it.
    fileprivate var isRequired: Bool { requirement != nil && condition == nil }

    /// The option as a flag with a value: required, with a default, or neither.
    fileprivate var argument: Any {
        let name = NameSpecification.customLong(String(flag.dropFirst(2)))
        let words = ArgumentHelp(
            "\(label): \(help)" + (choices.isEmpty ? "" : " (\(allowed))"),
            valueName: String(flag.dropFirst(2))
        )
        if isRequired {
            return Option<String>(name: name, help: words, completion: completion)
        }
        if defaultText.isEmpty {
            return Option<String?>(name: name, help: words, completion: completion)
        }
        return Option<String>(
            wrappedValue: defaultText,
            name: name,
            help: words,
            completion: completion
        )
    }

    /// The completions that a shell offers.
    private var completion: CompletionKind? {
        switch kind {
        case .folder: .directory
        case .file: .file()
        case .choice(let choices): .list(choices.map(\.value))
        default: nil
        }
    }
}
