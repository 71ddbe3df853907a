import CremaData
import CremaRuns
import Glibc

extension ProcessEnding {
    /// The ending in words, with its usual cause.
    var words: String {
        switch self {
        case .exited(let code): "ended with exit code \(code)\(meaning(of: code))"
        case .signalled(SIGKILL): "was killed by signal 9 (out of memory?)"
        case .signalled(SIGSEGV):
            "was killed by signal 11 (native code touched memory that is not its own)"
        case .signalled(SIGABRT): "was killed by signal 6 (a library gave up; see the log)"
        case .signalled(SIGILL):
            "was killed by signal 4 (an instruction this processor lacks, or a failed check)"
        case .signalled(SIGTRAP): "was killed by signal 5 (a failed check in the program)"
        case .signalled(SIGBUS):
            "was killed by signal 7 (a mapped file became shorter; disk full?)"
        case .signalled(SIGFPE): "was killed by signal 8 (a division by zero)"
        case .signalled(let signal): "was killed by signal \(signal)"
        case .late: "took too long and was ended"
        case .unknown: "ended without a word; an earlier studio had started it"
        }
    }

    private func meaning(of code: Int32) -> String {
        guard let status = ExitStatus(rawValue: code), ![.done, .failed].contains(status) else {
            return ""
        }
        return " (\(status.summary))"
    }
}
