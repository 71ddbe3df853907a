import CremaProto
import Testing

@testable import CremaEngine

@Suite struct MemoryNeedTests {
    /// A net for training that takes so many images at once.
    private func net(images: Int, outputs: Int = 3, bound: Int) throws -> Net {
        let text = """
            layer { name: "x" type: "Input" top: "x" top: "l"
              input_param { shape { dim: \(images) dim: 1000 } shape { dim: \(images) } } }
            layer { name: "ip" type: "InnerProduct" bottom: "x" top: "y"
              inner_product_param { num_output: \(outputs) weight_filler { type: "xavier" } } }
            layer { name: "loss" type: "SoftmaxWithLoss" bottom: "y" bottom: "l" top: "loss" }
            """
        let parameter = try NetParameter.read(text: text, file: "net").message
        return try AvailableMemory.$bound.withValue(bound) {
            try Net(
                parameter,
                phase: .train,
                context: NetContext(device: ReferenceDevice(), workers: WorkerPool(count: 1))
            )
        }
    }

    @Test func `refuses a batch that does not fit, and proposes a remedy`() throws {
        _ = try net(images: 10, bound: 100 << 20)
        let error = #expect(throws: EngineError.self) { try net(images: 100_000, bound: 100 << 20) }
        #expect(error?.layer == "x")
        #expect(error?.kind == .outOfMemory)
        #expect(
            error?.message
                == "the net up to this layer needs 400 MB of memory, and 104 MB are free "
                + "(a bound of the caller's); a smaller batch_size needs less"
        )
    }

    @Test func `refuses weights that do not fit`() throws {
        let error = #expect(throws: EngineError.self) {
            try net(images: 1, outputs: 100_000, bound: 100 << 20)
        }
        #expect(error?.layer == "ip")
        #expect(error?.kind == .outOfMemory)
        #expect(
            error?.message.hasPrefix("the parameter of the shape 100000 1000 (100000000) needs")
                == true
        )
    }

    @Test func `refuses a solver whose memory of the weights does not fit`() throws {
        let net = try net(images: 1, outputs: 10_000, bound: 200 << 20)
        var parameter = SolverParameter()
        (parameter.type, parameter.lrPolicy, parameter.momentum) = ("Adam", "fixed", 0.9)
        let error = #expect(throws: EngineError.self) {
            try AvailableMemory.$bound.withValue(50 << 20) {
                try Solver(parameter, net: net, testNets: [])
            }
        }
        #expect(
            error?.message.contains("what solver type Adam keeps for each weight needs")
                == true
        )
    }
}
