import ArgumentParser
import FoundationEssentials

/// What a command accepts, as ArgumentParser describes it in JSON.
struct CommandDescription: Decodable {
    /// A flag, or a word without one.
    struct Argument: Decodable {
        /// Its form: `option` has a value, `flag` has none, `positional` is a word.
        enum Kind: String, Decodable { case option, flag, positional }

        /// One spelling, without dashes.
        struct Name: Decodable {
            /// `long`, `longWithSingleDash` or `short`.
            let kind: String
            /// The letters.
            let name: String
        }

        let kind: Kind
        let names: [Name]?

        /// The spelling with two dashes.
        var longName: String? { names?.first { $0.kind == "long" }?.name }

        /// Whether it is one of Caffe's flags, which also accept one dash.
        var isCaffe: Bool { names?.contains { $0.kind == "longWithSingleDash" } ?? false }

        func isNamed(_ name: String) -> Bool {
            names?.contains { $0.name.withUnderscores == name.withUnderscores } ?? false
        }
    }

    let commandName: String
    /// Whether it is meant for users.
    let shouldDisplay: Bool?
    let subcommands: [CommandDescription]?
    let arguments: [Argument]?

    /// The program itself.
    static let program: CommandDescription = {
        struct Dump: Decodable { let command: CommandDescription }
        let json = Data(Crema._dumpHelp().utf8)
        guard let dump = try? JSONDecoder().decode(Dump.self, from: json) else {
            preconditionFailure(
                "ArgumentParser describes the commands in the JSON that is read here"
            )
        }
        return dump.command
    }()

    /// The subcommand with that name.
    func subcommand(named name: String) -> CommandDescription? {
        subcommands?.first { $0.commandName == name }
    }

    /// The names of its flags; a switch without its `no`.
    var flagNames: [String] { (arguments ?? []).compactMap(\.longName) }

    /// The flag with that name, here or, if the command is not known yet, below.
    ///
    /// A flag that has a value in one command and none in another counts as having one.
    func flag(named name: String) -> Argument? {
        let own = (arguments ?? []).filter { $0.kind != .positional && $0.isNamed(name) }
        let below = (subcommands ?? []).compactMap { $0.flag(named: name) }
        return (own + below).first { $0.kind == .option } ?? own.first ?? below.first
    }
}

extension String {
    /// The name as prototxt and Caffe spell it; `-` in a flag's name equals `_`.
    fileprivate var withUnderscores: String { String(map { $0 == "-" ? "_" : $0 }) }
}
