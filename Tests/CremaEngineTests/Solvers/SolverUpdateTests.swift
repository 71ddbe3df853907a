import CremaProto
import Testing

@testable import CremaEngine

/// Updates against the formulas of the rules, in double precision, for a regression with a known
/// gradient.
struct SolverUpdateTests {
    /// A rule's settings, with what they are called in prototxt.
    struct Settings: Sendable, CustomStringConvertible {
        var type: String
        var rate = 0.1
        var momentum = 0.0
        var momentum2 = 0.999
        var delta = 1e-8
        var decay = 0.0
        var isL1 = false
        var iterSize = 1
        var clip = -1.0
        var lrMults = (1.0, 1.0)
        var decayMults = (1.0, 1.0)

        var description: String { text }

        var text: String {
            """
            type: "\(type)" base_lr: \(rate) lr_policy: "fixed" momentum: \(momentum)
            momentum2: \(momentum2) rms_decay: \(momentum2) delta: \(delta) weight_decay: \(decay)
            regularization_type: "\(isL1 ? "L1" : "L2")" iter_size: \(iterSize) clip_gradients: \(clip)
            """
        }
    }

    private static let count = 4
    private static let inputs: [[Double]] = [
        [1, -0.5, 2], [0.25, 1.5, -1], [-2, 0.75, 0.5], [1.25, -1, 1],
    ]
    private static let targets: [Double] = [1, -0.5, 2, 0.25]

    private func makeSolver(_ settings: Settings, workers: Int = 1) throws -> Solver {
        let specs = [
            (settings.lrMults.0, settings.decayMults.0),
            (settings.lrMults.1, settings.decayMults.1),
        ].map { "param { lr_mult: \($0.0) decay_mult: \($0.1) }" }.joined(separator: " ")
        let solver = try Solver.make(
            """
            \(settings.text)
            net_param {
              layer { name: "in" type: "Input" top: "x" top: "t"
                input_param { shape { dim: 4 dim: 3 } shape { dim: 4 dim: 1 } } }
              layer { name: "ip" type: "InnerProduct" bottom: "x" top: "y" \(specs)
                inner_product_param { num_output: 1 weight_filler { type: "constant" value: 0.3 }
                  bias_filler { type: "constant" value: -0.2 } } }
              layer { name: "loss" type: "EuclideanLoss" bottom: "y" bottom: "t" top: "loss" }
            }
            """,
            workers: workers
        )
        solver.net.set("x", Self.inputs.flatMap { $0 }.map(Float.init))
        solver.net.set("t", Self.targets.map(Float.init))
        return solver
    }

    /// The oracle: w - (X w + b - t)' X / N and the formulas of the reference, in doubles.
    private struct Oracle {
        let settings: Settings
        var w = [0.3, 0.3, 0.3, -0.2]
        var h = [Double](repeating: 0, count: 4)
        var h2 = [Double](repeating: 0, count: 4)
        var iteration = 0

        private func gradient() -> [Double] {
            var gradient = [Double](repeating: 0, count: 4)
            for (x, t) in zip(SolverUpdateTests.inputs, SolverUpdateTests.targets) {
                let row = x + [1]
                let error = zip(row, w).map(*).reduce(0, +) - t
                for item in 0..<4 { gradient[item] += error * row[item] / 4 }
            }
            return gradient
        }

        mutating func step() {
            let s = settings
            iteration += 1
            var all = gradient().map { $0 * Double(s.iterSize) }
            let norm = all.map { $0 * $0 }.reduce(0, +).squareRoot()
            if s.clip >= 0, norm > s.clip { all = all.map { $0 * s.clip / norm } }
            for item in 0..<4 {
                let isBias = item == 3
                let r = s.rate * (isBias ? s.lrMults.1 : s.lrMults.0)
                let decay = s.decay * (isBias ? s.decayMults.1 : s.decayMults.0)
                var g = all[item] / Double(s.iterSize)
                g += decay * (s.isL1 ? (w[item] > 0 ? 1 : w[item] < 0 ? -1 : 0) : w[item])
                w[item] -= update(item, g, r)
            }
        }

        private mutating func update(_ i: Int, _ g: Double, _ r: Double) -> Double {
            let s = settings, m = settings.momentum, b2 = settings.momentum2
            switch s.type {
            case "SGD":
                h[i] = m * h[i] + r * g
                return h[i]
            case "Nesterov":
                let old = h[i]
                h[i] = m * old + r * g
                return (1 + m) * h[i] - m * old
            case "AdaGrad":
                h[i] += g * g
                return r * g / (h[i].squareRoot() + s.delta)
            case "RMSProp":
                h[i] = b2 * h[i] + (1 - b2) * g * g
                return r * g / (h[i].squareRoot() + s.delta)
            case "AdaDelta":
                h[i] = m * h[i] + (1 - m) * g * g
                let step = g * ((h2[i] + s.delta) / (h[i] + s.delta)).squareRoot()
                h2[i] = m * h2[i] + (1 - m) * step * step
                return r * step
            default:
                h[i] = m * h[i] + (1 - m) * g
                h2[i] = b2 * h2[i] + (1 - b2) * g * g
                var (power, power2) = (1.0, 1.0)
                for _ in 0..<iteration { (power, power2) = (power * m, power2 * b2) }
                return r * (1 - power2).squareRoot() / (1 - power) * h[i]
                    / (h2[i].squareRoot() + s.delta)
            }
        }
    }

