import ArgumentParser
import CremaData
import CremaProto

/// `crema upgrade_net_proto_binary IN OUT`: a net's weights in the current form.
struct UpgradeNetProtoBinaryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "upgrade_net_proto_binary",
        abstract: "Converts a net's weights (.caffemodel) from an older format to the current one.",
        usage: "crema upgrade_net_proto_binary IN OUT"
    )

    @Argument(help: "The weights, and the file to write.")
    var words: [String] = []

    func run() throws {
        try Self.check(words, are: 2...2)
        let input = words[0]
        try upgrade(
            input,
            to: words[1],
            kind: "binary",
            message: "NetParameter",
            file: "upgrade_net_proto_binary.cpp",
            read: { try NetParameter.parse(caffemodel: $0) },
            upgrade: { try $0.upgraded(file: input, report: &$1) },
            write: { try AtomicFile.write(path: $1, $0.binary()) }
        )
    }
}
