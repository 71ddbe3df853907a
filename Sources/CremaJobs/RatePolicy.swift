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

    /// Caffe's name of the policy.
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

    /// Writes the policy in iterations; `scale` is how many of them a percent is.
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
            // Caffe's sigmoid rises for a positive gamma.
            solver.gamma = Float(-gamma / scale)
            solver.stepsize = iterations(percent)
        }
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
