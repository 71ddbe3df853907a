import ArgumentParser
import CremaData
import CremaProto

/// `crema upgrade_net_proto_text IN OUT`: a net's prototxt in the current form.
struct UpgradeNetProtoTextCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "upgrade_net_proto_text",
        abstract: "Converts a net's prototxt from an older format to the current one.",
        usage: "crema upgrade_net_proto_text IN OUT"
    )

    @Argument(help: "The net's prototxt, and the file to write.")
    var words: [String] = []

    func run() throws {
        try Self.check(words, are: 2...2)
        try upgrade(
            words[0],
            to: words[1],
            kind: "text",
            message: "NetParameter",
            file: "upgrade_net_proto_text.cpp",
            read: { try NetParameter.parse(prototxt: $0) },
            upgrade: { try $0.upgraded(report: &$1) },
            write: { try AtomicFile.write(path: $1, text: $0.message.prototxt()) }
        )
    }
}
