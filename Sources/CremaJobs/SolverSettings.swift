public import CremaEngine
public import CremaProto
import Foundation

/// How a model is trained, in the form's terms: epochs, not iterations.
public struct SolverSettings: Sendable, Equatable {
    /// Passes over the training images.
    public var epochs = 30
    /// Epochs between snapshots; 0 for one at the end alone.
    public var snapshotInterval = 1.0
    /// Epochs between validations; 0 for none.
    public var valInterval = 1.0
    /// Batches whose gradients are added up for a step.
    public var batchAccumulation = 1
    /// How the weights are moved by their gradients.
    public var rule: any SolverRule.Type = SolverCatalog.builtIn.standard
    /// The values of the options of all such rules.
    public var ruleValues = OptionValues()
    /// The rate that the policy starts from.
    public var baseRate = 0.01
    /// How the rate falls.
    public var policy = RatePolicy()
    /// By what it is judged whether training ends early.
    public var earlyStopping = EarlyStop.off
    /// How many validations in a row may pass without an improvement.
    public var patience = 5
    /// By how much a validation must be better than the best one before.
    public var minImprovement = 0.0
    /// What all randomness starts from; nil for a new one each time.
    public var randomSeed: Int64?

    /// The form's defaults.
    public init() {}

    /// Whether all settings are the same.
    public static func == (one: SolverSettings, other: SolverSettings) -> Bool {
        one.epochs == other.epochs && one.snapshotInterval == other.snapshotInterval
            && one.valInterval == other.valInterval
            && one.batchAccumulation == other.batchAccumulation && one.rule == other.rule
            && one.ruleValues == other.ruleValues && one.baseRate == other.baseRate
            && one.policy == other.policy && one.randomSeed == other.randomSeed
            && one.earlyStopping == other.earlyStopping && one.patience == other.patience
            && one.minImprovement == other.minImprovement
    }

    /// By what it is judged whether training ends early.
    public enum EarlyStop: String, Sendable, OptionConvertible {
        /// Never.
        case off
        /// The measure of the task, such as the accuracy.
        case accuracy
        /// The loss.
        case loss
    }

    /// What a batch is, and how many images there are.
    public struct Amounts: Sendable, Equatable {
        /// Images for training.
        public var trainImages: Int
        /// Images a training step.
        public var trainBatch: Int
        /// Images for validation.
        public var valImages: Int
        /// Images a validation step; nil where nothing is validated.
        public var valBatch: Int?

        /// Amounts of a data set and its nets.
        public init(trainImages: Int, trainBatch: Int, valImages: Int, valBatch: Int?) {
            self.trainImages = trainImages
            self.trainBatch = trainBatch
            self.valImages = valImages
            self.valBatch = valBatch
        }
    }

    /// Iterations in an epoch: ceil(images / batch / accumulation).
    public func iterationsPerEpoch(_ amounts: Amounts) -> Int {
        let images = amounts.trainBatch.multipliedSaturated(by: max(1, batchAccumulation))
        return max(1, amounts.trainImages.dividedRoundingUp(by: max(1, images)))
    }

    /// The solver's file, for the net and the snapshots of a folder.
    public func solver(_ amounts: Amounts, folder: String) -> String {
        let epoch = iterationsPerEpoch(amounts)
        let (product, overflow) = epoch.multipliedReportingOverflow(by: epochs)
        let maxIter = overflow ? Int(Int32.max) : min(product, Int(Int32.max))

        var solver = SolverParameter()
        solver.net = "\(folder)/train_val.prototxt"
        rule.write(ruleValues, to: &solver)
        solver.baseLr = Float(baseRate)
        policy.write(to: &solver, iterationsPerPercent: Double(maxIter) / 100)
        solver.maxIter = Int32(maxIter)
        if batchAccumulation > 1 { solver.iterSize = Int32(batchAccumulation) }
        if let valBatch = amounts.valBatch, valInterval > 0 {
            let batches = amounts.valImages.dividedRoundingUp(by: max(1, valBatch))
            solver.testIter = [Int32(clamping: batches)]
            solver.testInterval = interval(valInterval, epoch, maxIter) ?? Int32(maxIter)
        }
        // 0 leaves the snapshot at the end, which Caffe takes by itself.
        solver.snapshot = interval(snapshotInterval, epoch, maxIter) ?? 0
        solver.snapshotPrefix = "\(folder)/snapshot"
        solver.display = display(amounts, maxIter)
        solver.weightDecay = 0.0005
        if let randomSeed { solver.randomSeed = randomSeed }
        solver.solverMode = .cpu
        return text(of: solver)
    }

    /// An interval of epochs in iterations; nil where it is off or as long as the training.
    func interval(_ epochs: Double, _ epoch: Int, _ maxIter: Int) -> Int32? {
        let iterations = epochs * Double(epoch)
        guard iterations > 0, iterations < Double(maxIter) else { return nil }
        return Int32(saturating: max(1, iterations))
    }

    private func display(_ amounts: Amounts, _ maxIter: Int) -> Int32 {
        let eighth = maxIter / (8 * max(1, epochs))
        let images = 5000.dividedRoundingUp(by: max(1, amounts.trainBatch))
        return Int32(clamping: max(1, min(eighth, images)))
    }
}
