import CremaData
import CremaEngine
import CremaProto
import Glibc
import Synchronization

/// What the nets and solvers that an interpreter makes have in common: the log, and what their
/// randomness starts from.
enum Session {
    /// The seeds of nets, one after the other, from one that the user has set or the system gave.
    private struct Seeds {
        var first = UInt64.random(in: 0...UInt64(Int32.max))
        var used: UInt64 = 0
        /// Added to the seed of a solver's file, as Caffe does where several
        /// solvers share a training.
        var rank: UInt64 = 0

        mutating func next() -> UInt64 {
            defer { used += 1 }
            // The first net of a seed draws what `crema train` draws with it.
            return first &+ used &* 0x9E37_79B9_7F4A_7C15
        }
    }

    private static let seeds = Guarded(Seeds())

    /// Where a net that there is takes its randomness from.
    private struct Running {
        weak var clock: Clock?
        /// Whether its passes are counted, as no solver counts iterations for it.
        let countsPasses: Bool
    }

    private static let running = Guarded([Running]())

    /// The least severity that is logged, by glog's numbers; before it is set, that
    /// of `GLOG_minloglevel`.
    private static let leastSeverity = Atomic<Int>(
        getenv("GLOG_minloglevel").flatMap { Int(String(cString: $0)) } ?? 0
    )

    /// Caffe's log lines, those that are severe enough.
    static let log = Log.interpreter.filtered { severity in
        severity.number >= leastSeverity.load(ordering: .relaxed)
    }

    /// What the next net is built with, by itself or by a solver.
    static func context(seed: UInt64, isOfSolver: Bool) throws -> NetContext {
        let context = try NetContext(
            catalog: .builtIn.adding(PythonLayer.self),
            seed: seed,
            log: log
        )
        running.withLock { running in
            running.removeAll { $0.clock == nil }
            running.append(Running(clock: context.clock, countsPasses: !isOfSolver))
        }
        return context
    }

    /// The seed of the next net.
    static func nextSeed() -> UInt64 { seeds.withLock { $0.next() } }

    /// The seed of a solver: `random_seed` and the rank where its file gives one, and the nets
    /// after it go on from there.
    static func seed(of parameter: SolverParameter) -> UInt64 {
        seeds.withLock { seeds in
            if parameter.randomSeed >= 0 {
                (seeds.first, seeds.used) = (UInt64(parameter.randomSeed) + seeds.rank, 0)
            }
            return seeds.next()
        }
    }

    /// What the nets that there are draw from now on repeats with the seed, and so
    /// do the nets made next.
    static func setSeed(_ seed: UInt64) {
        seeds.withLock { ($0.first, $0.used) = (seed, 0) }
        running.withLock { running in
            for net in running {
                guard let clock = net.clock else { continue }
                (clock.seed, clock.pass) = (seed, 0)
                if net.countsPasses { clock.iteration = 0 }
            }
        }
    }

    static func setRank(_ rank: UInt64) {
        seeds.withLock { $0.rank = rank }
    }

    static func setLeastSeverity(_ number: Int) {
        leastSeverity.store(number, ordering: .relaxed)
    }
}

/// Sets what the randomness of nets starts from, those that there are included.
@_cdecl("crema_set_seed")
public func cremaSetSeed(_ seed: UInt64) { Session.setSeed(seed) }

/// Sets the rank that is added to the `random_seed` of solvers made from now on.
@_cdecl("crema_set_rank")
public func cremaSetRank(_ rank: Int32) { Session.setRank(UInt64(max(rank, 0))) }

/// Sets the lowest severity that is logged: 0 all, 1 warnings, 2 errors, 3 nothing.
@_cdecl("crema_log_level")
public func cremaLogLevel(_ level: Int32) { Session.setLeastSeverity(Int(level)) }

/// Logs a line of a severity: 0 of what goes its usual way, 1 a warning.
@_cdecl("crema_log")
public func cremaLog(
    _ severity: Int32,
    _ file: UnsafePointer<CChar>,
    _ message: UnsafePointer<CChar>
) {
    let (file, message) = (String(cString: file), String(cString: message))
    severity == 0 ? Session.log.info(file, message) : Session.log.warning(file, message)
}

/// The types of layer that a net may name, one a line in alphabetical order; the
/// caller frees the text.
@_cdecl("crema_layer_types")
public func cremaLayerTypes() -> UnsafeMutablePointer<CChar>? {
    strdup(LayerCatalog.builtIn.adding(PythonLayer.self).names.joined(separator: "\n"))
}
