public import CremaProto

/// The learning rate of an iteration by the solver's `lr_policy`.
public struct LearningRatePolicy: Sendable {
    private let solver: SolverParameter
    private let rule: any RateRule.Type

    /// Throws where the policy is unknown, or where a field that it needs makes no sense.
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

    /// What the log says about a step that is taken; nil for nothing.
    func note(ofStep step: Int, iteration: Int) -> String? {
        rule.note(ofStep: step, iteration: iteration)
    }
}
