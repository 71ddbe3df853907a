import CLinux
import CSignals
import Glibc

/// The signals that an instruction of a thread itself raises.
///
/// They cannot wait: a thread that holds one back ends with its process before
/// anybody can say where.
private let faults = [SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGSYS]

/// All signals that can wait, signal N by bit N - 1.
private let signalsThatWait = ~faults.reduce(0 as UInt64) { $0 | 1 << UInt64($1 - 1) }

/// The same as the C library has it.
let setOfSignalsThatWait: sigset_t = {
    var set = sigset_t()
    sigfillset(&set)
    for fault in faults { sigdelset(&set, fault) }
    return set
}()

/// Runs `body` while this thread takes no signals; those that come meanwhile are
/// delivered when it is over.
///
/// What the thread held back before is held back afterwards, whatever happens in `body`.
public func holdingSignals<Result>(_ body: () throws -> Result) rethrows -> Result {
    let before = csignals_hold(signalsThatWait)
    defer { csignals_restore(before) }
    return try body()
}
