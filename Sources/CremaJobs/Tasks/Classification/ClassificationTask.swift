public import CremaData
public import CremaProto
public import CremaRuns

/// Which one of some classes an image is of.
public struct ClassificationTask: ImageTask {
    /// What it is called, and where its pages are.
    public let about = ImageTaskDescription(
        name: "classification",
        route: "images/classification",
        testRoute: "classify_one",
        testManyRoute: "classify_many",
        likeliestRoute: "top_n",
        title: "Classification",
        newDataset: "New image classification dataset",
        newModel: "New image classification model",
        dataset: "Image classification dataset",
        model: "Image classification model",
        test: "Classify one",
        testMany: "Classify many",
        datasetType: "Image Classification Dataset",
        modelType: "Image Classification Model",
        measure: "accuracy",
        ending: "a classification ends in SoftmaxWithLoss on its last blob and \"label\""
    )

    /// Ready-made digits and clothes, folders and lists of images.
    public let datasetKinds: [any DatasetKind.Type] = [
        MNISTDataset.self,
        FashionMNISTDataset.self,
        Cifar10Dataset.self,
        Cifar100Dataset.self,
        FolderDataset.self,
        TextfileDataset.self,
        LMDBDataset.self,
        VersionDataset.self,
    ]

    /// The networks of the literature.
    public let networks: [StandardNetwork] = [
        .leNet, .cifar10Quick, .cifar10Full, .alexNet, .caffeNet, .googLeNet, .squeezeNet,
        .resNet50, .vgg16,
    ]

    /// The task.
    public init() {}

    /// Whether each record has a class.
    public func learns(from targets: TargetSpace) -> Bool { targets.isClasses }

    /// The layers with as many outputs as classes.
    public func layers(
        of net: Prototxt<NetParameter>,
        for dataset: DatasetFolder
    ) throws -> FittedLayers {
        try ClassOutputs(net, classCount: dataset.labels.count).filled()
    }

    /// Gives a deploy net without a Softmax one, over the blob of the last SoftmaxWithLoss.
    public func complete(_ deploy: inout NetParameter, of net: Prototxt<NetParameter>) {
        guard !deploy.layer.contains(where: { $0.type == "Softmax" }) else { return }
        let losses = net.message.layer.filter { $0.type == "SoftmaxWithLoss" }
        let present = Set(deploy.layer.flatMap(\.top))
        guard let loss = losses.last, let scores = loss.bottom.first, present.contains(scores)
        else { return }
        var layer = LayerParameter()
        layer.name = "softmax"
        layer.type = "Softmax"
        layer.bottom = [scores]
        layer.top = ["softmax"]
        if loss.hasSoftmaxParam { layer.softmaxParam = loss.softmaxParam }
        deploy.layer.append(layer)
    }

    /// `cats/1.png 0`: a number of a class that there is not counts as unknown, as in DIGITS.
    public func tested(_ line: Substring, on dataset: DatasetFolder) -> TestList.Line {
        let (path, words) = TestList.split(line, words: 1)
        guard let number = words.first.flatMap({ Int($0) }), number >= 0 else {
            return TestList.Line(path: String(line))
        }
        let isKnown = dataset.labels.indices.contains(number)
        return TestList.Line(path: path, truth: isKnown ? .ofClass(number) : nil)
    }

    /// Probabilities of the classes.
    public func reading(of dataset: DatasetFolder) -> InferRun.Reading {
        .classes(dataset.labels)
    }

    /// `{"predictions": [["cat", 98.76], …]}`.
    public func reply(to result: InferRun.Result) -> any Encodable & Sendable {
        ["predictions": result.predictions ?? []]
    }

    /// `{"classifications": {"cats/1.png": [["cat", 98.76], …], …}}`, and `errors` by image if some
    /// cannot be read.
    public func reply(to result: InferManyRun.Result) -> any Encodable & Sendable {
        let found = result.images.compactMap { image in image.predictions.map { (image.name, $0) } }
        return Reply(classifications: Dictionary(found) { $1 }, errors: result.errors)
    }

    private struct Reply: Encodable {
        var classifications: [String: [InferRun.Prediction]]
        var errors: [String: String]?
    }
}
