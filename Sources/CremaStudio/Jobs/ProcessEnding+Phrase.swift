import CremaData
import CremaJobs
import CremaProto
import CremaRuns
import Glibc

extension ProcessEnding {
    /// The ending in words, with its usual cause.
    var phrase: Phrase {
        switch self {
        case .exited(let code): Self.phrase(ofExit: code)
        case .signalled(SIGKILL): Phrase("ending.signal_9")
        case .signalled(SIGSEGV): Phrase("ending.signal_11")
        case .signalled(SIGABRT): Phrase("ending.signal_6")
        case .signalled(SIGILL): Phrase("ending.signal_4")
        case .signalled(SIGTRAP): Phrase("ending.signal_5")
        case .signalled(SIGBUS): Phrase("ending.signal_7")
        case .signalled(SIGFPE): Phrase("ending.signal_8")
        case .signalled(let signal): Phrase("ending.signal", ["signal": "\(signal)"])
        case .late: Phrase("ending.late")
        case .unknown: Phrase("ending.unknown")
        }
    }

    private static func phrase(ofExit code: Int32) -> Phrase {
        guard let cause = ExitStatus(rawValue: code)?.cause else {
            return Phrase("ending.exited", ["code": "\(code)"])
        }
        return Phrase("ending.exited_because", ["code": "\(code)", "reason": cause])
    }
}

extension ExitStatus {
    /// When the program ends this way; nil where that may have any cause.
    var cause: Phrase? {
        [.done, .failed].contains(self) ? nil : .described("exit.\(rawValue)", english: summary)
    }
}
