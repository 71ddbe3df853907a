public import CremaProto

/// How a solver makes an update out of a gradient: one file a rule, one line in `SolverCatalog`.
///
/// Rules are elementwise, so that weights, gradients and history may be in any layout, and dealt
/// over workers.
public protocol SolverRule: SendableMetatype {
    /// The `type` in the solver's prototxt: `SGD`.
    static var type: String { get }
    /// What a form calls it: `Stochastic gradient descent (SGD)`.
    static var label: String { get }
    /// One sentence with the formula.
    static var summary: String { get }
    /// How many arrays it remembers for each parameter.
    static var historyCount: Int { get }
    /// Whether it has a momentum; Caffe refuses one with the other rules.
    static var takesMomentum: Bool { get }

    /// Throws where fields of its own make no sense.
    static func checkFields(_ solver: SolverParameter) throws

    /// What a form asks about it.
    static var options: [OptionDescription] { get }
    /// Writes the form's values into a solver.
    static func writeFields(_ values: OptionValues, to solver: inout SolverParameter)

    /// Turns `count` gradients into the updates that are subtracted from the weights, and brings
    /// the history up to date.
    static func update(
        _ gradient: UnsafeMutablePointer<Float>,
        _ history: [UnsafeMutablePointer<Float>],
        count: Int,
        _ step: SolverStep
    )
}

/// The numbers of one update of one parameter.
public struct SolverStep: Sendable {
    /// The learning rate, times the parameter's `lr_mult`.
    public var rate: Float
    /// The solver's `momentum`.
    public var momentum: Float
    /// The solver's `momentum2`.
    public var momentum2: Float
    /// The solver's `rms_decay`.
    public var rmsDecay: Float
    /// The solver's `delta`.
    public var delta: Float
    /// The number of the update, from 1 on.
    public var number: Int
}

extension SolverRule {
    /// One array, as most rules remember.
    public static var historyCount: Int { 1 }
    /// It does, as most rules.
    public static var takesMomentum: Bool { true }
    /// Nothing to refuse, as for most rules.
    public static func checkFields(_ solver: SolverParameter) throws {}
    /// None, as for most rules.
    public static var options: [OptionDescription] { [] }
    /// Nothing to write, as for most rules.
    public static func writeFields(_ values: OptionValues, to solver: inout SolverParameter) {}

    /// Throws where the solver's settings do not go with this rule.
    public static func check(_ solver: SolverParameter) throws {
        guard takesMomentum || solver.momentum == 0 else {
            throw EngineError(
                "\(type) has no momentum, found momentum: \(solver.momentum); remove it",
                field: "momentum"
            )
        }
        try checkFields(solver)
    }

    /// Makes a solver one of this type, with the form's values and the momentum that DIGITS gives.
    public static func write(_ values: OptionValues, to solver: inout SolverParameter) {
        solver.type = type
        if takesMomentum { solver.momentum = 0.9 }
        writeFields(values, to: &solver)
    }

    /// When its options count: where the form chooses it.
    static var isChosen: OptionDescription.Condition { .init("solver_type", is: type) }
}
