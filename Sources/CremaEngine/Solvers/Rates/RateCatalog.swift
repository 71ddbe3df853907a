public import CremaProto

/// The rate rules that a solver's prototxt and the form of a new model may name.
public struct RateCatalog: Sendable {
    /// The engine's own, in the order in which a form offers them.
    public static let builtIn = RateCatalog(
        [
            FixedRate.self,
            StepRate.self,
            MultistepRate.self,
            ExpRate.self,
            InvRate.self,
            PolyRate.self,
            SigmoidRate.self,
        ],
        standard: StepRate.self
    )

    /// The rules, in the order in which a form offers them.
    public private(set) var rules: [any RateRule.Type]
    /// The one that a form begins with.
    public let standard: any RateRule.Type

    /// A catalog of these rules, with the one that a form begins with.
    public init(_ rules: [any RateRule.Type], standard: any RateRule.Type) {
        self.rules = rules
        self.standard = standard
    }

    /// The same catalog with one more rule.
    public func adding(_ rule: any RateRule.Type) -> RateCatalog {
        RateCatalog(rules + [rule], standard: standard)
    }

    /// The names of the rules, in their order.
    public var names: [String] { rules.map { $0.name } }

    /// The rule with that name, or nil.
    public func rule(named name: String) -> (any RateRule.Type)? { rules.first { $0.name == name } }

    /// The choice between the rules in the form of a new model.
    public var choice: OptionDescription {
        OptionDescription(
            "lr_policy",
            .choice(rules.map { .init($0.name, $0.label) }),
            default: standard.name,
            label: "Policy",
            help: "How the learning rate falls over the training. Large steps find the region of a "
                + "good solution, small ones settle in it."
        )
    }

    /// All that a form offers: the choice, then the options of every rule.
    public var options: [OptionDescription] { [choice] + rules.flatMap { $0.options } }

    /// The rule that a solver's prototxt names.
    ///
    /// Throws if the name is missing or unknown, or if the rule's fields make no sense.
    func rule(of solver: SolverParameter) throws -> any RateRule.Type {
        guard let rule = rule(named: solver.lrPolicy) else {
            let found =
                solver.hasLrPolicy ? "unknown lr_policy \"\(solver.lrPolicy)\"" : "no lr_policy"
            let known = names.sorted()
            let guess = NearestName.question(solver.lrPolicy, in: known)
            let advice =
                guess.isEmpty ? "; known policies: \(known.joined(separator: ", "))" : guess
            throw EngineError(found + advice, field: "lr_policy")
        }
        try rule.check(solver)
        return rule
    }
}