    private static let types = ["SGD", "Nesterov", "AdaGrad", "RMSProp", "AdaDelta", "Adam"]

    private static let cases: [Settings] = types.flatMap { type in
        let momentum = ["AdaGrad", "RMSProp"].contains(type) ? 0 : 0.9
        let base = Settings(
            type: type,
            rate: type == "AdaDelta" ? 1 : 0.05,
            momentum: momentum,
            momentum2: type == "RMSProp" ? 0.95 : 0.999,
            delta: type == "AdaDelta" ? 1e-3 : 1e-6
        )
        var all = [base]
        func vary(_ change: (inout Settings) -> Void) {
            var copy = base
            change(&copy)
            all.append(copy)
        }
        vary { $0.momentum = $0.momentum == 0 ? 0 : 0.5 }
        vary { $0.decay = 0.5 }
        vary { ($0.decay, $0.isL1) = (0.1, true) }
        vary { ($0.iterSize, $0.decay) = (3, 0.1) }
        vary { $0.clip = 0.4 }
        vary { ($0.clip, $0.iterSize) = (0.4, 2) }
        vary { ($0.lrMults, $0.decayMults, $0.decay) = ((2, 0.5), (1, 0), 0.2) }
        vary { $0.rate *= 0.1 }
        return all
    }

    @Test(arguments: cases) func `follows the formula`(_ settings: Settings) throws {
        let solver = try makeSolver(settings, workers: 2)
        var oracle = Oracle(settings: settings)
        for step in 1...6 {
            try solver.step(1)
            oracle.step()
            for (found, wanted) in zip(solver.weights, oracle.w) {
                #expect(abs(Double(found) - wanted) < 1e-4 * max(1, abs(wanted)), "step \(step)")
            }
        }
    }

    @Test func `a rate of 0 leaves the weights as they are`() throws {
        let solver = try makeSolver(Settings(type: "SGD", rate: 0, momentum: 0.9, decay: 0.1))
        let before = solver.weights
        try solver.step(3)
        #expect(solver.weights == before)
    }

    @Test(arguments: types) func `iter_size passes equal one pass over as many images`(
        _ type: String
    ) throws {
        let once = Settings(type: type, rate: 0.05, delta: 1e-4, decay: 0.1)
        var twice = once
        twice.iterSize = 2
        let (a, b) = (try makeSolver(once), try makeSolver(twice))
        try a.step(4)
        try b.step(4)
        for (a, b) in zip(a.weights, b.weights) { #expect(abs(a - b) < 1e-5) }
    }

    @Test(arguments: types) func `sharers learn as one parameter with the sum of their gradients`(
        _ type: String
    ) throws {
        // y = w x + w x with one weight learns like y = v x with v = 2 w and twice the gradient.
        let solver = try Solver.make(
            """
            type: "\(type)" base_lr: 0.01 lr_policy: "fixed" delta: 1e-4
            net_param {
              layer { name: "in" type: "Input" top: "x" top: "t"
                input_param { shape { dim: 1 dim: 1 } shape { dim: 1 dim: 1 } } }
              layer { name: "a" type: "InnerProduct" bottom: "x" top: "a" param { name: "w" }
                inner_product_param { num_output: 1 bias_term: false
                  weight_filler { type: "constant" value: 0.5 } } }
              layer { name: "b" type: "InnerProduct" bottom: "x" top: "b" param { name: "w" }
                inner_product_param { num_output: 1 bias_term: false } }
              layer { name: "y" type: "Eltwise" bottom: "a" bottom: "b" top: "y" }
              layer { name: "loss" type: "EuclideanLoss" bottom: "y" bottom: "t" top: "loss" }
            }
            """
        )
        solver.net.set("x", [3])
        solver.net.set("t", [1])
        try solver.step(1)
        // (2 w x - t) x twice: (3 - 1) 3 2 = 12.
        let gradient = 12.0
        let wanted: Double
        switch type {
        case "AdaGrad": wanted = 0.01 * gradient / (gradient + 1e-4)
        case "RMSProp":
            wanted = 0.01 * gradient / ((0.01 * gradient * gradient).squareRoot() + 1e-4)
        case "AdaDelta":
            wanted = 0.01 * gradient * (1e-4 / (gradient * gradient + 1e-4)).squareRoot()
        case "Adam":
            let v = 0.001 * gradient * gradient
            wanted = 0.01 * 0.001.squareRoot() * gradient / (v.squareRoot() + 1e-4)
        default: wanted = 0.01 * gradient
        }
        #expect(abs(Double(0.5 - solver.weights[0]) - wanted) < 1e-5)
        #expect(solver.net.parameters.count == 1)
    }
}
