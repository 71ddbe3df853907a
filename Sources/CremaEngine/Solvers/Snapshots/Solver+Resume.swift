import CremaData
import CremaProto

/// What makes a resumed run the same as one that was not interrupted.
extension Solver {
    /// Writes what Caffe's files cannot hold, next to a snapshot's weights.
    func writeResumeState(beside model: String) throws {
        let state = ResumeState(
            iteration: iteration,
            seed: clock.seed,
            workers: net.context.workers.count,
            choices: net.context.device.choices,
            losses: losses,
            train: try net.moment(),
            tests: try momentsBeforeTests ?? testNets.map { try $0.moment() }
        )
        try state.write(to: ResumeState.path(beside: model))
    }

    /// Continues with the data, and whatever else Caffe's files cannot hold, where a snapshot left
    /// off.
    ///
    /// Without the file next to it, the data continues after the batches that as many iterations
    /// have read. Throws if the file is damaged, or belongs to other nets.
    func resume(besideState path: String) throws {
        clock.iteration = max(0, iteration - 1)
        clock.pass = Int(parameter.iterSize) - 1
        let name = ResumeState.path(beside: path)
        guard let state = try ResumeState.read(besideState: path) else {
            log.warning(
                "solver.cpp",
                "\(name) is missing: random numbers and test data may differ from those of "
                    + "an uninterrupted run"
            )
            return try net.seekRecords(toPass: iteration * Int(parameter.iterSize))
        }
        guard state.iteration == iteration, state.tests.count == testNets.count else {
            throw EngineError(
                "\(name): the file is of iteration \(state.iteration) with "
                    + "\(state.tests.count) test nets, the snapshot of iteration \(iteration) with "
                    + "\(testNets.count); remove the file to continue without it"
            )
        }
        do {
            try net.goOn(from: state.train)
            for (testNet, moment) in zip(testNets, state.tests) { try testNet.goOn(from: moment) }
        } catch let error as EngineError {
            throw EngineError("\(name): \(error); remove the file to continue without it")
        }
        restoredLosses = state.losses
        for difference in differences(from: state) { log.warning("solver.cpp", difference) }
    }

    /// Why this run cannot reproduce the bits of the one that was interrupted.
    private func differences(from state: ResumeState) -> [String] {
        var sentences: [String] = []
        let workers = net.context.workers.count
        if state.workers != workers {
            sentences.append(
                "the snapshot was made with \(state.workers) workers, but this run has \(workers): "
                    + "its numbers will differ in their last digits"
            )
        }
        if state.seed != clock.seed {
            sentences.append(
                "the snapshot was made with random_seed: \(state.seed), but this run has "
                    + "\(clock.seed): its random numbers will differ"
            )
        }
        let choices = net.context.device.choices
        if state.choices.contains(where: { (choices[$0] ?? $1) != $1 }) {
            sentences.append(
                "this run computes some convolutions in a different order from the one that made "
                    + "the snapshot: its numbers will differ in their last digits"
            )
        }
        return sentences
    }

    /// Ensures, before hours of training, that snapshots can be written where the settings put
    /// them.
    static func checkSnapshotPrefix(_ parameter: SolverParameter) throws {
        guard parameter.hasSnapshotPrefix else {
            throw EngineError("snapshot_prefix is missing; it sets where snapshots are written")
        }
        let probe = "\(parameter.snapshotPrefix)_iter_0.tempfile"
        do {
            try AtomicFile.write(path: probe, text: "")
            try Folder.remove(probe)
        } catch {
            throw EngineError(
                "\(error); snapshots go to snapshot_prefix: \"\(parameter.snapshotPrefix)\", whose "
                    + "folder must exist",
                field: "snapshot_prefix",
                kind: .cannotWrite
            )
        }
    }
}
