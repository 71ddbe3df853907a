import CremaProto

/// The solver types that a solver's prototxt and the form of a new model may name.
public typealias SolverCatalog = RuleCatalog<any SolverRule.Type>

extension SolverCatalog {
    /// The engine's own.
    public static var builtIn: SolverCatalog { solvers }

    /// The rule that a solver's prototxt names; throws with the known types if there is none.
    func rule(of solver: SolverParameter) throws -> any SolverRule.Type {
        try rule(
            named: solver.type,
            field: "type",
            found: "unknown solver type \"\(solver.type)\"",
            listedAs: "known types:"
        )
    }
}

private let solvers = SolverCatalog(
    [
        SGDRule.self,
        NesterovRule.self,
        AdaGradRule.self,
        RMSPropRule.self,
        AdaDeltaRule.self,
        AdamRule.self,
    ],
    standard: SGDRule.self,
    option: (
        name: "solver_type",
        label: "Solver type",
        help: "How the weights follow their gradients. SGD is the safe choice; Adam often gets "
            + "there with less tuning, at a base rate of about 0.001."
    ),
    named: { $0 }
)
