import Synchronization

#if canImport(Glibc)
    import Glibc
#endif

/// The signals that asked training for something, a bit for each; a handler can do no more than note it.
private let noted = Atomic<UInt64>(0)

/// Turns signals into requests to a solver, by Caffe's flags `-sigint_effect` and `-sighup_effect`; SIGTERM stops, with a snapshot.
///
/// So does SIGPIPE, where it would end the process: Ctrl-C ends the `tee` behind a training as well, and the next line of
/// the log must not take the training along before its snapshot.
struct SignalRequests {
    /// What signals ask for; of several at once, the first here comes first.
    private let effects: [(signal: Int32, request: Solver.Request)]

    /// Takes the signals over until the process ends.
    ///
    /// Throws where an effect has an unknown name.
    init(onInterrupt: String, onHangup: String) throws {
        var effects: [(Int32, Solver.Request)] = [
            (SIGHUP, try Self.request(onHangup, flag: "sighup_effect")),
            (SIGINT, try Self.request(onInterrupt, flag: "sigint_effect")),
            (SIGTERM, .saveAndStop),
        ]
        // Python ignores it, as it is told of each pipe by an exception.
        if Self.endsProcess(SIGPIPE) { effects.append((SIGPIPE, .saveAndStop)) }
        self.effects = effects
        noted.store(0, ordering: .relaxed)
        for (number, _) in effects {
            signal(number) { noted.bitwiseOr(1 << UInt64($0), ordering: .relaxed) }
        }
    }

    /// What has been asked for since the last call.
    func next() -> Solver.Request {
        let signals = noted.load(ordering: .relaxed)
        for (number, request) in effects where signals & 1 << UInt64(number) != 0 {
            noted.bitwiseAnd(~(1 << UInt64(number)), ordering: .relaxed)
            if request != .goOn { return request }
        }
        return .goOn
    }

    /// Whether nobody has taken the signal over, or has it ignored.
    private static func endsProcess(_ number: Int32) -> Bool {
        var action = sigaction()
        guard sigaction(number, nil, &action) == 0 else { return false }
        return action.__sigaction_handler.sa_handler == nil
    }

    private static func request(_ name: String, flag: String) throws -> Solver.Request {
        switch name {
        case "stop": .stop
        case "snapshot": .snapshot
        case "none": .goOn
        default: throw EngineError("-\(flag) is stop, snapshot or none, found \"\(name)\"")
        }
    }
}
