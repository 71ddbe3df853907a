public import CremaProto

/// The solver types that a solver's prototxt and the form of a new model may name.
public struct SolverCatalog: Sendable {
    /// The engine's own, in the order in which a form offers them.
    public static let builtIn = SolverCatalog(
        [
            SGDRule.self,
            NesterovRule.self,
            AdaGradRule.self,
            RMSPropRule.self,
            AdaDeltaRule.self,
            AdamRule.self,
        ],
        standard: SGDRule.self
    )

    /// The rules, in the order in which a form offers them.
    public private(set) var rules: [any SolverRule.Type]
    /// The one that a form begins with.
    public let standard: any SolverRule.Type

    /// A catalog of these rules, with the one that a form begins with.
    public init(_ rules: [any SolverRule.Type], standard: any SolverRule.Type) {
        self.rules = rules
        self.standard = standard
    }

    /// The same catalog with one more rule.
    public func adding(_ rule: any SolverRule.Type) -> SolverCatalog {
        SolverCatalog(rules + [rule], standard: standard)
    }

    /// The types, in their order.
    public var types: [String] { rules.map { $0.type } }

    /// The rule with that type, or nil.
    public func rule(ofType type: String) -> (any SolverRule.Type)? {
        rules.first { $0.type == type }
    }

    /// The choice between the rules in the form of a new model.
    public var choice: OptionDescription {
        OptionDescription(
            "solver_type",
            .choice(rules.map { .init($0.type, $0.label) }),
            default: standard.type,
            label: "Solver type",
            help: "How the weights follow their gradients. SGD is the safe choice; Adam often gets "
                + "there with less tuning, at a base rate of about 0.001."
        )
    }

    /// All that a form offers: the choice, then the options of every rule.
    public var options: [OptionDescription] { [choice] + rules.flatMap { $0.options } }

    /// The rule that a solver's prototxt names; throws with the known types if there is none.
    func rule(of solver: SolverParameter) throws -> any SolverRule.Type {
        if let rule = rule(ofType: solver.type) { return rule }
        let known = types.sorted()
        let advice = NearestName.question(solver.type, in: known)
        throw EngineError(
            "unknown solver type \"\(solver.type)\""
                + (advice.isEmpty ? "; known types: \(known.joined(separator: ", "))" : advice),
            field: "type"
        )
    }
}
