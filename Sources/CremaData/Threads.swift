import Glibc

/// How many threads can work at once.
var availableCores: Int { max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }

/// Starts a thread, or nil where the system gives none.
func startThread(_ work: @escaping @Sendable () -> Void) -> pthread_t? {
    final class Box {
        let work: @Sendable () -> Void
        init(_ work: @escaping @Sendable () -> Void) { self.work = work }
    }
    var thread = pthread_t()
    let box = Unmanaged.passRetained(Box(work))
    let code = pthread_create(
        &thread,
        nil,
        { argument in
            Unmanaged<Box>.fromOpaque(argument!).takeRetainedValue().work()
            return nil
        },
        box.toOpaque()
    )
    guard code == 0 else {
        box.release()
        return nil
    }
    return thread
}
