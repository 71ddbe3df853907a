public import CremaProto

/// How a solver makes an update out of a gradient: one file a rule, one line in `SolverCatalog`.
///
/// Rules are elementwise, so that weights, gradients and history may be in any layout, and dealt over workers.
public protocol SolverRule: SendableMetatype {
    /// The `type` in the solver's prototxt: `SGD`.
    static var type: String { get }
    /// One sentence with the formula.
    static var summary: String { get }
    /// How many arrays it remembers for each parameter.
    static var historyCount: Int { get }

    /// Throws where the solver's settings do not go with this rule.
    static func check(_ parameter: SolverParameter) throws

    /// Turns `count` gradients into the updates that are subtracted from the weights, and brings the history up to date.
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
    /// Nothing to refuse, as for most rules.
    public static func check(_ parameter: SolverParameter) throws {}

    /// Refuses a momentum, for rules that have no use for one.
    static func refuseMomentum(_ parameter: SolverParameter) throws {
        guard parameter.momentum == 0 else {
            throw EngineError(
                "\(type) has no momentum, found momentum: \(parameter.momentum); remove it",
                field: "momentum"
            )
        }
    }
}

/// The solver types that a solver's prototxt may name.
public enum SolverCatalog {
    /// All rules, in alphabetical order.
    public static let all: [any SolverRule.Type] = [
        AdaDeltaRule.self,
        AdaGradRule.self,
        AdamRule.self,
        NesterovRule.self,
        RMSPropRule.self,
        SGDRule.self,
    ]

    /// The rule of a name; throws with the names that there are.
    static func rule(named name: String) throws -> any SolverRule.Type {
        if let rule = all.first(where: { $0.type == name }) { return rule }
        let names = all.map { $0.type }
        let advice = NearestName.question(name, in: names)
        throw EngineError(
            "unknown solver type \"\(name)\"\(advice.isEmpty ? "; known types: \(names.joined(separator: ", "))" : advice)",
            field: "type"
        )
    }
}
