import Glibc
import Synchronization

/// Calls of this interface that are underway, on whatever threads.
enum Underway {
    fileprivate static let count = Atomic<Int>(0)

    /// Does the work of a call.
    static func during<Result>(_ work: () throws -> Result) rethrows -> Result {
        count.add(1, ordering: .relaxed)
        defer { count.subtract(1, ordering: .relaxed) }
        return try work()
    }
}

/// Says that the process is about to end: it then does so at once if a call is underway.
///
/// A thread may go on computing until the end, and oneDNN's machine code would be taken away
/// from under it. What is registered last is done first, so this is called when the interpreter
/// ends, not when it begins.
@_cdecl("crema_ending")
public func cremaEnding() {
    on_exit(
        { status, _ in
            guard Underway.count.load(ordering: .relaxed) > 0 else { return }
            fflush(nil)
            _exit(status)
        },
        nil
    )
}
