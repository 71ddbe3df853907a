import Glibc
import Synchronization

/// The signals that this process has taken over: a handler notes them, for a run to look at between
/// two iterations.
///
/// The handler belongs to the process that set it up. In processes that layers fork off signals do
/// what they did before, except those that a terminal and the studio send to the whole group: what
/// becomes of SIGINT and SIGHUP is for the process that trains to say, and a worker that they end
/// would leave it waiting for ever.
enum SignalNotes {
    /// Takes signals over until the process ends.
    ///
    /// Until `begin()` they do what they did before, but for the processes that are forked off
    /// meanwhile.
    static func take(_ signals: [Int32]) {
        owner.store(getpid(), ordering: .relaxed)
        _ = actions
        _ = forgetsInChildren
        for number in signals where !isOurs(number) {
            var action = sigaction()
            action.__sigaction_handler.sa_sigaction = handle
            // Where somebody has given a thread a stack for signals it is used, as their stack may
            // be small.
            action.sa_flags = SA_SIGINFO | SA_RESTART | SA_ONSTACK
            sigemptyset(&action.sa_mask)
            sigaction(number, &action, actions + Int(number))
        }
    }

    /// From now on they are noted; none is yet.
    static func begin() {
        noted.store(0, ordering: .relaxed)
        isNoting.store(true, ordering: .relaxed)
    }

    /// Whether the signal has come since the last time that it was asked for.
    static func hasCome(_ number: Int32) -> Bool {
        let bit: UInt64 = 1 << UInt64(number)
        return noted.bitwiseAnd(~bit, ordering: .relaxed).oldValue & bit != 0
    }

    /// Whether a signal would end the process if it was not taken over: nobody else has done so, or
    /// has it ignored.
    static func endsProcess(_ number: Int32) -> Bool {
        var action = sigaction()
        guard !isOurs(number) else {
            return actions[Int(number)].__sigaction_handler.sa_handler == nil
        }
        guard sigaction(number, nil, &action) == 0 else { return false }
        return action.__sigaction_handler.sa_handler == nil
    }

    // MARK: What handlers may touch: all of it is made before there is one

    /// The numbers of signals, and 0.
    private static let numbers = 0 as Int32..<65
    /// A bit for each signal that has come.
    private static let noted = Atomic<UInt64>(0)
    private static let isNoting = Atomic(false)
    /// The process that has taken the signals over.
    private static let owner = Atomic<pid_t>(0)
    /// What each signal did before, by its number.
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
                // It comes as soon as this handler is left, and then does what it did before.
                raise(number)
            }
            errno = error
        }

    /// Whether a signal that has come to a process which was forked off is meant for the whole
    /// group, and so for the process that trains: not for this one alone, as what its parent or
    /// that process itself sends.
    private static func isForOwner(
        _ number: Int32,
        _ info: UnsafeMutablePointer<siginfo_t>?
    ) -> Bool {
        let owner = owner.load(ordering: .relaxed)
        guard isForGroup(number), let info, kill(owner, 0) == 0 else { return false }
        // The kernel itself sends those of a terminal.
        let isFromProcess = info.pointee.si_code <= 0
        let sender = info.pointee._sifields._kill.si_pid
        return !(isFromProcess && (sender == owner || sender == getppid()))
    }

    /// Whether a terminal and the studio send a signal to a whole group of processes.
    private static func isForGroup(_ number: Int32) -> Bool {
        number == SIGINT || number == SIGHUP
    }

    /// Gives the other signals back at once in a process that is forked off, whoever forks.
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
