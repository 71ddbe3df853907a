public import CremaEngine
public import CremaProto

/// How the learning rate changes over a training, in percents of it: a rule, and what the form
/// says.
public struct RatePolicy: Sendable, Equatable {
    /// The rule.
    public var rule: any RateRule.Type
    /// The form's values of the rule's options.
    public var values: OptionValues

    /// A rule with values, which are its options' defaults where they are left out.
    public init(
        _ rule: any RateRule.Type = RateCatalog.builtIn.standard,
        _ values: [String: OptionValue] = [:]
    ) {
        self.rule = rule
        self.values = OptionValues(values)
    }

    /// Writes the policy in iterations, for a solver that has its base rate.
    func write(to solver: inout SolverParameter, iterationsPerPercent: Double) {
        solver.lrPolicy = rule.name
        rule.write(values, to: &solver, iterationsPerPercent: iterationsPerPercent)
    }

    /// What a solver's file should say about itself, where it has the policy under another name.
    var remark: String? { rule.remark(values) }

    /// The rate at a percent of the training, as a part of the base rate.
    public func factor(atPercent percent: Double) -> Double {
        rule.factor(values, atPercent: percent)
    }

    /// The same rule with the same values.
    public static func == (one: RatePolicy, other: RatePolicy) -> Bool {
        one.rule == other.rule && one.values == other.values
    }
}
