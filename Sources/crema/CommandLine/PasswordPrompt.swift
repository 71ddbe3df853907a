import Glibc

/// A password from the terminal, without showing it, or from standard input.
enum PasswordPrompt {
    /// The password for somebody; typed twice at a terminal, else the first line of the input.
    ///
    /// Throws `UsageError` if the two differ, or there is none.
    static func read(for name: String) throws -> String {
        guard isatty(STDIN_FILENO) == 1 else {
            guard let line = readLine() else {
                throw UsageError("the password must be the first line of standard input")
            }
            return line
        }
        let password = ask("Password for \(name): ")
        guard password == ask("The same again: ") else {
            throw UsageError("the two passwords differ; nothing was changed")
        }
        return password
    }

    private static func ask(_ question: String) -> String {
        getpass(question).map { String(cString: $0) } ?? ""
    }
}
