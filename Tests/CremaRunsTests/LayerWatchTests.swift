import CremaData
import CremaEngine
import CremaEvents
import CremaProto
import TestSupport
import Testing

@testable import CremaRuns

@Suite struct LayerWatchTests {
    private typealias Layer = JobEvent.LayerRow.Layer

    private func trouble(_ rows: [Layer]) -> LayerWatch.Trouble? {
        LayerWatch.trouble(in: rows[...])
    }

    @Test func `a layer whose outputs are zero again and again is dead`() {
        let dead = Layer(name: "relu", zeros: 1)
        #expect(trouble([dead, dead, dead]) == .dead)
        #expect(trouble([dead, dead]) == nil)
        #expect(trouble([dead, .init(name: "relu", zeros: 0.97), dead]) == nil)
    }

    @Test func `a layer whose weights double again and again explodes`() {
        let rows = { (norms: [Float]) in norms.map { Layer(name: "ip", weights: $0) } }
        #expect(trouble(rows([1, 3, 9, 27])) == .exploding)
        #expect(trouble(rows([1, 3, 9])) == nil)
        #expect(trouble(rows([1, 3, 4, 9])) == nil)
        #expect(trouble(rows([0, 1, 3, 9])) == nil)
    }

    @Test func `a gradient that is not a number is found at once`() {
        #expect(trouble([Layer(name: "ip", weights: 1, gradients: .nan)]) == .notFinite)
        #expect(trouble([Layer(name: "ip", weights: .infinity)]) == .notFinite)
    }

    @Test func `a training reports the norms of its layers, and names one that died`() throws {
        let folder = try TemporaryFolder()
        try AtomicFile.write(
            path: folder("solver.prototxt"),
            text: """
                base_lr: 0.01 lr_policy: "fixed" max_iter: 4 display: 1
                snapshot_prefix: "\(folder("s"))" snapshot_after_train: false
                net_param {
                  layer { name: "x" type: "DummyData" top: "x" top: "t"
                    dummy_data_param { shape { dim: 4 dim: 3 } shape { dim: 4 dim: 2 }
                      data_filler { type: "constant" value: 1 } data_filler { type: "constant" } } }
                  layer { name: "low" type: "InnerProduct" bottom: "x" top: "low"
                    inner_product_param { num_output: 5 weight_filler { type: "constant" value: -1 } } }
                  layer { name: "relu" type: "ReLU" bottom: "low" top: "low" }
                  layer { name: "ip" type: "InnerProduct" bottom: "low" top: "ip"
                    inner_product_param { num_output: 2 weight_filler { type: "constant" value: 2 } } }
                  layer { name: "loss" type: "EuclideanLoss" bottom: "ip" bottom: "t" top: "loss" }
                }
                """
        )
        let events = Events()
        let host = RunHost(log: .none, observers: [events])
        let solver = try TrainRun(solver: folder("solver.prototxt")).makeSolver(in: host)
        LayerWatch(reportingTo: host, restPerCost: 0).begin(on: solver)
        try solver.solve()
        let rows = events.all.compactMap { event -> JobEvent.LayerRow? in
            if case .layers(let row) = event { row } else { nil }
        }
        let first = try #require(rows.first)
        #expect(first.layers.map(\.name) == ["low", "relu", "ip"])
        #expect(first.layers[0].weights == Float(15).squareRoot())
        #expect(first.layers[0].gradients == 0)
        #expect(first.layers[1].zeros == 1)
        let notices = events.all.compactMap(\.notice)
        #expect(notices.map(\.title.english) == ["Layer “relu” has died"])
    }
}
