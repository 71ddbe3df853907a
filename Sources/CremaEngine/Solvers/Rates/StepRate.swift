import CremaProto
import Glibc

/// Multiplied by gamma after every `stepsize` iterations.
enum StepRate: RateRule {
    static let name = "step"
    static let label = "Step down"
    static let summary = "rate = base_lr * gamma ^ floor(iteration / stepsize)."
    static let fields: [RateField] = [.gamma, .stepsize]

    static func steps(_ solver: SolverParameter, iteration: Int, taken: Int) -> Int {
        iteration / Int(solver.stepsize)
    }

    static func rate(_ solver: SolverParameter, iteration: Int, steps: Int) -> Float {
        solver.baseLr * powf(solver.gamma, Float(steps))
    }

    // MARK: The form

    static let size = OptionDescription(
        "lr_step_size",
        .number(.above(0, upTo: 100)),
        default: "33",
        unit: "%",
        label: "Step size",
        help: "The share of the training between two falls of the rate.",
        shownWhere: isChosen
    )
    static let gamma = OptionDescription(
        "lr_step_gamma",
        .number(.above(0)),
        default: "0.1",
        label: "Gamma",
        help: "What the rate is multiplied by at each step.",
        shownWhere: isChosen
    )
    static let options = [size, gamma]

    static func write(
        _ values: OptionValues,
        to solver: inout SolverParameter,
        iterationsPerPercent: Double
    ) {
        solver.stepsize = iterations(values.number(size), iterationsPerPercent)
        solver.gamma = Float(values.number(gamma))
    }

    static func factor(_ values: OptionValues, atPercent percent: Double) -> Double {
        pow(values.number(gamma), (percent / values.number(size)).rounded(.down))
    }
}
