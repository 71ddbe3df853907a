import CremaProto
import Testing

@testable import CremaEngine

/// A solver by the sign of the gradient, as whoever adds one would write it.
private enum SignRule: SolverRule {
    static let name = "Sign"
    static let label = "Sign of the gradient"
    static let summary = "Sign: w -= rate sign(g), of gradients larger than delta."
    static let takesMomentum = false
    static let least = OptionDescription(
        "sign_least",
        .number(.from(0)),
        default: "0.001",
        label: "Least gradient",
        help: "Smaller gradients move nothing.",
        shownWhere: isChosen
    )
    static let options = [least]

    static func writeFields(_ values: OptionValues, to solver: inout SolverParameter) {
        solver.delta = Float(values.number(least))
    }

    static func update(
        _ gradient: UnsafeMutablePointer<Float>,
        _ history: [UnsafeMutablePointer<Float>],
        count: Int,
        _ step: SolverStep
    ) {
        for i in 0..<count {
            let g = gradient[i]
            gradient[i] = g > step.delta ? step.rate : g < -step.delta ? -step.rate : 0
        }
    }
}

/// A rate that begins low, as whoever adds one would write it.
private enum WarmupRate: RateRule {
    static let name = "warmup"
    static let label = "Warm-up"
    static let summary = "rate = base_lr * min(1, (iteration + 1) / stepsize)."
    static let fields: [RateField] = [.stepsize]

    static func rate(_ solver: SolverParameter, iteration: Int, steps: Int) -> Float {
        solver.baseLr * min(1, Float(iteration + 1) / Float(solver.stepsize))
    }

    static let length = OptionDescription(
        "lr_warmup_length",
        .number(.above(0, upTo: 100)),
        default: "10",
        unit: "%",
        label: "Length",
        help: "The part of the training in which the rate rises.",
        shownWhere: isChosen
    )
    static let options = [length]

    static func write(
        _ values: OptionValues,
        to solver: inout SolverParameter,
        iterationsPerPercent: Double
    ) {
        solver.stepsize = iterations(values.number(length), iterationsPerPercent)
    }

    static func factor(_ values: OptionValues, atPercent percent: Double) -> Double {
        min(1, percent / values.number(length))
    }
}

/// A solver and a rate policy are one declaration each, and a line in their catalog.
struct AddedRulesTests {
    private let solvers = SolverCatalog.builtIn.adding(SignRule.self)
    private let rates = RateCatalog.builtIn.adding(WarmupRate.self)

    private func makeSolver(_ settings: SolverParameter) throws -> Solver {
        var settings = settings
        settings.netParam = try NetParameter.read(
            text: #"""
                layer { name: "x" type: "Input" top: "x" top: "t"
                  input_param { shape { dim: 1 dim: 2 } shape { dim: 1 dim: 1 } } }
                layer { name: "ip" type: "InnerProduct" bottom: "x" top: "y"
                  inner_product_param { num_output: 1 bias_term: false
                    weight_filler { type: "constant" value: 1 } } }
                layer { name: "loss" type: "EuclideanLoss" bottom: "y" bottom: "t" top: "loss" }
                """#,
            file: "net.prototxt"
        ).message
        let solver = try Solver(
            SolverFile(Prototxt(settings, file: "solver.prototxt")),
            context: NetContext(device: ReferenceDevice(), workers: WorkerPool(count: 1)),
            solvers: solvers,
            rates: rates
        )
        solver.net.set("x", [1, -1])
        solver.net.set("t", [8])
        return solver
    }

    @Test func `a form's values train with a solver and a rate that were added`() throws {
        var settings = SolverParameter()
        settings.baseLr = 0.5
        let rule = try #require(solvers.rule(named: "Sign"))
        rule.write(OptionValues(["sign_least": .number(0.25)]), to: &settings)
        let rate = try #require(rates.rule(named: "warmup"))
        settings.lrPolicy = rate.name
        rate.write(
            OptionValues(["lr_warmup_length": .number(50)]),
            to: &settings,
            iterationsPerPercent: 0.04
        )
        #expect((settings.type, settings.delta, settings.stepsize) == ("Sign", 0.25, 2))
        #expect(!settings.hasMomentum)
        let solver = try makeSolver(settings)
        #expect(solver.learningRate == 0.25)
        try solver.step(2)
        // x is (1, -1) and the target is far above, so that the weights move apart: 0.25, then 0.5.
        #expect(solver.weights == [1.75, 0.25])
    }

    @Test func `their refusals are reported like those of the engine's own`() throws {
        var settings = SolverParameter()
        (settings.type, settings.lrPolicy, settings.baseLr) = ("Sign", "warmup", 1)
        #expect(
            message { _ = try makeSolver(settings) }?
                .hasSuffix(#"lr_policy "warmup" needs a stepsize above 0, found 0"#) == true
        )
        (settings.stepsize, settings.momentum) = (1, 0.5)
        #expect(
            message { _ = try makeSolver(settings) }?
                .hasSuffix("Sign has no momentum, found momentum: 0.5; remove it") == true
        )
        settings.type = "Sing"
        #expect(
            message { _ = try makeSolver(settings) }?
                .hasSuffix(#"unknown solver type "Sing"; did you mean "Sign"?"#) == true
        )
    }

    @Test func `a form offers them with their options, each shown when it applies`() throws {
        #expect(solvers.choice.choices.last == .init("Sign", "Sign of the gradient"))
        #expect(rates.choice.choices.last == .init("warmup", "Warm-up"))
        let least = try #require(solvers.options.last), length = try #require(rates.options.last)
        #expect((least.name, length.name) == ("sign_least", "lr_warmup_length"))
        #expect(least.isShown(among: ["solver_type": "Sign"]))
        #expect(!least.isShown(among: ["solver_type": "SGD"]))
        #expect(length.isShown(among: ["lr_policy": "warmup"]))
        #expect(!length.isShown(among: ["lr_policy": "step"]))
    }

    @Test func `every option of the engine's own has a default that is one of its values`() {
        for option in SolverCatalog.builtIn.options + RateCatalog.builtIn.options {
            #expect(throws: Never.self, "\(option.name)") { try option.value(of: "") }
            #expect(!option.label.isEmpty && option.help.hasSuffix("."))
        }
    }
}
