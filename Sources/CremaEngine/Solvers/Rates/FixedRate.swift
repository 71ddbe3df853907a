import CremaProto

/// The same rate throughout.
enum FixedRate: RateRule {
    static let name = "fixed"
    static let label = "Fixed"
    static let summary = "rate = base_lr."
    static let fields: [RateField] = []

    static func rate(_ solver: SolverParameter, iteration: Int, steps: Int) -> Float {
        solver.baseLr
    }

    // MARK: The form

    static let options: [OptionDescription] = []

    static func write(
        _ values: OptionValues,
        to solver: inout SolverParameter,
        iterationsPerPercent: Double
    ) {}

    static func factor(_ values: OptionValues, atPercent percent: Double) -> Double { 1 }
}
