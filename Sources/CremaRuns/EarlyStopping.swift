import CremaEvents
import CremaProto

/// When a training ends before `max_iter`: if several validations in a row have not improved it.
public struct EarlyStopping: Codable, Sendable, Equatable {
    /// What is in the name of the output that counts, such as `accuracy`, of which more is better;
    /// nil for the losses, of which less is.
    public var measure: String?
    /// How many validations in a row may pass without an improvement, 1 or more.
    public var patience: Int
    /// By how much a validation must be better than the best one before.
    public var minImprovement: Double

    /// A rule.
    public init(measure: String?, patience: Int, minImprovement: Double = 0) {
        self.measure = measure
        self.patience = patience
        self.minImprovement = minImprovement
    }
}

/// The validations of a training, by which it ends early and by which its best snapshot is known.
///
/// A training that is continued reads those of its earlier runs from its job's events, so it ends
/// where one without interruption would.
struct ValidationHistory {
    private(set) var rows: [JobEvent.TestRow] = []
    /// The iteration of the last validation before an end; up to there patience has been used up.
    private var lastEnd = -1

    /// The validations of the job in a folder so far.
    init(ofJobIn folder: String?) {
        guard let folder else { return }
        var reader = EventReader(folder: folder)
        reader.read { line in
            guard [nil, .test, .request, .status].contains(JobEvent.Kind(ofLine: line)),
                let record = EventRecord(line: line)
            else { return }
            take(record.event)
        }
    }

    /// Takes over what has happened.
    mutating func take(_ event: JobEvent) {
        // The first test net decides.
        if let row = event.testRow, row.net != 0 { return }
        rows.take(event)
        switch event {
        case .status(.done, _): lastEnd = rows.last?.iteration ?? -1
        case .request(.goOn(let iteration)): lastEnd = min(lastEnd, iteration)
        default: break
        }
    }

    /// Why training ends now by a rule; nil if it goes on.
    func reasonToStop(by rule: EarlyStopping) -> Phrase? {
        var best: (score: JobEvent.TestRow.Score, iteration: Int)?
        var waited = 0
        for row in rows {
            let score = row.score(by: rule.measure)
            if let score, score.isBetter(than: best?.score, by: rule.minImprovement) {
                (best, waited) = ((score, row.iteration), 0)
            } else if row.iteration > lastEnd {
                waited += 1
            }
        }
        guard waited >= rule.patience else { return nil }
        guard let best else {
            return .described(
                "notice.never_measured",
                english: "None of the last \(waited) validations has a loss or an accuracy that "
                    + "is a finite number.",
                ["count": waited]
            )
        }
        return .described(
            "notice.not_improved",
            english: (waited == 1
                ? "The last validation was" : "The last \(waited) validations were")
                + " not better than that of iteration \(best.iteration), whose "
                + "\(best.score.english), so training has ended early. It can be trained further "
                + "from its last snapshot.",
            ["count": waited, "iteration": best.iteration, "best": best.score.phrase]
        )
    }

    /// The best of some snapshots, by their iterations in order: that with the best validation at
    /// its iteration, or else before it, and the first of those that are equally good.
    func best(of snapshots: [Int], by measure: String?) -> Int? {
        var best: (iteration: Int, rank: Float)?
        for iteration in snapshots {
            let test = rows.last { $0.iteration <= iteration }
            guard let rank = test?.score(by: measure)?.rank else { continue }
            if best.map({ rank > $0.rank }) ?? true { best = (iteration, rank) }
        }
        return best?.iteration
    }
}

extension JobEvent.TestRow.Score {
    fileprivate func isBetter(than best: Self?, by improvement: Double) -> Bool {
        guard let best else { return true }
        let gain = Double(rank) - Double(best.rank)
        return gain > 0 && gain >= improvement
    }

    fileprivate var english: String {
        switch self {
        case .measure(let value): "accuracy was \(value)"
        case .loss(let value): "loss was \(value)"
        }
    }

    fileprivate var phrase: Phrase {
        switch self {
        case .measure(let value):
            .described("notice.measure_was", english: english, ["value": "\(value)"])
        case .loss(let value):
            .described("notice.loss_was", english: english, ["value": "\(value)"])
        }
    }
}
