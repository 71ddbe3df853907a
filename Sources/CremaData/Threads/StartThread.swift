import CLinux
import Glibc

/// A thread of the system, a `pthread_t`: two modules have that type, and which of them a file sees
/// it in depends on what is compiled along with it.
public typealias ThreadID = UInt

/// The system gives no thread.
public struct ThreadError: Error, CustomStringConvertible {
    let code: Int32

    /// The sentence for a person.
    public var description: String {
        "the system gives no thread: \(DataError.systemText(code))"
    }
}

/// Starts a thread of the engine's own, which takes no signals: they go to the threads of
/// the program around it, where handlers of Python and profilers expect them, and wake
/// nobody who waits for work.
///
/// Who does not join the thread detaches it. Throws where the system gives none.
public func startThread(_ body: @escaping @Sendable () -> Void) throws(ThreadError)
    -> ThreadID
{
    final class Box {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
    // A thread begins with what the one that starts it holds back.
    var (held, before) = (setOfSignalsThatWait, sigset_t())
    pthread_sigmask(SIG_BLOCK, &held, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    var thread = pthread_t()
    let box = Unmanaged.passRetained(Box(body))
    let code = pthread_create(
        &thread,
        nil,
        { argument in
            Unmanaged<Box>.fromOpaque(argument.unsafelyUnwrapped).takeRetainedValue().body()
            return nil
        },
        box.toOpaque()
    )
    guard code == 0 else {
        box.release()
        throw ThreadError(code: code)
    }
    return thread
}
