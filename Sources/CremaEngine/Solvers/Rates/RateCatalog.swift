import CremaProto

/// The rate rules that a solver's prototxt and the form of a new model may name.
public typealias RateCatalog = RuleCatalog<any RateRule.Type>

extension RateCatalog {
    /// The engine's own.
    public static var builtIn: RateCatalog { rates }

    /// The rule that a solver's prototxt names.
    ///
    /// Throws if the name is missing or unknown, or if the rule's fields make no sense.
    func rule(of solver: SolverParameter) throws -> any RateRule.Type {
        let rule = try rule(
            named: solver.lrPolicy,
            field: "lr_policy",
            found: solver.hasLrPolicy
                ? "unknown lr_policy \"\(solver.lrPolicy)\"" : "no lr_policy",
            listedAs: "known policies:"
        )
        try rule.check(solver)
        return rule
    }
}

private let rates = RateCatalog(
    [
        FixedRate.self,
        StepRate.self,
        MultistepRate.self,
        ExpRate.self,
        InvRate.self,
        PolyRate.self,
        SigmoidRate.self,
    ],
    standard: StepRate.self,
    option: (
        name: "lr_policy",
        label: "Policy",
        help: "How the learning rate falls over the training. Large steps find the region of a "
            + "good solution, small ones settle in it."
    ),
    named: { $0 }
)
