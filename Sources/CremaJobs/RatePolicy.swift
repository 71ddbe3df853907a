import CremaProto
import Foundation

/// How the learning rate changes over the training, in percents of it.
public enum RatePolicy: Sendable, Equatable {
    /// The same rate throughout.
    case fixed
    /// Times gamma after each so many percent.
    case step(percent: Double, gamma: Double)
    /// Times gamma at each of these percents.
    case multistep(percents: [Double], gamma: Double)
    /// Times gamma^percent.
    case exp(gamma: Double)
    /// Times (1 + gamma * percent)^(-power).
    case inv(gamma: Double, power: Double)
    /// Times (1 - percent / 100)^power.
    case poly(power: Double)
    /// Times 1 / (1 + e^(gamma * (percent - step))), which falls around the step.
    case sigmoid(percent: Double, gamma: Double)

    /// The names of the policies, in the order in which a form offers them.
    public static let names = ["fixed", "step", "multistep", "exp", "inv", "poly", "sigmoid"]

    /// Its name in a form.
    public var name: String {
        switch self {
        case .fixed: "fixed"
        case .step: "step"
        case .multistep: "multistep"
        case .exp: "exp"
        case .inv: "inv"
        case .poly: "poly"
        case .sigmoid: "sigmoid"
        }
    }

    /// Writes the policy in iterations, for a solver that has its base rate; `scale` is how many
    /// iterations a percent is.
    func write(to solver: inout SolverParameter, scale: Double) {
        solver.lrPolicy = name
        func iterations(_ percent: Double) -> Int32 {
            max(1, Int32(saturating: (percent * scale).rounded(.up)))
        }
        switch self {
        case .fixed:
            break
        case .step(let percent, let gamma):
            solver.stepsize = iterations(percent)
            solver.gamma = Float(gamma)
        case .multistep(let percents, let gamma):
            solver.stepvalue = percents.map(iterations)
            solver.gamma = Float(gamma)
        case .exp(let gamma):
            solver.gamma = Float(pow(gamma, 1 / scale))
        case .inv(let gamma, let power):
            solver.gamma = Float(gamma / scale)
            solver.power = Float(power)
        case .poly(let power):
            solver.power = Float(power)
        case .sigmoid(let percent, let gamma):
            // Caffe's own sigmoid rises, and it refuses a gamma below 0.
            let fall = FallingSigmoid(step: percent, gamma: gamma, scale: scale)
            solver.lrPolicy = "multistep"
            solver.baseLr *= Float(factor(atPercent: 0))
            solver.gamma = Float(Foundation.exp(-fall.drop))
            solver.stepvalue = fall.steps
        }
    }

    /// What a solver's file should say about itself, where it has the policy under another name.
    var remark: String? {
        guard case .sigmoid(let percent, let gamma) = self else { return nil }
        return
            "The rate falls as the sigmoid 1 / (1 + e^(\(gamma) * (p - \(percent)))) at p percent of "
            + "the training. Caffe's sigmoid rises, so that this one is written in small steps."
    }

    /// The rate at a percent of the training, as a part of the base rate.
    public func factor(atPercent percent: Double) -> Double {
        switch self {
        case .fixed: 1
        case .step(let size, let gamma): pow(gamma, (percent / size).rounded(.down))
        case .multistep(let percents, let gamma):
            pow(gamma, Double(percents.count { $0 <= percent }))
        case .exp(let gamma): pow(gamma, percent)
        case .inv(let gamma, let power): pow(1 + gamma * percent, -power)
        case .poly(let power): pow(1 - percent / 100, power)
        case .sigmoid(let step, let gamma): 1 / (1 + Foundation.exp(gamma * (percent - step)))
        }
    }
}

/// The sigmoid 1 / (1 + e^(gamma * (percent - step))) in steps of one size, down from where it begins.
private struct FallingSigmoid {
    /// The logarithm of the rate falls by so much at each step.
    let drop: Double
    /// The iterations at which it does, rising.
    let steps: [Int32]

    /// Beyond a fall of e^-30 the rate is nothing.
    private static let deepest = 30.0

    /// Steps so small that the rate is never more than a hundredth away, but at most one an iteration, as
    /// Caffe takes no more: those of a short training are larger.
    init(step: Double, gamma: Double, scale: Double) {
        /// Minus the logarithm of the sigmoid.
        func depth(_ percent: Double) -> Double {
            let power = gamma * (percent - step)
            return power > 500 ? power : log1p(Foundation.exp(power))
        }
        let start = depth(0)
        let fall = min(depth(100) - start, Self.deepest)
        drop = max(0.02, gamma / scale, fall / 1000)
        var steps: [Int32] = []
        while true {
            // Half a step before its level, so that levels are nearest.
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
