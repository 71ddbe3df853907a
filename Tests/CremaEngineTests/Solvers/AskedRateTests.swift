import TestSupport
import Testing

@testable import CremaEngine

/// Asking for the learning rate changes nothing: the step is taken by the update.
struct AskedRateTests {
    /// Two steps of the rate fall on the same iteration, so that each taken too early shows.
    private static let steps = #"""
        base_lr: 0.1 lr_policy: "multistep" gamma: 0.5 stepvalue: 2 stepvalue: 2 stepvalue: 4
        """#

    private func makeSolver(_ more: String = "", log: Log = .none) throws -> Solver {
        try Solver.make(
            Self.steps + " " + more + #"""

                net_param {
                  layer { name: "data" type: "DummyData" top: "x" top: "t"
                    dummy_data_param { shape { dim: 4 dim: 3 } shape { dim: 4 dim: 1 }
                      data_filler { type: "gaussian" } data_filler { type: "gaussian" } } }
                  layer { name: "ip" type: "InnerProduct" bottom: "x" top: "y"
                    inner_product_param { num_output: 1 weight_filler { type: "xavier" } } }
                  layer { name: "loss" type: "EuclideanLoss" bottom: "y" bottom: "t" top: "loss" }
                }
                """#,
            log: log
        )
    }

    private func ask(_ solver: Solver) -> [Float] { (0..<5).map { _ in solver.learningRate } }

    @Test func `reading the rate at any time leaves training the same to the bit`()
        throws
    {
        let lines = LogLines(), quiet = LogLines()
        let asked = try makeSolver(log: lines.log), unasked = try makeSolver(log: quiet.log)
        for iteration in 0..<7 {
            let answers = ask(asked)
            #expect(Set(answers).count == 1)
            #expect(asked.currentStep == unasked.currentStep)
            try asked.step(1)
            try unasked.step(1)
            #expect(asked.weights == unasked.weights, "iteration \(iteration)")
        }
        #expect(asked.currentStep == 3)
        #expect(lines.texts == quiet.texts)
    }

    @Test func `the rate is that of the next update`() throws {
        let solver = try makeSolver()
        var asked: [Float] = []
        for _ in 0..<6 {
            asked.append(solver.learningRate)
            try solver.step(1)
        }
        #expect(asked == [0.1, 0.1, 0.05, 0.025, 0.0125, 0.0125])
    }

    @Test func `an update by the caller advances the rate, too`() throws {
        let solver = try makeSolver()
        for _ in 0..<3 {
            _ = ask(solver)
            try solver.applyUpdate()
        }
        #expect(solver.currentStep == 1 && solver.iteration == 3)
    }

    @Test func `a restored state counts the updates alone`() throws {
        let folder = try TemporaryFolder()
        let prefix = "snapshot_prefix: \"\(folder("s"))\" "
        let first = try makeSolver(prefix)
        try first.step(3)
        _ = ask(first)
        try first.snapshot()
        _ = ask(first)
        let second = try makeSolver(prefix)
        try second.restore(folder("s_iter_3.solverstate"))
        #expect(second.currentStep == 1)
        _ = ask(second)
        #expect(second.currentStep == 1)
        try first.step(4)
        try second.step(4)
        #expect(first.weights == second.weights)
        #expect((first.currentStep, second.currentStep) == (3, 3))
    }
}
