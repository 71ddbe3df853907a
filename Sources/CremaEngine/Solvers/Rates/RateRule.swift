public import CremaProto

/// How the learning rate changes over a training: one file per rule, one line in `RateCatalog`.
///
/// A rule has two sides. A solver's prototxt gives it in iterations: the upper part of the protocol
/// is Caffe's, and its numbers are Caffe's to the last bit. The form of a new model gives it in
/// percent of the training, whose length in iterations depends on the data set and the batch: the
/// options and the lower part are the form's, with its curve, and turn percent into iterations. The
/// name is the `lr_policy` in the solver's prototxt.
///
/// ```swift
/// enum ExpRate: RateRule {
///     static let name = "exp"
///     static let label = "Exponential decay"
///     static let summary = "rate = base_lr * gamma ^ iteration."
///     static let fields: [RateField] = [.gamma]
///     …
/// }
/// ```
public protocol RateRule: NamedRule {
    /// The fields of the solver's prototxt that it reads, besides `base_lr`.
    static var fields: [RateField] { get }

    /// How many steps the rate has taken at an iteration, for rules that count them (`current_step`
    /// of a solver state); `taken` is how many it had taken before.
    static func steps(_ solver: SolverParameter, iteration: Int, taken: Int) -> Int
    /// The learning rate of an iteration after a number of steps.
    static func rate(_ solver: SolverParameter, iteration: Int, steps: Int) -> Float
    /// The log line of a step that is taken; nil if there is none.
    static func note(ofStep step: Int, iteration: Int) -> String?

    /// Converts the form's values to iterations in a solver that has its base rate, and this rule's
    /// name as `lr_policy`.
    static func write(
        _ values: OptionValues,
        to solver: inout SolverParameter,
        iterationsPerPercent: Double
    )
    /// What the solver's file should note about itself if it has the rule under another name.
    static func remark(_ values: OptionValues) -> String?
    /// The rate at a percentage of the training, as a fraction of the base rate.
    static func factor(_ values: OptionValues, atPercent percent: Double) -> Double
}

extension RateRule {
    /// None, as most rules count no steps.
    public static func steps(_ solver: SolverParameter, iteration: Int, taken: Int) -> Int { taken }
    /// Nothing, like most rules.
    public static func note(ofStep step: Int, iteration: Int) -> String? { nil }
    /// Nothing, as most rules are written under their own name.
    public static func remark(_ values: OptionValues) -> String? { nil }

    /// Throws if a field that it reads has a value that makes no sense.
    public static func check(_ solver: SolverParameter) throws {
        for field in fields { try field.check(solver) }
    }

    /// When its options apply: if the form chooses it.
    static var isChosen: OptionDescription.Condition { .init("lr_policy", is: name) }

    /// A percentage of the training in iterations, at least one.
    static func iterations(_ percent: Double, _ iterationsPerPercent: Double) -> Int32 {
        max(1, Int32(saturating: (percent * iterationsPerPercent).rounded(.up)))
    }
}

/// A field of the solver's prototxt that a rate rule reads, by its name there.
public enum RateField: String, Sendable {
    case gamma, power, stepsize, stepvalue
    case maxIter = "max_iter"

    /// Throws if its value makes no sense.
    func check(_ solver: SolverParameter) throws {
        let needed: String? =
            switch self {
            case .gamma where solver.gamma < 0:
                "a gamma of at least 0, found \(caffeText(solver.gamma))"
            case .stepsize where solver.stepsize <= 0:
                "a stepsize above 0, found \(solver.stepsize)"
            case .maxIter where solver.maxIter <= 0:
                "a max_iter above 0, found \(solver.maxIter)"
            default: nil
            }
        guard let needed else { return }
        throw EngineError("lr_policy \"\(solver.lrPolicy)\" needs \(needed)", field: rawValue)
    }
}
