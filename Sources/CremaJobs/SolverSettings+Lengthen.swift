public import CremaProto

extension SolverSettings {
    /// The largest number of epochs that a training can have.
    public static let mostEpochs = 1_000_000

    /// Adds epochs to a training that has a solver already.
    ///
    /// The learning rate goes on as the solver has it: only a policy that depends on the length of
    /// the training (poly) changes. Throws a sentence about `epochs` where there would be too many.
    public mutating func lengthen(
        _ solver: SolverParameter,
        byEpochs more: Int
    ) throws(FormErrors) -> SolverParameter {
        let total = epochs.addingSaturated(more)
        let epoch = max(1, Int(solver.maxIter) / max(1, epochs))
        let (maxIter, overflow) = epoch.multipliedReportingOverflow(by: total)
        guard total <= Self.mostEpochs, !overflow, let end = Int32(exactly: maxIter) else {
            throw FormErrors(["epochs": [Phrase("form.too_many_epochs", ["count": epochs])]])
        }
        var longer = solver
        longer.maxIter = end
        longer.snapshot = interval(snapshotInterval, epoch, maxIter) ?? 0
        if !longer.testIter.isEmpty {
            longer.testInterval = interval(valInterval, epoch, maxIter) ?? end
        }
        epochs = total
        return longer
    }

    /// A solver as its file has it, with what the file should say about its policy.
    public func text(of solver: SolverParameter) -> String {
        (policy.remark.map { "# \($0)\n" } ?? "") + solver.prototxt()
    }
}
