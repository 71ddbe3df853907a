public import CremaProto

/// How a solver turns a gradient into an update: one file per rule, one line in `SolverCatalog`.
///
/// Rules are elementwise, so weights, gradients and history may be in any layout and be divided
/// among workers.
///
/// Its name is the `type` in the solver's prototxt.
public protocol SolverRule: NamedRule {
    /// How many arrays it keeps for each parameter.
    static var historyCount: Int { get }
    /// Whether it has a momentum; Caffe refuses one with the other rules.
    static var takesMomentum: Bool { get }

    /// Throws if the rule's own fields make no sense.
    static func checkFields(_ solver: SolverParameter) throws

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
    /// The number of the update, starting at 1.
    public var number: Int
}

extension SolverRule {
    /// One array, as most rules keep.
    public static var historyCount: Int { 1 }
    /// It does, like most rules.
    public static var takesMomentum: Bool { true }
    /// Nothing to refuse, like most rules.
    public static func checkFields(_ solver: SolverParameter) throws {}
    /// None, like most rules.
    public static var options: [OptionDescription] { [] }
    /// Nothing to write, like most rules.
    public static func writeFields(_ values: OptionValues, to solver: inout SolverParameter) {}

    /// Throws if the solver's settings do not go with this rule.
    public static func check(_ solver: SolverParameter) throws {
        guard takesMomentum || solver.momentum == 0 else {
            throw EngineError(
                "\(name) has no momentum, found momentum: \(solver.momentum); remove it",
                field: "momentum"
            )
        }
        try checkFields(solver)
    }

    /// Gives a solver this rule, with the form's values and the momentum that DIGITS uses.
    public static func write(_ values: OptionValues, to solver: inout SolverParameter) {
        solver.type = name
        if takesMomentum { solver.momentum = 0.9 }
        writeFields(values, to: &solver)
    }

    /// When its options apply: if the form chooses it.
    static var isChosen: OptionDescription.Condition { .init("solver_type", is: name) }
}
