import CremaData
import CremaEngine
public import CremaProto

/// The nets that are made from a model's single prototxt, the way DIGITS does it.
///
/// `include` and `exclude` rules with the stages `train`, `val` and `deploy` select each net's
/// layers; nets of the older form use phases instead, and their deploy net loses the losses and
/// gains what its task completes it with. What depends on the data set is filled in: the layers
/// that read it, and the number of outputs.
public struct NetworkStages: Sendable {
    /// Training and validation in one file, distinguished only by phase.
    public private(set) var trainVal: NetParameter
    /// The net for one image: an Input `data` of 1 x C x H x W, and what it returns at its end.
    public private(set) var deploy: NetParameter
    /// Changes that Crema made on its own, in sentences.
    public private(set) var warnings: [Phrase]
    /// Images per training step.
    public private(set) var trainBatch: Int
    /// Images per validation step; nil if there is no validation.
    public private(set) var valBatch: Int?

    /// Makes the nets.
    ///
    /// Throws `PrototxtError` with the layer's place if the prototxt and the data set do not fit
    /// together, and `FormErrors` if the crop is larger than the images.
    public init(
        _ net: Prototxt<NetParameter>,
        task: any ImageTask,
        dataset: DatasetFolder,
        options: NetworkOptions
    ) throws {
        let stages = try net.stages()
        let fitted = try task.layers(of: net, for: dataset)
        let data = try DataLayers(net, stages: stages, dataset: dataset, options: options)
        let readers = data.readers(task, dataset)

        var trainVal = NetParameter()
        trainVal.name = net.message.name
        trainVal.layer = readers
        trainVal.layer += fitted.layers.compactMap { index, layer in
            layer.forTrainVal(stages[index], hasVal: data.val != nil)
        }
        try Self.checkLoss(trainVal, net, task)

        self.trainVal = trainVal
        self.deploy = try DeployNet(
            net,
            stages: stages,
            layers: fitted.layers,
            data: data,
            targets: Set(readers.flatMap(\.top)).subtracting(data.images),
            dataset: dataset
        )
        .message
        task.complete(&self.deploy, of: net)
        self.warnings = fitted.warnings + data.warnings
        self.trainBatch = Int(data.train.dataParam.batchSize)
        self.valBatch = data.val.map { Int($0.dataParam.batchSize) }
    }

    private static func checkLoss(
        _ trainVal: NetParameter,
        _ net: Prototxt<NetParameter>,
        _ task: any ImageTask
    ) throws {
        var train = NetStage.train.state
        train.stage = []
        let hasLoss = try trainVal.layer.contains { layer in
            try layer.isIncluded(in: train) && layer.isLoss
        }
        guard hasLoss else {
            throw PrototxtError(
                file: net.file,
                what:
                    "no layer is a loss, so that nothing can be learned; \(task.about.ending)"
            )
        }
    }
}

extension LayerParameter {
    /// Layer types that read records from outside the net.
    static let dataTypes: Set<String> = [
        "Data", "HDF5Data", "ImageData", "MemoryData", "WindowData",
    ]

    var isData: Bool { Self.dataTypes.contains(type) }

    var isLoss: Bool { type.hasSuffix("Loss") || lossWeight.contains { $0 != 0 } }

    /// Whether it is an Input layer for what the deploy net receives anyway.
    var isDataInput: Bool { type == "Input" && top == ["data"] }

    /// The layer as written in train_val, or nil; its rules are by phase, which every reader of
    /// Caffe's format understands.
    fileprivate func forTrainVal(_ stages: Set<NetStage>, hasVal: Bool) -> LayerParameter? {
        let isInTrain = stages.contains(.train)
        let isInVal = stages.contains(.val) && hasVal
        guard isInTrain || isInVal, !isDataInput else { return nil }
        var layer = self
        layer.include = []
        layer.exclude = []
        if !(isInTrain && stages.contains(.val)) {
            layer.include = [NetStateRule(phase: isInTrain ? .train : .test)]
        }
        return layer
    }
}

extension NetStateRule {
    init(phase: Phase) {
        self.init()
        self.phase = phase
    }
}
