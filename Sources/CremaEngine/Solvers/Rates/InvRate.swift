import CremaProto
import Glibc

/// Falls as a power of the iteration.
enum InvRate: RateRule {
    static let name = "inv"
    static let label = "Inverse decay"
    static let summary = "rate = base_lr * (1 + gamma * iteration) ^ -power."
    static let fields: [RateField] = [.gamma, .power]

    static func rate(_ solver: SolverParameter, iteration: Int, steps: Int) -> Float {
        solver.baseLr * powf(1 + solver.gamma * Float(iteration), -solver.power)
    }

    // MARK: The form

    static let gamma = OptionDescription(
        "lr_inv_gamma",
        .number(.above(0)),
        default: "0.1",
        label: "Gamma",
        help: "How early the rate falls: after p percent of the training it is divided by "
            + "(1 + gamma p) ^ power.",
        shownWhere: isChosen
    )
    static let power = OptionDescription(
        "lr_inv_power",
        .number(.above(0)),
        default: "0.5",
        label: "Power",
        help: "How steeply the rate falls.",
        shownWhere: isChosen
    )
    static let options = [gamma, power]

    static func write(
        _ values: OptionValues,
        to solver: inout SolverParameter,
        iterationsPerPercent: Double
    ) {
        solver.gamma = Float(values.number(gamma) / iterationsPerPercent)
        solver.power = Float(values.number(power))
    }

    static func factor(_ values: OptionValues, atPercent percent: Double) -> Double {
        pow(1 + values.number(gamma) * percent, -values.number(power))
    }
}
