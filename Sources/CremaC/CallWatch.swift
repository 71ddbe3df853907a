import CremaData
import CremaRuns
import Glibc
import Synchronization

/// Ends the process when a layer in Python does not come back in time.
///
/// A separate thread watches the calls in progress. It requests the Python stack of the
/// thread that hangs by a signal that Python's `faulthandler` answers without the interpreter's
/// lock, so it works even where native code holds that.
final class CallWatch: Sendable {
    static let shared = CallWatch()

    /// The limit, and how the stack is requested.
    struct Settings {
        var seconds = 0.0
        var signal: Int32 = 0
        /// The file into which the interpreter answers the signal.
        var stackFile: Int32 = -1
    }

    private struct Entry: @unchecked Sendable {
        let call: PythonCall
        let thread: pthread_t
        let started: Double
    }

    private let settings = Guarded(Settings())
    private let isOn = Atomic(false)
    private let entries = Guarded<[Entry]>([])

    /// Sets the limit and starts the watching; no limit where the seconds are 0.
    func set(_ change: (inout Settings) -> Void) {
        let (wasOn, isOn) = settings.withLock { settings in
            change(&settings)
            return (self.isOn.load(ordering: .relaxed), settings.seconds > 0)
        }
        self.isOn.store(isOn, ordering: .relaxed)
        if isOn, !wasOn { startWatching() }
    }

    /// Does a step of a layer, which has to come back in time.
    func watching<Result>(_ call: PythonCall, _ work: () -> Result) -> Result {
        guard isOn.load(ordering: .relaxed) else { return work() }
        let entry = Entry(call: call, thread: pthread_self(), started: monotonicSeconds())
        entries.withLock { $0.append(entry) }
        defer {
            entries.withLock { entries in
                let last = entries.lastIndex { pthread_equal($0.thread, entry.thread) != 0 }
                if let last { entries.remove(at: last) }
            }
        }
        return work()
    }

    private func startWatching() {
        if let thread = try? startThread({ CallWatch.shared.watch() }) { pthread_detach(thread) }
    }

    private func watch() {
        while isOn.load(ordering: .relaxed) {
            usleep(100_000)
            let settings = settings.withLock { $0 }
            let late = entries.withLock {
                $0.first { monotonicSeconds() - $0.started > settings.seconds }
            }
            if settings.seconds > 0, let late { end(late, settings) }
        }
    }

    private func end(_ late: Entry, _ settings: Settings) -> Never {
        let saying = PythonSaying(
            message: """
                it did not come back within \(settings.seconds) seconds; --layer-timeout (or \
                CREMA_LAYER_TIMEOUT) sets another limit, 0 sets none
                """,
            traceback: stack(of: late.thread, settings)
        )
        let failure = LayerFailure(late.call, saying)
        RunReport.tell(failure)
        RunReport.end(failure)
        _exit(ExitStatus.layerTimeout.rawValue)
    }

    /// What the thread is doing in Python, innermost call first.
    private func stack(of thread: pthread_t, _ settings: Settings) -> String? {
        guard settings.stackFile >= 0, pthread_kill(thread, settings.signal) == 0 else {
            return nil
        }
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        var count = 0
        // The answer comes in pieces, late on a busy machine: it is whole when it grows no more.
        for _ in 0..<30 {
            usleep(100_000)
            let size = pread(settings.stackFile, &bytes, bytes.count, 0)
            if size > 0, size == count { break }
            count = size
        }
        return count > 0 ? String(decoding: bytes[..<count], as: UTF8.self) : nil
    }
}

private func monotonicSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

/// Sets how long a layer may take, which signal makes the interpreter write its
/// stack, and into which file.
@_cdecl("crema_watch_layers")
public func cremaWatchLayers(_ seconds: Double, _ signal: Int32, _ stackFile: Int32) {
    CallWatch.shared.set {
        $0.seconds = seconds.isFinite ? seconds : 0
        $0.signal = signal
        $0.stackFile = stackFile
    }
}
