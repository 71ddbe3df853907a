import CremaEngine

/// The name that the program was started with: a link to it may be named `caffe`, or like one of
/// the commands.
struct ProgramName {
    /// The name of this process's program.
    static let current = ProgramName(CommandLine.arguments.first ?? "crema")

    private let name: String

    /// The name in the path that the program was started with, without CMake's `.bin`.
    init(_ path: String) {
        let last = path.split(separator: "/").last.map(String.init) ?? "crema"
        name = last.hasSuffix(".bin") ? String(last.dropLast(4)) : last
    }

    /// The program's name in its own output: `caffe` or `crema`.
    var command: String { name == "caffe" ? name : "crema" }

    /// The command in the name: `convert_imageset`, as Caffe's tools were called.
    var implied: [String] {
        CommandDescription.program.subcommand(named: name) == nil ? [] : [name]
    }

    /// What `--version` prints; scripts look for Caffe's own sentence.
    var version: String {
        command == "caffe"
            ? "caffe version \(Version.caffe)"
            : "crema \(Version.crema), compatible with Caffe \(Version.caffe)"
    }
}
