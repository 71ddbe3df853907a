import CremaData
import CremaProto
import Testing

@testable import CremaEngine

/// A net of the folder `Models`: what its README claims, and what it is run with here.
struct ZooModel: Sendable, CustomTestStringConvertible {
    /// Values for a blob that data layers would fill.
    struct Feed: Sendable {
        /// The extents, with a batch of 1 where the net allows it.
        let shape: [Int64]
        /// Whole numbers from 0 below this count; nil for an image.
        let classes: Int?

        /// Pixels less their mean, more or less.
        static func image(_ shape: Int64...) -> Feed { Feed(shape: shape, classes: nil) }

        /// Labels, words, or any whole numbers.
        static func numbers(_ shape: Int64..., below count: Int) -> Feed {
            Feed(shape: shape, classes: count)
        }
    }

    /// The name of its folder.
    let folder: String
    /// How many numbers training changes; the README of the net says where that is published.
    let learnedCount: Int
    /// What it is fed with, by the name of the blob.
    let feeds: [String: Feed]
    /// Stages of the state in which it is tested.
    var testStages: [String] = []

    var testDescription: String { folder }

    /// The nets, by the names of their folders.
    static let all = [
        ZooModel(folder: "alexnet", learnedCount: 60_965_224, feeds: imageNet(227)),
        ZooModel(folder: "caffenet", learnedCount: 60_965_224, feeds: imageNet(227)),
        ZooModel(folder: "cifar10_full", learnedCount: 89_578, feeds: cifar),
        ZooModel(folder: "cifar10_quick", learnedCount: 145_578, feeds: cifar),
        ZooModel(
            folder: "fcn8s",
            learnedCount: 134_362_751,
            feeds: ["data": .image(1, 3, 32, 32), "label": .numbers(1, 1, 32, 32, below: 21)]
        ),
        ZooModel(folder: "googlenet", learnedCount: 13_378_280, feeds: imageNet(224)),
        ZooModel(
            folder: "lstm_captioner",
            learnedCount: 37_618_801,
            feeds: [
                "cont_sentence": .numbers(3, 2, below: 2),
                "input_sentence": .numbers(3, 2, below: 8801),
                "target_sentence": .numbers(3, 2, below: 8801), "image_features": .image(2, 1000),
            ]
        ),
        ZooModel(
            folder: "mnist_autoencoder",
            learnedCount: 2_837_314,
            feeds: ["data": .numbers(1, 1, 28, 28, below: 2)],
            testStages: ["test-on-test"]
        ),
        ZooModel(
            folder: "mnist_siamese",
            learnedCount: 431_102,
            feeds: [
                "pair_data": .numbers(1, 2, 28, 28, below: 2), "sim": .numbers(1, below: 2),
                "data": .numbers(1, 1, 28, 28, below: 2),
            ]
        ),
        ZooModel(folder: "nin", learnedCount: 7_595_176, feeds: imageNet(224)),
        // 25,557,032 as published, and 64 biases of conv1 that only the published weights have.
        ZooModel(folder: "resnet50", learnedCount: 25_557_032 + 64, feeds: imageNet(224)),
        ZooModel(folder: "squeezenet", learnedCount: 1_235_496, feeds: imageNet(227)),
        ZooModel(folder: "vgg16", learnedCount: 138_357_544, feeds: imageNet(224)),
    ]

    private static func imageNet(_ side: Int64) -> [String: Feed] {
        ["data": .image(1, 3, side, side), "label": .numbers(1, below: 1000)]
    }

    private static let cifar: [String: Feed] = [
        "data": .image(1, 3, 32, 32), "label": .numbers(1, below: 10),
    ]
}

extension ZooModel {
    /// The folder `Models` of the project.
    static let models =
        (0..<3).reduce(Folder.parent(of: #filePath)) { path, _ in
            Folder.parent(of: path)
        } + "/Models"

    /// One of the net's files, built for a state, its inputs filled; nothing is read from disk.
    func makeNet(_ file: String, phase: Phase) throws -> Net {
        var text = try NetParameter.read(prototxt: "\(Self.models)/\(folder)/\(file)")
        for index in text.message.layer.indices { feed(&text.message.layer[index]) }
        var state = NetState()
        state.phase = phase
        state.stage = phase == .test ? testStages : []
        let context = try NetContext(device: UnmeasuredDevice(), workers: WorkerPool(count: 1))
        let net = try Net(text, state: state, context: context)
        for (name, feed) in feeds { feed.fill(net.blob(name)) }
        return net
    }

    /// Puts inputs of the wanted shapes in place of a layer that reads records, or of other inputs.
    private func feed(_ layer: inout LayerParameter) {
        guard layer.bottom.isEmpty, !layer.top.isEmpty else { return }
        layer.type = "Input"
        layer.inputParam.shape = layer.top.map { top in
            var shape = BlobShape()
            shape.dim = feeds[top]?.shape ?? []
            return shape
        }
    }
}

extension ZooModel.Feed {
    fileprivate func fill(_ blob: Blob?) {
        guard let values = blob?.data.write() else { return }
        Philox(seed: 1, stream: 0).fillUniform(values, iteration: 0)
        for index in values.indices {
            if let classes {
                values[index] = (values[index] * Float(classes)).rounded(.down)
            } else {
                values[index] = 200 * values[index] - 100
            }
        }
    }
}

/// oneDNN in the first order that suits a shape, since timing all of them takes longer than a pass.
private struct UnmeasuredDevice: Device {
    let name = "unmeasured"
    private let device: DNNLDevice

    init() throws { device = try DNNLDevice(file: nil) }

    func makeConvolution(_ geometry: ConvolutionGeometry) throws -> any ConvolutionOperation {
        for name in device.candidateNames(geometry) {
            if let operation = device.candidate(name, geometry) { return operation }
        }
        return ReferenceConvolution(geometry)
    }

    func makePooling(_ geometry: PoolingGeometry) throws -> any PoolingOperation {
        device.makePooling(geometry)
    }

    func makeInnerProduct(_ geometry: InnerProductGeometry) throws -> any InnerProductOperation {
        device.makeInnerProduct(geometry)
    }
}
