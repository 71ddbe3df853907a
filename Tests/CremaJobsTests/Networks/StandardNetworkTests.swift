import CremaEngine
import CremaJobs
import CremaProto
import Testing

@Suite struct StandardNetworkTests {
    private static let networks = ClassificationTask().networks.map(\.id)

    /// A data set of the images that a network was made for.
    private func usual(_ network: StandardNetwork, classCount: Int = 10) -> DatasetFolder {
        mnist(
            side: network.images.usual,
            channels: network.images.isUsuallyGrey ? 1 : 3,
            classCount: classCount
        )
    }

    private func stages(_ id: String, on dataset: DatasetFolder) throws -> NetworkStages {
        let text = try parsed(try #require(StandardNetwork.named(id)).prototxt)
        try text.checkLayerTypes()
        return try NetworkStages(
            text,
            task: ClassificationTask(),
            dataset: dataset,
            options: NetworkOptions()
        )
    }

    @Test(arguments: networks)
    func `makes its three nets for a data set`(id: String) throws {
        let network = try #require(StandardNetwork.named(id))
        let nets = try stages(id, on: usual(network))
        #expect(nets.warnings == [])
        let softmax = try #require(nets.deploy.layer.last)
        #expect(softmax.type == "Softmax")
        #expect(nets.deploy.layer.filter { $0.type == "Softmax" }.count == 1)
        let scores = try #require(
            nets.deploy.layer.last { ["InnerProduct", "Convolution"].contains($0.type) }
        )
        let outputs = max(scores.innerProductParam.numOutput, scores.convolutionParam.numOutput)
        #expect(outputs == 10)
        let sides: [String: Int64] = [
            "lenet": 28, "cifar10-quick": 32, "cifar10-full": 32, "alexnet": 227, "caffenet": 227,
            "googlenet": 224, "squeezenet": 227, "resnet50": 224, "vgg16": 224,
        ]
        #expect(nets.deploy.layer[0].inputParam.shape[0].dim.last == sides[id])
    }

    @Test func `the full net for CIFAR-10 decays its last weights as Caffe's example does`()
        throws
    {
        let network = try #require(StandardNetwork.named("cifar10-full"))
        let nets = try stages("cifar10-full", on: usual(network))
        let scores = try #require(nets.trainVal.layer.last { $0.type == "InnerProduct" })
        #expect(scores.param.map(\.decayMult) == [250, 0])
    }

    @Test(arguments: networks)
    func `classifies an image in the engine, whose sides may be the least`(id: String) throws {
        let network = try #require(StandardNetwork.named(id))
        let least = mnist(side: network.images.least, channels: 1)
        for dataset in [usual(network), least] {
            let net = try Net(blank(try stages(id, on: dataset).deploy), phase: .test)
            try net.forward()
            let probabilities = try #require(net.blob("softmax"))
            #expect(probabilities.shape.count == 10)
            let sum = probabilities.data.read().reduce(0, +)
            #expect(abs(sum - 1) < 1e-5)
        }
    }

    /// The numbers of weights and biases that are published for 1000 classes of colour images, and
    /// for 10 of CIFAR-10 and MNIST.
    @Test(arguments: [
        ("lenet", 431_080), ("cifar10-quick", 145_578), ("cifar10-full", 89_578),
        ("alexnet", 60_965_224), ("caffenet", 60_965_224), ("googlenet", 13_378_280),
        ("squeezenet", 1_235_496), ("resnet50", 25_557_032 + 64), ("vgg16", 138_357_544),
    ])
    func `learns as many numbers as published, in training and validation`(
        id: String,
        count: Int
    ) throws {
        let network = try #require(StandardNetwork.named(id))
        let dataset = usual(network, classCount: network.images.usual < 100 ? 10 : 1000)
        let nets = try stages(id, on: dataset)
        let input = nets.deploy.layer[0].inputParam.shape[0]
        let trainVal = blank(feeding(nets.trainVal, input))
        for phase in [Phase.train, .test] {
            let net = try Net(trainVal, phase: phase)
            let learned = net.parameters.filter { $0.lrMult != 0 }
            #expect(learned.reduce(0) { $0 + $1.blob.count } == count)
        }
    }

    /// A net whose weights are all 0, which takes less time to build.
    private func blank(_ net: NetParameter) -> NetParameter {
        var net = net
        for index in net.layer.indices {
            if net.layer[index].type == "Convolution" {
                net.layer[index].convolutionParam.clearWeightFiller()
            }
            if net.layer[index].type == "InnerProduct" {
                net.layer[index].innerProductParam.clearWeightFiller()
            }
        }
        return net
    }

    /// A net with inputs in place of its Data layers.
    private func feeding(_ net: NetParameter, _ images: BlobShape) -> NetParameter {
        var net = net
        var labels = BlobShape()
        labels.dim = [1]
        for index in net.layer.indices where net.layer[index].type == "Data" {
            net.layer[index].type = "Input"
            net.layer[index].clearTransformParam()
            net.layer[index].inputParam.shape = [images, labels]
        }
        return net
    }

    @Test(arguments: [
        (28, 1, "lenet"), (28, 3, "cifar10-quick"), (32, 3, "cifar10-quick"),
        (64, 3, "cifar10-quick"), (128, 3, "alexnet"), (256, 3, "alexnet"), (256, 1, "alexnet"),
        (10, 1, "cifar10-quick"),
    ])
    func `the network made for images most like those of a data set is proposed`(
        side: Int,
        channels: Int,
        id: String
    ) {
        let dataset = mnist(side: side, channels: channels)
        #expect(ClassificationTask().proposedNetwork(for: dataset)?.id == id)
    }

    @Test func `no network is proposed for images that none can take`() {
        #expect(ClassificationTask().proposedNetwork(for: mnist(side: 4)) == nil)
    }

    @Test func `a network is refused for images that it cannot take, with those that can`() throws {
        var settings = ModelSettings(name: "m")
        settings.standardNetwork = "googlenet"
        let error = #expect(throws: FormErrors.self) {
            try ModelJob.prepare(
                folder: "/nowhere",
                settings: settings,
                network: StandardNetwork.googLeNet.prototxt,
                pythonLayers: nil,
                dataset: mnist()
            )
        }
        #expect(
            error?.fields == [
                "standard_networks": [
                    "GoogLeNet cannot take images of 28 x 28 in grey. It takes images of at least "
                        + "224 x 224, grey or colour. These networks can take them: LeNet, "
                        + "CIFAR-10 quick, CIFAR-10 full."
                ]
            ]
        )
    }

    @Test func `a crop counts, too, when a network is refused`() throws {
        var settings = ModelSettings(name: "m")
        settings.standardNetwork = "alexnet"
        settings.images.cropSize = 40
        let error = #expect(throws: FormErrors.self) {
            try ModelJob.prepare(
                folder: "/nowhere",
                settings: settings,
                network: StandardNetwork.alexNet.prototxt,
                pythonLayers: nil,
                dataset: mnist(side: 256, channels: 3)
            )
        }
        #expect(error?.fields["standard_networks"]?.first?.contains("40 x 40 in colour") == true)
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
