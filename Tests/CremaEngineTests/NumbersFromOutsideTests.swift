import CremaProto
import TestSupport
import Testing

@testable import CremaEngine

@Suite struct NumbersFromOutsideTests {
    private func solver(_ folder: TemporaryFolder) throws -> Solver {
        let text = """
            base_lr: 0.1 max_iter: 5 lr_policy: "multistep" stepvalue: 2 gamma: 0.5
            snapshot_prefix: "\(folder("s"))"
            net_param {
              layer { name: "x" type: "Input" top: "x" top: "l"
                input_param { shape { dim: 2 dim: 3 } shape { dim: 2 } } }
              layer { name: "ip" type: "InnerProduct" bottom: "x" top: "y"
                inner_product_param { num_output: 3 } }
              layer { name: "loss" type: "SoftmaxWithLoss" bottom: "y" bottom: "l" top: "loss" }
            }
            """
        return try Solver(
            SolverFile(SolverParameter.read(text: text, file: "solver")),
            context: NetContext(workers: WorkerPool(count: 1))
        )
    }

    @Test(arguments: [[0, 1 << 40, 1 << 40], [1 << 40, 0], [1 << 40], [-1], [0, 65536, 65536]])
    func `refuses shapes with more elements than a blob can hold`(dims: [Int]) {
        #expect(throws: EngineError.self) { try Shape(checking: dims) }
    }

    @Test func `accepts shapes without images`() throws {
        #expect(try Shape(checking: [0, 3, 227, 227]).count == 0)
        #expect(try Shape(checking: []).count == 1)
    }

    @Test func `accepts any number of steps`() throws {
        let folder = try TemporaryFolder()
        let solver = try solver(folder)
        try solver.step(1)
        solver.observer.request = { .stop }
        try solver.step(.max)
        #expect(solver.iteration == 2)
        try solver.step(.min)
        #expect(solver.iteration == 2)
    }

    @Test(arguments: [(-1, 0), (3, -1), (Int32.min, .min)])
    func `refuses a solver state of a negative iteration`(iteration: Int32, step: Int32) throws {
        let folder = try TemporaryFolder()
        let solver = try solver(folder)
        var state = SolverState()
        (state.iter, state.currentStep) = (iteration, step)
        state.history = solver.history.map { arrays in
            var proto = BlobProto()
            proto.shape.dim = arrays[0].shape.dims.map(Int64.init)
            proto.data = Array(arrays[0].read())
            return proto
        }
        let path = try folder.write("s.solverstate", state.binary())
        let error = #expect(throws: EngineError.self) { try solver.restore(path) }
        #expect(
            error?.message.contains("the file is damaged: it has iteration \(iteration)") == true
        )
    }

    @Test(arguments: [0, -1, 1025, Int.max])
    func `refuses more workers than any machine has`(count: Int) {
        let error = #expect(throws: EngineError.self) { try WorkerPool(checking: count) }
        #expect(error?.kind == .usage)
    }

    @Test func `continues with data in memory from any position in a file`() throws {
        let text = """
            layer { name: "d" type: "MemoryData" top: "x" top: "l"
              memory_data_param { batch_size: 2 channels: 1 height: 1 width: 1 } }
            """
        let net = try Net(NetParameter.read(text: text, file: "net"), phase: .train)
        let layer = try #require(net.nodes[0].layer as? MemoryDataLayer)
        let values: [Float] = [1, 2, 3, 4]
        try values.withUnsafeBufferPointer { try layer.reset(data: $0, labels: $0, count: 4) }
        for (position, first) in [(3, Float(3)), (Int.max / 2, 3), (0, 1)] {
            try layer.seek(toRecord: position)
            try net.forward()
            #expect(net.blob("x")?.data.read()[0] == first)
        }
    }
}
