import CremaProto
import Testing

@testable import CremaEngine

/// The learning rate of each policy, by its formula.
struct LearningRatePolicyTests {
    private func rates(_ text: String, _ iterations: [Int]) throws -> [Float] {
        let parameter = try SolverParameter.read(text: text, file: "solver.prototxt").message
        let policy = try LearningRatePolicy(parameter)
        var steps = 0
        return iterations.map {
            let moment = policy.rate(iteration: $0, taken: steps)
            steps = moment.steps
            return moment.rate
        }
    }

    /// The rates of the iterations 0, 1, 2 and 4.
    private static let formulas: [(text: String, rates: [Float])] = [
        (#"lr_policy: "fixed""#, [2, 2, 2, 2]),
        (#"lr_policy: "step" gamma: 0.5 stepsize: 2"#, [2, 2, 1, 0.5]),
        (#"lr_policy: "exp" gamma: 0.5"#, [2, 1, 0.5, 0.125]),
        (#"lr_policy: "inv" gamma: 1 power: 2"#, [2, 0.5, 0.222222, 0.08]),
        (#"lr_policy: "poly" power: 2 max_iter: 8"#, [2, 1.53125, 1.125, 0.5]),
        // It rises: 2 / (1 + exp(-(i - 2))).
        (#"lr_policy: "sigmoid" gamma: 1 stepsize: 2"#, [0.238406, 0.537883, 1, 1.761594]),
    ]

    @Test(arguments: formulas)
    func `follows the formula`(_ text: String, _ wanted: [Float]) throws {
        let found = try rates("base_lr: 2 " + text, [0, 1, 2, 4])
        for (found, wanted) in zip(found, wanted) { #expect(abs(found - wanted) < 1e-5) }
    }

    @Test func `multistep takes at most one step per iteration`() throws {
        let found = try rates(
            #"base_lr: 8 lr_policy: "multistep" gamma: 0.5 stepvalue: 2 stepvalue: 2 stepvalue: 6"#,
            [0, 1, 2, 3, 4, 5, 6]
        )
        #expect(found == [8, 8, 4, 2, 2, 2, 1])
    }

    @Test(arguments: [
        (#"lr_policy: "step" gamma: 0.5"#, #"lr_policy "step" needs a stepsize above 0, found 0"#),
        (
            #"lr_policy: "sigmoid" gamma: 1"#,
            #"lr_policy "sigmoid" needs a stepsize above 0, found 0"#
        ),
        (#"lr_policy: "exp" gamma: -1"#, #"lr_policy "exp" needs a gamma of at least 0, found -1"#),
        (
            #"lr_policy: "sigmoid" gamma: -1 stepsize: 5"#,
            #"lr_policy "sigmoid" needs a gamma of at least 0, found -1"#
        ),
        (#"lr_policy: "poly""#, #"lr_policy "poly" needs a max_iter above 0, found 0"#),
        ("", "no lr_policy; known policies: exp, fixed, inv, multistep, poly, sigmoid, step"),
    ])
    func `refuses settings that make no sense`(_ text: String, _ sentence: String) throws {
        #expect(message { _ = try rates("base_lr: 1 " + text, [0]) } == sentence)
    }
}
