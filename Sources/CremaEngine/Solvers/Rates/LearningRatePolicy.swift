public import CremaProto

/// The learning rate of an iteration, according to the solver's `lr_policy`.
public struct LearningRatePolicy: Sendable {
    private let solver: SolverParameter
    private let rule: any RateRule.Type

    /// Throws if the policy is unknown, or if a field that it needs makes no sense.
    public init(_ solver: SolverParameter, in catalog: RateCatalog = .builtIn) throws {
        self.solver = solver
        rule = try catalog.rule(of: solver)
    }

    /// The rate of an iteration, and the steps it has taken there; `taken` is how many it had taken
    /// before.
    public func rate(iteration: Int, taken: Int) -> (rate: Float, steps: Int) {
        let steps = rule.steps(solver, iteration: iteration, taken: taken)
        return (rule.rate(solver, iteration: iteration, steps: steps), steps)
    }

    /// The log line of a step that is taken; nil if there is none.
    func note(ofStep step: Int, iteration: Int) -> String? {
        rule.note(ofStep: step, iteration: iteration)
    }
}
