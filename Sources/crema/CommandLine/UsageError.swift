/// An error in a command line.
struct UsageError: Error, CustomStringConvertible {
    /// The sentence, and where to read more.
    let description: String

    /// An error of a command, `["crema", "train"]`.
    init(_ sentence: String, of command: [String] = []) {
        let name = command.joined(separator: " ")
        description = sentence + (name.isEmpty ? "" : "\nSee \"\(name) --help\".")
    }
}
