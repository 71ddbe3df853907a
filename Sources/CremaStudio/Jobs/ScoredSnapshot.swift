import CremaEvents
import CremaJobs
import CremaProto

/// A snapshot of a model, and how good the validation at its iteration, or the last one before it,
/// found the model to be.
struct ScoredSnapshot: Sendable {
    var snapshot: ModelFolder.Snapshot
    var isBest = false
    fileprivate var score: JobEvent.TestRow.Score?

    /// Its epoch, what the validation measured, and whether it is the best.
    var title: Phrase {
        guard let score else { return snapshot.title }
        let key = isBest ? "model.best_snapshot" : "model.scored_snapshot"
        return Phrase(key, ["epoch": snapshot.title, "measure": score.phrase])
    }
}

extension ModelFolder {
    /// The snapshots with their validations, the newest first.
    func scored(by tests: [JobEvent.TestRow], of task: any ImageTask) -> [ScoredSnapshot] {
        var scored = snapshots.map { snapshot in
            let test = tests.last { $0.iteration <= snapshot.iteration }
            let score = test?.score(by: task.about.measure)
            return ScoredSnapshot(snapshot: snapshot, score: score)
        }
        let best = scored.indices.reversed().filter { scored[$0].score != nil }
            .max { scored[$0].rank < scored[$1].rank }
        if let best, scored.count > 1 { scored[best].isBest = true }
        return scored
    }

    /// The snapshot with the best validation: the highest measure, such as the accuracy, or the
    /// lowest loss; the first of those that are equally good, the last where nothing was validated.
    func bestSnapshot(measuredBy task: any ImageTask) throws -> Snapshot {
        let last = try snapshot(ofEpoch: "")
        let scored = scored(by: folder.tests(), of: task).filter { $0.score != nil }
        return scored.reversed().max { $0.rank < $1.rank }?.snapshot ?? last
    }
}

extension ScoredSnapshot {
    fileprivate var rank: Float { score?.rank ?? -.infinity }
}

extension JobEvent.TestRow.Score {
    /// In words.
    fileprivate var phrase: Phrase {
        switch self {
        case .measure(let value): Wording.percent(Double(value) * 100, digits: 2)
        case .loss(let loss): Phrase("model.loss_of", ["loss": Wording.number(Double(loss))])
        }
    }
}
