import Synchronization

#if canImport(Glibc)
    import Glibc
#endif

/// The signals that asked training for something, a bit for each; a handler can do no more than note it.
private let noted = Atomic<UInt64>(0)

/// Turns signals into requests to a solver, by Caffe's flags `-sigint_effect` and `-sighup_effect`; SIGTERM stops, with a snapshot.
struct SignalRequests {
    /// What signals ask for; of several at once, the first here comes first.
    private let effects: [(signal: Int32, request: Solver.Request)]

    /// Takes the signals over until the process ends.
    ///
    /// Throws where an effect has an unknown name.
    init(onInterrupt: String, onHangup: String) throws {
        effects = [
            (SIGHUP, try Self.request(onHangup, flag: "sighup_effect")),
            (SIGINT, try Self.request(onInterrupt, flag: "sigint_effect")),
            (SIGTERM, .saveAndStop),
        ]
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

    private static func request(_ name: String, flag: String) throws -> Solver.Request {
        switch name {
        case "stop": .stop
        case "snapshot": .snapshot
        case "none": .goOn
        default: throw EngineError("-\(flag) is stop, snapshot or none, found \"\(name)\"")
        }
    }
}
