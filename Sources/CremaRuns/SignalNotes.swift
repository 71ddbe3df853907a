import Glibc
import Synchronization

/// The signals that this process handles itself: a handler records them, and a run checks them
/// between two iterations.
///
/// The handler belongs to the process that installed it. In forked processes of layers, signals do
/// what they did before, except those that a terminal and the studio send to the whole group: the
/// training process decides about SIGINT and SIGHUP, and if they ended one of its workers, it would
/// wait forever.
enum SignalNotes {
    /// Handles signals until the process ends.
    ///
    /// Until `begin()` they do what they did before, except in processes that are forked meanwhile.
    static func take(_ signals: [Int32]) {
        owner.store(getpid(), ordering: .relaxed)
        _ = actions
        _ = forgetsInChildren
        for number in signals where !isOurs(number) {
            var action = sigaction()
            action.__sigaction_handler.sa_sigaction = handle
            // If a thread has an alternate stack for signals, it is used, as its own stack may be
            // small.
            action.sa_flags = SA_SIGINFO | SA_RESTART | SA_ONSTACK
            sigemptyset(&action.sa_mask)
            sigaction(number, &action, actions + Int(number))
        }
    }

    /// Starts recording; nothing is recorded yet.
    static func begin() {
        noted.store(0, ordering: .relaxed)
        isNoting.store(true, ordering: .relaxed)
    }

    /// Whether the signal has arrived since the last call.
    static func hasCome(_ number: Int32) -> Bool {
        let bit: UInt64 = 1 << UInt64(number)
        return noted.bitwiseAnd(~bit, ordering: .relaxed).oldValue & bit != 0
    }

    /// Whether a signal would end the process if it were not handled: nobody else handles or
    /// ignores it.
    static func endsProcess(_ number: Int32) -> Bool {
        var action = sigaction()
        guard !isOurs(number) else {
            return actions[Int(number)].__sigaction_handler.sa_handler == nil
        }
        guard sigaction(number, nil, &action) == 0 else { return false }
        return action.__sigaction_handler.sa_handler == nil
    }

    // MARK: What handlers may touch: all of it is made before there is one

    /// The signal numbers, and 0.
    private static let numbers = 0 as Int32..<65
    /// One bit for each signal that has arrived.
    private static let noted = Atomic<UInt64>(0)
    private static let isNoting = Atomic(false)
    /// The process that handles the signals.
    private static let owner = Atomic<pid_t>(0)
    /// What each signal did before, by signal number.
    nonisolated(unsafe) private static let actions: UnsafeMutablePointer<sigaction> = {
        let all = UnsafeMutablePointer<sigaction>.allocate(capacity: numbers.count)
        all.initialize(repeating: sigaction(), count: numbers.count)
        return all
    }()

    private static let handle:
        @convention(c) (
            Int32, UnsafeMutablePointer<siginfo_t>?, UnsafeMutableRawPointer?
        ) -> Void = { number, info, _ in
            let error = errno
            let isOwner = getpid() == owner.load(ordering: .relaxed)
            if isOwner, isNoting.load(ordering: .relaxed) {
                noted.bitwiseOr(1 << UInt64(number), ordering: .relaxed)
            } else if isOwner || !isForOwner(number, info) {
                sigaction(number, actions + Int(number), nil)
                // It arrives as soon as this handler returns, and then does what it did before.
                raise(number)
            }
            errno = error
        }

    /// Whether a signal to a forked process is meant for the whole group, and so for the training
    /// process, rather than for this one alone, like a signal from its parent or from the training
    /// process itself.
    private static func isForOwner(
        _ number: Int32,
        _ info: UnsafeMutablePointer<siginfo_t>?
    ) -> Bool {
        let owner = owner.load(ordering: .relaxed)
        guard isForGroup(number), let info, kill(owner, 0) == 0 else { return false }
        // Signals from a terminal are sent by the kernel itself.
        let isFromProcess = info.pointee.si_code <= 0
        let sender = info.pointee._sifields._kill.si_pid
        return !(isFromProcess && (sender == owner || sender == getppid()))
    }

    /// Whether a terminal and the studio send this signal to a whole group of processes.
    private static func isForGroup(_ number: Int32) -> Bool {
        number == SIGINT || number == SIGHUP
    }

    /// Restores the other signals at once in a forked process, whoever forks.
    private static let forgetsInChildren: Void = {
        pthread_atfork(nil, nil) {
            for number in numbers where !isForGroup(number) && isOurs(number) {
                sigaction(number, actions + Int(number), nil)
            }
        }
    }()

    private static func isOurs(_ number: Int32) -> Bool {
        var action = sigaction()
        guard sigaction(number, nil, &action) == 0, action.sa_flags & SA_SIGINFO != 0 else {
            return false
        }
        return unsafeBitCast(action.__sigaction_handler.sa_sigaction, to: Int.self)
            == unsafeBitCast(handle, to: Int.self)
    }
}
