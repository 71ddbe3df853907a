import CremaEngine
import CremaEvents
import CremaProto

/// Does what a run wants done about validations: it ends training when they do not improve any
/// more, and removes snapshots that are neither the best nor among the last.
final class ValidationWatch {
    private let run: TrainRun
    private var history: ValidationHistory
    /// Why training ended before `max_iter`; nil while it has not.
    private(set) var reasonToStop: Phrase?

    init(by run: TrainRun) {
        self.run = run
        let isNeeded = run.earlyStopping != nil || run.keepSnapshots != nil
        history = ValidationHistory(ofJobIn: isNeeded ? run.jobDir : nil)
    }

    /// Watches a solver, whose observer still gets everything.
    func begin(on solver: Solver, _ log: Log) {
        let observer = solver.observer
        let end = Int(solver.parameter.maxIter)
        let older = OlderSnapshots(prefix: solver.parameter.snapshotPrefix)
        solver.observer.onTest = { [self] iteration, net, outputs in
            observer.onTest(iteration, net, outputs)
            let values = Solver.Observer.values(outputs)
            history.take(.test(.init(iteration: iteration, net: net, outputs: values)))
        }
        solver.observer.onSnapshot = { [self] iteration, model in
            removeSnapshots(before: iteration, older, log)
            observer.onSnapshot(iteration, model)
        }
        guard let rule = run.earlyStopping else { return }
        solver.observer.requestAfterTests = { [self] iteration in
            guard iteration < end else { return .goOn }
            reasonToStop = history.reasonToStop(by: rule)
            return reasonToStop == nil ? .goOn : .saveAndStop
        }
    }

    private func removeSnapshots(before iteration: Int, _ older: OlderSnapshots, _ log: Log) {
        guard let count = run.keepSnapshots else { return }
        let start = run.snapshot.flatMap(Self.iteration)
        let removed = older.remove(before: iteration, keeping: count) { snapshots in
            Set([history.best(of: snapshots, by: run.measure), start].compactMap { $0 })
        }
        for iteration in removed {
            log.info(
                "solver.cpp",
                "Removed the snapshot of iteration \(iteration), which is neither the best nor "
                    + "one of the last \(count)"
            )
        }
    }

    /// The iteration in the name of a solver state.
    private static func iteration(of state: String) -> Int? {
        state.split(separator: "_iter_").last.flatMap { Int($0.prefix(while: \.isNumber)) }
    }
}

extension JobEvent.Notice {
    /// What a job reports that ended before its last iteration, as its validations did not improve.
    static func stoppedEarly(because reason: Phrase) -> Self {
        Self(
            title: .described("notice.stopped_early", english: "Stopped early"),
            message: reason,
            level: .info
        )
    }
}
