import CremaData
import CremaProto

/// The Data layers of training and validation, completed from the data set and the form.
struct DataLayers {
    private(set) var train: LayerParameter
    private(set) var val: LayerParameter?
    private(set) var warnings: [Phrase] = []
    /// The side of the square that is cut from each image; nil for whole images.
    private(set) var cropSize: Int?

    /// The batch size if neither form nor prototxt gives one.
    static let defaultBatchSize: UInt32 = 16

    init(
        _ net: Prototxt<NetParameter>,
        stages: [Set<NetStage>],
        dataset: DatasetFolder,
        options: NetworkOptions
    ) throws {
        let trainIndex = try Self.index(of: .train, in: net, stages)
        let valIndex = try Self.index(of: .val, in: net, stages)
        if let valIndex, trainIndex == nil {
            throw net.error(
                ofLayer: valIndex,
                "validation has a Data layer, training has none; give both one"
            )
        }
        self.train = trainIndex.map { net.message.layer[$0] } ?? Self.added()
        // Validation images are read the same way unless the prototxt says otherwise.
        let val = valIndex.map { net.message.layer[$0] } ?? train
        train.include = [NetStateRule(phase: .train)]
        train.exclude = []
        self.val = dataset.valDatabase == nil ? nil : val
        self.val?.include = [NetStateRule(phase: .test)]
        self.val?.exclude = []

        if dataset.backend == .hdf5 {
            try HDF5Reader.check(net, layers: [trainIndex, valIndex], options)
        }
        try crop(to: dataset, options)
        try fill(&train, database: dataset.trainDatabase, dataset, options)
        if let database = dataset.valDatabase, var layer = self.val {
            try fill(&layer, database: database, dataset, options)
            // Mirroring is for training; a layer written only for validation keeps its own setting.
            if valIndex == nil || valIndex == trainIndex { layer.transformParam.clearMirror() }
            self.val = layer
        }
    }

    /// The blobs of the images, in training and in validation.
    var images: Set<String> { Set([train, val].compactMap { $0?.top.first }) }

    /// All layers that read the data set for a task, those of training first.
    func readers(_ task: any ImageTask, _ dataset: DatasetFolder) -> [LayerParameter] {
        let parts: [(LayerParameter?, DatasetPart)] = [(train, .train), (val, .val)]
        return parts.flatMap { layer, part -> [LayerParameter] in
            guard let layer else { return [] }
            switch dataset.backend {
            case .lmdb: return task.readers(layer, targets: dataset.targetDatabase(of: part))
            case .hdf5:
                let list = layer.dataParam.source
                return HDF5Reader.layers(for: layer, list: list, shuffle: part == .train)
            }
        }
    }

    private static func added() -> LayerParameter {
        var layer = LayerParameter()
        layer.name = "data"
        layer.type = "Data"
        layer.top = ["data", "label"]
        return layer
    }

    /// The only Data layer of a net, checked to leave the fields that the studio fills in.
    private static func index(
        of stage: NetStage,
        in net: Prototxt<NetParameter>,
        _ stages: [Set<NetStage>]
    ) throws -> Int? {
        let layers = net.message.layer
        let found = layers.indices.filter { layers[$0].isData && stages[$0].contains(stage) }
        guard let index = found.first else { return nil }
        if found.count > 1 {
            throw net.error(
                ofLayer: found[1],
                "the \(stage) net has a Data layer already, \"\(layers[index].name)\"; it takes one"
            )
        }
        let layer = layers[index]
        guard layer.type == "Data" else {
            throw net.error(
                ofLayer: index,
                field: "type",
                "\(layer.type) cannot read a data set of images; use the type \"Data\""
            )
        }
        guard (1...2).contains(layer.top.count) else {
            throw net.error(
                ofLayer: index,
                field: "top",
                "a Data layer has two tops, the images and \"label\"; found \(layer.top.count)"
            )
        }
        for (isSet, field) in [
            (layer.dataParam.hasSource, "source"), (layer.dataParam.hasBackend, "backend"),
        ] where isSet {
            throw net.error(
                ofLayer: index,
                field: "data_param.\(field)",
                "\"\(field)\" comes from the chosen data set; leave it out"
            )
        }
        return index
    }

    private mutating func crop(to dataset: DatasetFolder, _ options: NetworkOptions) throws {
        let limit = min(dataset.width, dataset.height)
        if let size = options.cropSize {
            guard (1...limit).contains(size) else {
                throw FormErrors([
                    "crop_size": [
                        Phrase(
                            "form.crop",
                            [
                                "width": "\(dataset.width)", "height": "\(dataset.height)",
                                "limit": "\(limit)",
                            ]
                        )
                    ]
                ])
            }
            cropSize = size
        } else if train.transformParam.cropSize > 0 {
            let asked = Int(train.transformParam.cropSize)
            cropSize = min(asked, limit)
            if asked > limit {
                warnings.append(
                    Phrase(
                        "warning.crop",
                        ["layer": train.name, "asked": "\(asked)", "limit": "\(limit)"]
                    )
                )
            }
        }
    }

    private func fill(
        _ layer: inout LayerParameter,
        database: String,
        _ dataset: DatasetFolder,
        _ options: NetworkOptions
    ) throws {
        layer.dataParam.source = database
        layer.dataParam.backend = .lmdb
        if let size = options.batchSize {
            layer.dataParam.batchSize = UInt32(clamping: size)
        } else if layer.dataParam.batchSize == 0 {
            layer.dataParam.batchSize = Self.defaultBatchSize
        }
        if let cropSize { layer.transformParam.cropSize = UInt32(clamping: cropSize) }
        guard options.mean != .none else { return }
        layer.transformParam.clearMeanFile()
        layer.transformParam.meanValue = []
        if options.mean == .image {
            layer.transformParam.meanFile = dataset.meanFile
        } else {
            layer.transformParam.meanValue = try MeanImage(path: dataset.meanFile).channelMeans
        }
    }
}
