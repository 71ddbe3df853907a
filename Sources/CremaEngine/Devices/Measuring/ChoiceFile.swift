import FoundationEssentials

/// What was measured on this machine before, so that it need not be measured at each start.
///
/// It is a convenience: a file that is damaged or cannot be written is as good as none.
public struct ChoiceFile: Sendable {
    /// The choices of each machine, by the text of a shape.
    private typealias Content = [String: [String: String]]

    private let url: URL
    private let machine: String

    /// The file at a path; choices count for a machine of that description only.
    public init(path: String, machine: String) {
        url = URL(filePath: path)
        self.machine = machine
    }

    /// The user's own `choices.json`, in `$CREMA_CACHE` or else in `~/.cache/crema`; nil without a
    /// home.
    public static func standard(machine: String) -> ChoiceFile? {
        let environment = ProcessInfo.processInfo.environment
        let folder = environment["CREMA_CACHE"] ?? environment["HOME"].map { $0 + "/.cache/crema" }
        return folder.map { ChoiceFile(path: $0 + "/choices.json", machine: machine) }
    }

    /// The choices made on this machine.
    public var choices: [String: String] { content[machine] ?? [:] }

    /// Adds a choice to those that another process may have added meanwhile.
    public func add(_ choice: String, for shape: String) {
        var content = content
        content[machine, default: [:]][shape] = choice
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        guard let data = try? encoder.encode(content) else { return }
        // Where the cache cannot be written, the next run measures again.
        try? FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(),
            withIntermediateDirectories: true
        )
        // As above: a cache that cannot be written costs time only.
        try? data.write(to: url, options: .atomic)
    }

    private var content: Content {
        guard let data = try? Data(contentsOf: url) else { return [:] }
        return (try? JSONDecoder().decode(Content.self, from: data)) ?? [:]
    }
}
