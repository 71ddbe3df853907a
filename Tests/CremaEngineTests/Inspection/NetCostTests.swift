import CremaData
import CremaProto
import Testing

@testable import CremaEngine

@Suite struct NetCostTests {
    private func cost(
        _ text: String,
        phase: Phase = .train,
        workers: Int = 1,
        historyCount: Int = 1
    ) throws -> NetCost {
        var state = NetState()
        state.phase = phase
        return try NetCost(
            NetParameter.read(text: text, file: "net"),
            state: state,
            workers: workers,
            historyCount: historyCount
        )
    }

    private static let small = """
        layer { name: "x" type: "Input" top: "x" top: "l"
          input_param { shape { dim: 10 dim: 3 dim: 8 dim: 8 } shape { dim: 10 } } }
        layer { name: "conv" type: "Convolution" bottom: "x" top: "conv"
          convolution_param { num_output: 4 kernel_size: 3 weight_filler { type: "xavier" } } }
        layer { name: "relu" type: "ReLU" bottom: "conv" top: "conv" }
        layer { name: "ip" type: "InnerProduct" bottom: "conv" top: "ip"
          inner_product_param { num_output: 5 weight_filler { type: "xavier" } } }
        layer { name: "loss" type: "SoftmaxWithLoss" bottom: "ip" bottom: "l" top: "loss" }
        """

    @Test func `counts shapes, parameters, memory and multiplications of each layer`() throws {
        let cost = try cost(Self.small)
        #expect(cost.batchSize == 10)
        #expect(cost.layers.map(\.name) == ["x", "conv", "relu", "ip", "loss"])
        #expect(cost.layers[0].shapes == [[10, 3, 8, 8], [10]])
        #expect(cost.layers[1].shapes == [[10, 4, 6, 6]])
        #expect(cost.layers.map(\.parameters) == [0, 112, 0, 725, 0])
        #expect(cost.layers.map(\.multiplyAdds) == [0, 38880, 0, 7200, 0])
        #expect(cost.parameters == 837)
        #expect(cost.multiplyAdds == 38880 + 7200)
        // Values and gradients of the top, and of each weight those and one more of the solver.
        let (top, weights) = (2 * 1440, 4 * 112)
        #expect(cost.layers[1].bytes == 4 * (top + weights))
    }

    @Test func `counts what each worker and the solver keep for a weight`() throws {
        let one = try cost(Self.small)
        let more = try cost(Self.small, workers: 3, historyCount: 2)
        #expect(more.bytes - one.bytes == 4 * 3 * one.parameters)
        let tested = try cost(Self.small, phase: .test)
        #expect(tested.layers[1].bytes == 4 * (1440 + 112))
    }

    @Test func `names the layer whose shapes do not work, with its place`() throws {
        let text = Self.small.replacing("kernel_size: 3", with: "kernel_size: 9")
        let error = #expect(throws: EngineError.self) { try self.cost(text) }
        #expect(error?.layer == "conv")
        #expect(error?.place?.hasPrefix("net:") == true)
    }

    @Test func `allocates nothing for a net of hundreds of gigabytes`() throws {
        let text = Self.small.replacing("dim: 10 dim: 3", with: "dim: 10000000 dim: 3")
            .replacing("shape { dim: 10 }", with: "shape { dim: 10000000 }")
        let found = try AvailableMemory.$bound.withValue(1 << 20) { try self.cost(text) }
        #expect(found.bytes > 19_000_000_000)
    }

    @Test(arguments: ZooModel.all)
    func `agrees with a real net of the zoo`(_ model: ZooModel) throws {
        let net = try model.makeNet("train_val.prototxt", phase: .train)
        let cost = try NetCost(
            net.text,
            state: net.state,
            workers: net.context.workers.count,
            historyCount: 1
        )
        try expectAgreement(of: cost, with: net)
        let learned = net.parameters.filter { $0.lrMult != 0 }.reduce(0) { $0 + $1.blob.count }
        #expect(learned == model.learnedCount)
        #expect(cost.multiplyAdds > 0)
    }

    @Test(arguments: GoldenCase.all.filter(\.missingTypes.isEmpty))
    func `agrees with a real net of each layer type`(_ golden: GoldenCase) throws {
        let details = try golden.details()
        let net = try Net(
            golden.net(),
            phase: details.phase,
            context: NetContext(device: ReferenceDevice(), workers: WorkerPool(count: 1))
        )
        let cost = try NetCost(net.text, state: net.state, workers: 1, historyCount: 0)
        try expectAgreement(of: cost, with: net)
        try golden.forEach("in.") { name, values in
            _ = net.blob(name)?.data.write().update(fromContentsOf: values)
        }
        try net.forward()
        if details.backward { try net.backward() }
        // Sums of gradients come with the backward pass, and are no memories of a layer's own.
        let copies = details.phase == .train ? 2 : nil
        var tally = MemoryTally(copiesOfGradient: copies)
        let bytes = net.nodes.reduce(0) { $0 + tally.bytes(of: $1) }
        // A layer that passes on some of its items takes less than one that passes on all.
        let isExact = !net.nodes.contains { $0.layer.reshapesAlways }
        #expect(isExact ? cost.bytes == bytes : cost.bytes >= bytes)
    }

    private func expectAgreement(of cost: NetCost, with net: Net) throws {
        let nodes = net.nodes.filter { $0.layer.parameter.type != "Split" }
        #expect(cost.layers.map(\.name) == nodes.map(\.layer.name))
        for (layer, node) in zip(cost.layers, nodes) {
            #expect(layer.shapes == node.tops.map(\.shape.dims), "\(layer.name)")
            #expect(layer.parameters == node.layer.blobs.reduce(0) { $0 + $1.count })
        }
        #expect(cost.parameters == net.parameters.reduce(0) { $0 + $1.blob.count })
    }

    @Test func `finds the memories that a layer keeps for itself`() throws {
        let text = """
            layer { name: "x" type: "Input" top: "x"
              input_param { shape { dim: 2 dim: 3 dim: 4 dim: 4 } } }
            layer { name: "l" type: "LRN" bottom: "x" top: "y" }
            """
        let parameter = try NetParameter.read(text: text, file: "net").message
        let net = try Net(parameter, phase: .train)
        let layer = try #require(net.node("l")?.layer)
        #expect(layer.ownMemories.map(\.shape.count) == [96, 96])
    }
}
