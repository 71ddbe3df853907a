import CremaProto
import Glibc

/// Multiplied by gamma at each iteration.
enum ExpRate: RateRule {
    static let name = "exp"
    static let label = "Exponential decay"
    static let summary = "rate = base_lr * gamma ^ iteration."
    static let fields: [RateField] = [.gamma]

    static func rate(_ solver: SolverParameter, iteration: Int, steps: Int) -> Float {
        solver.baseLr * powf(solver.gamma, Float(iteration))
    }

    // MARK: The form

    static let gamma = OptionDescription(
        "lr_exp_gamma",
        .number(.above(0)),
        default: "0.95",
        label: "Gamma",
        help: "What the rate is multiplied by for each percent of the training.",
        shownWhere: isChosen
    )
    static let options = [gamma]

    static func write(
        _ values: OptionValues,
        to solver: inout SolverParameter,
        iterationsPerPercent: Double
    ) {
        solver.gamma = Float(pow(values.number(gamma), 1 / iterationsPerPercent))
    }

    static func factor(_ values: OptionValues, atPercent percent: Double) -> Double {
        pow(values.number(gamma), percent)
    }
}
