import CremaProto

/// The net for one image, without losses.
struct DeployNet {
    private(set) var message = NetParameter()

    init(
        _ net: Prototxt<NetParameter>,
        stages: [Set<NetStage>],
        layers: [(index: Int, layer: LayerParameter)],
        data: DataLayers,
        targets: Set<String>,
        dataset: DatasetFolder
    ) throws {
        message.name = net.message.name
        message.layer = [Self.input(dataset, cropSize: data.cropSize)]
        // Blobs computed from targets, which a single image does not have.
        var present: Set = ["data"]
        var absent = targets.subtracting(present)
        for (index, layer) in layers where stages[index].contains(.deploy) && !layer.isDataInput {
            if layer.isLoss || layer.type == "Accuracy"
                || layer.bottom.contains(where: absent.contains)
            {
                absent.formUnion(layer.top)
                continue
            }
            if let missing = layer.bottom.first(where: { !present.contains($0) }) {
                throw net.error(ofLayer: index, field: "bottom", Self.explain(missing, data))
            }
            present.formUnion(layer.top)
            var layer = layer
            layer.include = []
            layer.exclude = []
            message.layer.append(layer)
        }
    }

    private static func input(_ dataset: DatasetFolder, cropSize: Int?) -> LayerParameter {
        var layer = LayerParameter()
        layer.name = "data"
        layer.type = "Input"
        layer.top = ["data"]
        var shape = BlobShape()
        shape.dim = [
            1, dataset.channels, cropSize ?? dataset.height, cropSize ?? dataset.width,
        ].map(Int64.init)
        layer.inputParam.shape = [shape]
        return layer
    }

    private static func explain(_ blob: String, _ data: DataLayers) -> String {
        guard blob == data.train.top.first else {
            return "the deploy net has no blob \"\(blob)\" for it"
        }
        return "the deploy net has no blob \"\(blob)\" for it, as its images are in \"data\"; call "
            + "the Data layers' top \"data\", or add a layer from \"data\" to \"\(blob)\" with "
            + "include { stage: \"deploy\" }"
    }
}
