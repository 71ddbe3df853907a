import CremaProto
import Glibc

/// Falls to 0 at the end of the training, as a power of what remains of it.
enum PolyRate: RateRule {
    static let name = "poly"
    static let label = "Polynomial decay"
    static let summary = "rate = base_lr * (1 - iteration / max_iter) ^ power."
    static let fields: [RateField] = [.power, .maxIter]

    static func rate(_ solver: SolverParameter, iteration: Int, steps: Int) -> Float {
        solver.baseLr * powf(1 - Float(iteration) / Float(solver.maxIter), solver.power)
    }

    // MARK: The form

    static let power = OptionDescription(
        "lr_poly_power",
        .number(.above(0)),
        default: "3",
        label: "Power",
        help:
            "How the rate falls to 0: evenly if it is 1, mostly at the beginning if it is larger.",
        shownWhere: isChosen
    )
    static let options = [power]

    static func write(
        _ values: OptionValues,
        to solver: inout SolverParameter,
        iterationsPerPercent: Double
    ) {
        solver.power = Float(values.number(power))
    }

    static func factor(_ values: OptionValues, atPercent percent: Double) -> Double {
        pow(1 - percent / 100, values.number(power))
    }
}
