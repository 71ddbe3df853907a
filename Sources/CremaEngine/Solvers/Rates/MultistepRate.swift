import CremaProto
import Glibc

/// Multiplied by gamma at each of the given iterations, at most once per iteration, which is
/// Caffe's rule.
enum MultistepRate: RateRule {
    static let name = "multistep"
    static let label = "Step down (arbitrary steps)"
    static let summary =
        "rate = base_lr * gamma ^ n, n being how many of the stepvalues the training has passed, "
        + "at most one per iteration."
    static let fields: [RateField] = [.gamma, .stepvalue]

    static func steps(_ solver: SolverParameter, iteration: Int, taken: Int) -> Int {
        let isDue = taken < solver.stepvalue.count && iteration >= solver.stepvalue[taken]
        return isDue ? taken + 1 : taken
    }

    static func rate(_ solver: SolverParameter, iteration: Int, steps: Int) -> Float {
        solver.baseLr * powf(solver.gamma, Float(steps))
    }

    static func note(ofStep step: Int, iteration: Int) -> String? {
        "MultiStep Status: Iteration \(iteration), step = \(step)"
    }

    // MARK: The form

    static let points = OptionDescription(
        "lr_multistep_values",
        .numbers(.above(0, upTo: 100)),
        default: "50, 85",
        unit: "%",
        label: "Step values",
        help: "The points of the training at which the rate falls, in increasing order and "
            + "separated by commas.",
        shownWhere: isChosen
    )
    static let gamma = OptionDescription(
        "lr_multistep_gamma",
        .number(.above(0)),
        default: "0.5",
        label: "Gamma",
        help: "What the rate is multiplied by at each step.",
        shownWhere: isChosen
    )
    static let options = [points, gamma]

    static func write(
        _ values: OptionValues,
        to solver: inout SolverParameter,
        iterationsPerPercent: Double
    ) {
        solver.stepvalue = values.numbers(points).map { iterations($0, iterationsPerPercent) }
        solver.gamma = Float(values.number(gamma))
    }

    static func factor(_ values: OptionValues, atPercent percent: Double) -> Double {
        pow(values.number(gamma), Double(values.numbers(points).count { $0 <= percent }))
    }
}
