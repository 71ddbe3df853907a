import CremaEngine
import Glibc
import Synchronization

/// Turns signals into requests to a solver, according to Caffe's flags `-sigint_effect` and
/// `-sighup_effect`; SIGTERM stops, with a snapshot.
///
/// So does SIGPIPE, if it would end the process: Ctrl-C also ends the `tee` behind a training, and
/// the next log line must not end the training before its snapshot.
public struct SignalRequests {
    /// The signal that stopped the last run of this process; 0 if the run reached its end.
    public static var stop: Int32 { lastStop.load(ordering: .relaxed) }
    private static let lastStop = Atomic<Int32>(0)

    /// What each signal requests; if several arrive at once, the first here wins.
    private let effects: [(signal: Int32, request: Solver.Request)]

    /// Handles the signals, before layers are made that may fork; they are recorded after
    /// `begin()`.
    ///
    /// Throws if an effect has an unknown name.
    init(onInterrupt: String, onHangup: String) throws {
        var effects: [(Int32, Solver.Request)] = [
            (SIGHUP, try Self.request(onHangup, flag: "sighup_effect")),
            (SIGINT, try Self.request(onInterrupt, flag: "sigint_effect")),
            (SIGTERM, .saveAndStop),
        ]
        // Python ignores it, as it gets an exception for each broken pipe.
        if SignalNotes.endsProcess(SIGPIPE) { effects.append((SIGPIPE, .saveAndStop)) }
        self.effects = effects
        SignalNotes.take(effects.map(\.0))
    }

    /// Records signals until the process ends; before this they end it, as there is nothing to lose
    /// yet.
    func begin() {
        Self.lastStop.store(0, ordering: .relaxed)
        SignalNotes.take(effects.map(\.signal))
        SignalNotes.begin()
    }

    /// What has been requested since the last call.
    func next() -> Solver.Request {
        for (number, request) in effects where SignalNotes.hasCome(number) {
            guard request != .goOn else { continue }
            if request != .snapshot { Self.lastStop.store(number, ordering: .relaxed) }
            return request
        }
        return .goOn
    }

    private static func request(_ name: String, flag: String) throws -> Solver.Request {
        switch name {
        case "stop": .stop
        case "snapshot": .snapshot
        case "none": .goOn
        default: throw EngineError("-\(flag) must be stop, snapshot or none; found \"\(name)\"")
        }
    }
}
