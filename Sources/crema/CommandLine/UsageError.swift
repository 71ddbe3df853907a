/// A command line that asks for what there is not.
struct UsageError: Error, CustomStringConvertible {
    /// The sentence, and where to read on.
    let description: String

    /// An error in the words for a command, `["crema", "train"]`.
    init(_ sentence: String, of command: [String] = []) {
        let name = command.joined(separator: " ")
        description = sentence + (name.isEmpty ? "" : "\nSee \"\(name) --help\".")
    }
}
