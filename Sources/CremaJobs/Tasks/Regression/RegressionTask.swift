public import CremaData
public import CremaProto
public import CremaRuns

/// One or several numbers that an image has, such as where something is in it.
///
/// Caffe's users keep the numbers in a database of their own, with the keys of the images' and in
/// their order, and read the two by a pair of Data layers.
public struct RegressionTask: ImageTask {
    /// What it is called, and where its pages are.
    public let about = ImageTaskDescription(
        name: "regression",
        route: "images/regression",
        testRoute: "infer_one",
        testManyRoute: "infer_many",
        title: "Regression",
        newDataset: "New image regression dataset",
        newModel: "New image regression model",
        dataset: "Image regression dataset",
        model: "Image regression model",
        test: "Test one",
        testMany: "Test many",
        datasetType: "Image Regression Dataset",
        modelType: "Image Regression Model",
        measure: nil,
        ending: "a regression ends in EuclideanLoss on its last blob and \"label\""
    )

    /// Lists of images with their numbers.
    public let datasetKinds: [any DatasetKind.Type] = [ValueListDataset.self]

    /// A network for small images.
    public let networks: [StandardNetwork] = [.regressionLeNet]

    /// The task.
    public init() {}

    /// Whether each record has numbers.
    public func learns(from targets: TargetSpace) -> Bool { !targets.isClasses }

    /// The layers with as many outputs as an image has numbers.
    public func layers(
        of net: Prototxt<NetParameter>,
        for dataset: DatasetFolder
    ) throws -> FittedLayers {
        let outputs = OutputCount(
            net: net,
            count: dataset.labels.count,
            unit: "values",
            losses: ["EuclideanLoss"],
            allowsMore: false
        )
        var fitted = FittedLayers()
        for (index, var layer) in net.message.layer.enumerated() where !layer.isData {
            try outputs.fill(&layer, at: index)
            fitted.layers.append((index, layer))
        }
        return fitted
    }

    /// The layer of the images and one of their numbers, which are not transformed.
    public func readers(_ images: LayerParameter, targets database: String?) -> [LayerParameter] {
        guard let database else { return [images] }
        var images = images
        let label = images.top.dropFirst().first ?? "label"
        images.top = Array(images.top.prefix(1))
        // The two begin with the same record.
        images.dataParam.clearRandSkip()
        var numbers = LayerParameter()
        numbers.name = "\(images.name)-\(label)"
        numbers.type = "Data"
        numbers.top = [label]
        numbers.include = images.include
        numbers.dataParam = images.dataParam
        numbers.dataParam.source = database
        return [images, numbers]
    }

    /// `road/1.png 0.25 0.5`, with as many numbers as the images of the data set have.
    public func tested(_ line: Substring, on dataset: DatasetFolder) -> TestList.Line {
        let (path, words) = TestList.split(line, words: dataset.labels.count)
        let numbers = words.compactMap { Float($0) }.filter(\.isFinite)
        guard !numbers.isEmpty, numbers.count == dataset.labels.count else {
            return TestList.Line(path: String(line))
        }
        return TestList.Line(path: path, truth: .values(numbers))
    }

    /// Numbers with their names.
    public func reading(of dataset: DatasetFolder) -> InferRun.Reading {
        .values(dataset.labels)
    }

    /// `{"outputs": {"label": [0.25, …]}, "values": [["x", 0.25], …]}`: DIGITS' outputs of a
    /// generic model, and the same with the names of the numbers.
    public func reply(to result: InferRun.Result) -> any Encodable & Sendable {
        Reply(values: result.values ?? [])
    }

    /// `{"outputs": {"road/1.png": {"label": [0.25, …]}, …}}`: DIGITS' outputs of a generic model;
    /// and `errors` by image if some cannot be read.
    public func reply(to result: InferManyRun.Result) -> any Encodable & Sendable {
        let found = result.images.compactMap { image in
            image.values.map { (image.name, ["label": $0.map(\.value)]) }
        }
        return ManyReply(outputs: Dictionary(found) { $1 }, errors: result.errors)
    }

    private struct ManyReply: Encodable {
        var outputs: [String: [String: [Float]]]
        var errors: [String: String]?
    }

    private struct Reply: Encodable {
        var outputs: [String: [Float]]
        var values: [InferRun.NamedValue]

        init(values: [InferRun.NamedValue]) {
            self.values = values
            outputs = ["label": values.map(\.value)]
        }
    }
}
