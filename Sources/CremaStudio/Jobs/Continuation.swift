import CremaEngine
import CremaEvents
import CremaJobs
import CremaProto
import Foundation

/// How a training that has ended goes on: from which snapshot, and for how many more epochs.
///
/// It goes on in the same folder, with the same files. What it did after that snapshot it does
/// again, so its later snapshots are removed, and its later rows no longer count.
struct Continuation: Sendable {
    /// The iteration of the snapshot; 0 for the start.
    let iteration: Int
    /// How many epochs are added.
    let moreEpochs: Int

    /// Finds out how a job goes on: from the snapshot of an epoch, or, if that is empty, from the
    /// last one with a solver state.
    ///
    /// `startsAgain` means that it starts again where there is no snapshot yet. Throws, in words,
    /// why it cannot go on.
    init(
        of job: JobSummary,
        in store: JobStore,
        fromEpoch epoch: String = "",
        moreEpochs: Int = 0,
        startsAgain: Bool = false
    ) async throws {
        guard let dataset = job.datasetID, await store.find(dataset) != nil else {
            throw StudioError.forbidden(Phrase("job.dataset_deleted"))
        }
        let model = try ModelFolder(store.jobFolder(job.id))
        if model.snapshots.isEmpty, startsAgain || job.isPaused {
            iteration = 0
        } else {
            iteration = try model.iterationToGoOnFrom(epoch)
        }
        let end = model.iterationCount ?? .max
        guard iteration < end || moreEpochs > 0 || job.jobStatus != .done else {
            throw StudioError.forbidden(Phrase("error.training_complete"))
        }
        self.moreEpochs = moreEpochs
    }

    /// Makes the folder of a job ready to go on, and records that it does.
    ///
    /// Until the last step, the job is one that has ended.
    func apply(to job: JobSummary, in store: JobStore) async throws {
        let folder = store.jobFolder(job.id)
        if moreEpochs > 0 {
            let notice = try await lengthen(try folder.job(), in: store)
            try await store.append(.notice(notice), to: job.id)
        }
        try folder.removeSnapshots(after: iteration)
        try await store.append(.request(.goOn(fromIteration: iteration)), to: job.id)
        // Until it runs, nobody else knows how much there is to do.
        let task = job.task ?? "train"
        if moreEpochs > 0, let total = try ModelFolder(folder).iterationCount {
            try await store.append(.progress(task: task, done: iteration, total: total), to: job.id)
        }
    }

    /// Adds the epochs to the solver's file and to the settings; the result is what that means for
    /// the learning rate.
    private func lengthen(_ job: Job, in store: JobStore) async throws -> JobEvent.Notice {
        var job = job
        guard var settings = job.model else {
            throw StudioError.forbidden(Phrase("error.no_model"))
        }
        let file = store.jobFolder(job.id).file("solver.prototxt")
        let old = try SolverParameter.read(prototxt: file.path).message
        let epochsBefore = settings.solver.epochs
        let new = try settings.solver.lengthen(old, byEpochs: moreEpochs)
        job.settings = .model(settings)
        let (before, after) = (try LearningRatePolicy(old), try LearningRatePolicy(new))
        try Data(settings.solver.text(of: new).utf8).write(to: file, options: .atomic)
        try await store.update(job)
        return JobEvent.Notice(
            title: Phrase("model.lengthened", ["count": moreEpochs]),
            message: Phrase(
                "model.lengthened_rates",
                [
                    "policy": settings.solver.policy.rule.name,
                    "epochs": epochsBefore,
                    "before": before.text(ofIteration: Int(old.maxIter) - 1),
                    "next": after.text(ofIteration: iteration),
                    "end": after.text(ofIteration: Int(new.maxIter) - 1),
                    "all": settings.solver.epochs,
                ]
            ),
            level: .info
        )
    }
}

extension LearningRatePolicy {
    /// The rate of an iteration, with all steps taken that are due until then.
    fileprivate func text(ofIteration iteration: Int) -> String {
        var (rate, steps) = rate(iteration: max(0, iteration), taken: 0)
        var taken = 0
        // A policy may take one step at a time.
        while steps != taken {
            taken = steps
            (rate, steps) = self.rate(iteration: max(0, iteration), taken: taken)
        }
        return Wording.number(Double(rate))
    }
}

extension ModelFolder {
    /// The snapshots whose solver states are kept, the newest first.
    var snapshotsToGoOnFrom: [Snapshot] {
        let kept = Set(folder.solverStates().map(\.iteration))
        return snapshots.filter { kept.contains($0.iteration) }
    }

    /// The iteration of the snapshot of an epoch with a solver state, or of the last such one.
    ///
    /// Throws `forbidden` if there is none, and `badRequest` if the epoch has no snapshot.
    fileprivate func iterationToGoOnFrom(_ epoch: String) throws -> Int {
        guard !snapshots.isEmpty else { throw StudioError.forbidden(Phrase("error.never_saved")) }
        let kept = snapshotsToGoOnFrom
        guard let last = kept.first else {
            throw StudioError.forbidden(Phrase("error.no_states"))
        }
        if epoch.isEmpty { return last.iteration }
        let chosen = try snapshot(ofEpoch: epoch)
        guard kept.contains(where: { $0.iteration == chosen.iteration }) else {
            let known = kept.reversed().map { Wording.plain($0.epoch) }.joined(separator: ", ")
            throw StudioError.forbidden(
                Phrase("error.no_state", ["epoch": epoch, "known": known])
            )
        }
        return chosen.iteration
    }
}
