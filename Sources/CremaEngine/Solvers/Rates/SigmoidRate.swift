import CremaProto
import Glibc

/// A sigmoid: it rises in a solver's prototxt, as Caffe has it, and falls in the form, as in
/// DIGITS.
enum SigmoidRate: RateRule {
    static let name = "sigmoid"
    static let label = "Sigmoid decay"
    static let summary =
        "rate = base_lr / (1 + e ^ (-gamma * (iteration - stepsize))), which rises."
    static let fields: [RateField] = [.gamma, .stepsize]

    static func rate(_ solver: SolverParameter, iteration: Int, steps: Int) -> Float {
        let power = -solver.gamma * (Float(iteration) - Float(solver.stepsize))
        return solver.baseLr * (1 / (1 + expf(power)))
    }

    // MARK: The form

    static let middle = OptionDescription(
        "lr_sigmoid_step",
        .number(.above(0, upTo: 100)),
        default: "50",
        unit: "%",
        label: "Step",
        help: "The point of the training at which the rate is half the base rate.",
        shownWhere: isChosen
    )
    static let gamma = OptionDescription(
        "lr_sigmoid_gamma",
        .number(.above(0)),
        default: "0.1",
        label: "Gamma",
        help: "How fast the rate falls around the step.",
        shownWhere: isChosen
    )
    static let options = [middle, gamma]

    /// As with `multistep`: Caffe's own sigmoid rises, and it refuses a gamma below 0.
    static func write(
        _ values: OptionValues,
        to solver: inout SolverParameter,
        iterationsPerPercent: Double
    ) {
        let fall = FallingSigmoid(
            step: values.number(middle),
            gamma: values.number(gamma),
            scale: iterationsPerPercent
        )
        solver.lrPolicy = MultistepRate.name
        solver.baseLr *= Float(factor(values, atPercent: 0))
        solver.gamma = Float(exp(-fall.drop))
        solver.stepvalue = fall.steps
    }

    static func remark(_ values: OptionValues) -> String? {
        "The rate falls as the sigmoid 1 / (1 + e^(\(values.number(gamma)) * "
            + "(p - \(values.number(middle))))) at p percent of the training. "
            + "Caffe's sigmoid rises, so that this one is written in small steps."
    }

    static func factor(_ values: OptionValues, atPercent percent: Double) -> Double {
        1 / (1 + exp(values.number(gamma) * (percent - values.number(middle))))
    }
}

/// The sigmoid 1 / (1 + e^(gamma * (percent - step))) in steps of one size, down from its starting
/// value.
private struct FallingSigmoid {
    /// How much the logarithm of the rate falls at each step.
    let drop: Double
    /// The iterations at which it falls, in ascending order.
    let steps: [Int32]

    /// After a fall by e^-30 the rate is practically zero.
    private static let deepest = 30.0

    /// Steps so small that the rate is never off by more than a hundredth, but at most one per
    /// iteration, as Caffe takes no more; so those of a short training are larger.
    init(step: Double, gamma: Double, scale: Double) {
        /// Minus the logarithm of the sigmoid.
        func depth(_ percent: Double) -> Double {
            let power = gamma * (percent - step)
            return power > 500 ? power : log1p(exp(power))
        }
        let start = depth(0)
        let fall = min(depth(100) - start, Self.deepest)
        drop = max(0.02, gamma / scale, fall / 1000)
        var steps: [Int32] = []
        while true {
            // Half a step before its level, so that the nearest level applies.
            let level = start + (Double(steps.count) + 0.5) * drop
            let percent = step + (level > 500 ? level : log(expm1(level))) / gamma
            guard level - start < fall, percent < 100 else { break }
            let iteration = (percent * scale).rounded(.up)
            let least = Double(steps.last.map { Int($0) + 1 } ?? 1)
            guard iteration < 100 * scale else { break }
            steps.append(Int32(max(iteration, least)))
        }
        self.steps = steps
    }
}
