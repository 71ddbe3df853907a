import CremaEngine
import Glibc
import Synchronization

/// Turns signals into requests to a solver, by Caffe's flags `-sigint_effect` and `-sighup_effect`;
/// SIGTERM stops, with a snapshot.
///
/// So does SIGPIPE, where it would end the process: Ctrl-C ends the `tee` behind a training as
/// well, and the next line of the log must not take the training along before its snapshot.
public struct SignalRequests {
    /// The signal at which the last run of this process has stopped; 0 where it went on to its end.
    public static var stop: Int32 { lastStop.load(ordering: .relaxed) }
    private static let lastStop = Atomic<Int32>(0)

    /// What signals ask for; of several at once, the first here comes first.
    private let effects: [(signal: Int32, request: Solver.Request)]

    /// Takes the signals over, before layers are made that may fork; they are heard from `begin()`
    /// on.
    ///
    /// Throws where an effect has an unknown name.
    init(onInterrupt: String, onHangup: String) throws {
        var effects: [(Int32, Solver.Request)] = [
            (SIGHUP, try Self.request(onHangup, flag: "sighup_effect")),
            (SIGINT, try Self.request(onInterrupt, flag: "sigint_effect")),
            (SIGTERM, .saveAndStop),
        ]
        // Python ignores it, as it is told of each pipe by an exception.
        if SignalNotes.endsProcess(SIGPIPE) { effects.append((SIGPIPE, .saveAndStop)) }
        self.effects = effects
        SignalNotes.take(effects.map(\.0))
    }

    /// Hears signals until the process ends; before they end it, as there is nothing to lose yet.
    func begin() {
        Self.lastStop.store(0, ordering: .relaxed)
        SignalNotes.take(effects.map(\.signal))
        SignalNotes.begin()
    }

    /// What has been asked for since the last call.
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
        default: throw EngineError("-\(flag) is stop, snapshot or none, found \"\(name)\"")
        }
    }
}
