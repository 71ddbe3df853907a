import CremaEngine
import CremaJobs
import CremaProto
import Testing

@Suite struct StandardNetworkTests {
    @Test(arguments: ClassificationTask().networks.map(\.id))
    func `makes its three nets for a data set`(id: String) throws {
        let network = try #require(StandardNetwork.named(id))
        let dataset = id == "lenet" ? mnist() : mnist(side: 256, channels: 3)
        let nets = try NetworkStages(
            try parsed(network.prototxt),
            task: ClassificationTask(),
            dataset: dataset,
            options: NetworkOptions()
        )
        #expect(nets.warnings == [])
        let softmax = try #require(nets.deploy.layer.last)
        #expect(softmax.type == "Softmax")
        #expect(nets.deploy.layer.filter { $0.type == "Softmax" }.count == 1)
        let output = try #require(nets.deploy.layer.last { $0.type == "InnerProduct" })
        #expect(output.innerProductParam.numOutput == 10)
        #expect(softmax.bottom == output.top)
        let crops = ["lenet": 28, "alexnet": 227, "googlenet": 224]
        #expect(nets.deploy.layer[0].inputParam.shape[0].dim.last == crops[id].map(Int64.init))
    }

    @Test(arguments: ClassificationTask().networks.map(\.id))
    func `classifies an image in the engine`(id: String) throws {
        let network = try #require(StandardNetwork.named(id))
        let dataset = id == "lenet" ? mnist() : mnist(side: 256, channels: 3)
        let text = try parsed(network.prototxt)
        try text.checkLayerTypes()
        let nets = try NetworkStages(
            text,
            task: ClassificationTask(),
            dataset: dataset,
            options: NetworkOptions()
        )
        let net = try Net(nets.deploy, phase: .test)
        try net.forward()
        let probabilities = try #require(net.blob("softmax"))
        #expect(probabilities.shape == [1, 10])
        let sum = probabilities.data.read().reduce(0, +)
        #expect(abs(sum - 1) < 1e-5)
    }

    @Test func `LeNet scales in its Data layers, and in the deploy net by a layer`() throws {
        let nets = try NetworkStages(
            try parsed(StandardNetwork.leNet.prototxt),
            task: ClassificationTask(),
            dataset: mnist(),
            options: NetworkOptions()
        )
        let names = nets.deploy.layer.map(\.name)
        #expect(
            names == [
                "data", "scale", "conv1", "pool1", "conv2", "pool2", "ip1", "relu1", "ip2",
                "softmax",
            ]
        )
        #expect(nets.deploy.layer[1].powerParam.scale == 0.0125)
        #expect(nets.trainVal.layer[0].transformParam.scale == 0.0125)
        #expect(nets.trainVal.layer[0].top == ["scaled", "label"])
        #expect((nets.trainBatch, nets.valBatch ?? 0) == (64, 32))
    }

    @Test func `GoogLeNet has the modules of its table`() throws {
        let net = try parsed(StandardNetwork.googLeNet.prototxt).message
        #expect(net.layer.filter { $0.type == "Concat" }.count == 9)
        #expect(net.layer.filter { $0.type == "Convolution" }.count == 3 + 9 * 6 + 2)
        let losses = net.layer.filter { $0.type == "SoftmaxWithLoss" }
        #expect(losses.map(\.lossWeight) == [[0.3], [0.3], [1]])
    }

    @Test func `a Python layer on LeNet comes before its first convolution`() throws {
        let text = StandardNetwork.leNet(withPythonLayer: "BlankSquareLayer")
        let net = try parsed(text)
        let uses = try net.pythonLayers()
        #expect(uses.map(\.className) == ["BlankSquareLayer"])
        #expect(uses[0].stages == [.train, .val, .deploy])
        #expect(uses[0].isInPlace)
        #expect(net.message.layer[uses[0].index + 1].name == "conv1")
    }
}
