import Synchronization

#if canImport(Glibc)
    import Glibc
#endif

/// The last signal that asked training for something; a handler can do no more than note it.
private let noted = Atomic<Int32>(0)

/// Turns signals into requests to a solver, by Caffe's flags `-sigint_effect` and `-sighup_effect`; SIGTERM stops, with a snapshot.
struct SignalRequests {
    private let effects: [Int32: Solver.Request]

    /// Takes the signals over until the process ends.
    ///
    /// Throws where an effect has an unknown name.
    init(onInterrupt: String, onHangup: String) throws {
        effects = [
            SIGINT: try Self.request(onInterrupt, flag: "sigint_effect"),
            SIGHUP: try Self.request(onHangup, flag: "sighup_effect"), SIGTERM: .stop,
        ]
        noted.store(0, ordering: .relaxed)
        for number in effects.keys { signal(number) { noted.store($0, ordering: .relaxed) } }
    }

    /// What has been asked for since the last call.
    func next() -> Solver.Request {
        effects[noted.exchange(0, ordering: .relaxed)] ?? .goOn
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
