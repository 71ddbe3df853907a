public import CremaData
public import CremaProto
public import CremaRuns

/// What models learn to predict from images: classes, or numbers.
///
/// A task is a folder in `Tasks/` and a line in `ImageTaskCatalog`. Routes, menu and pages of the
/// studio, the nets of a model and the test of an image are made from it:
///
/// ```swift
/// for task in ImageTaskCatalog.all { router.get("models/\(task.about.route)/new", use: …) }
/// let nets = try NetworkStages(net, task: job.task, dataset: dataset, options: options)
/// ```
public protocol ImageTask: Sendable {
    /// What it is called, and where its pages are.
    var about: ImageTaskDescription { get }

    /// The kinds of data sets that it learns from, in the order of the form and of the commands.
    var datasetKinds: [any DatasetKind.Type] { get }

    /// The networks that a model can start from, in the order of the form.
    var networks: [StandardNetwork] { get }

    /// Whether it learns from records with such targets.
    func learns(from targets: TargetSpace) -> Bool

    /// The layers of a prototxt but its Data layers, with what the data set decides filled in.
    ///
    /// Throws `PrototxtError` where they do not suit the data set.
    func layers(
        of net: Prototxt<NetParameter>,
        for dataset: DatasetFolder
    ) throws -> FittedLayers

    /// The layers that read the records of a part: `images`, filled in already, and what reads the
    /// targets where they have a database of their own.
    func readers(_ images: LayerParameter, targets database: String?) -> [LayerParameter]

    /// Completes the net for one image, which has no losses any more.
    func complete(_ deploy: inout NetParameter, of net: Prototxt<NetParameter>)

    /// What a line of a list of images to test has: a path, and behind it what the image is, if
    /// that is known.
    func tested(_ line: Substring, on dataset: DatasetFolder) -> TestList.Line

    /// What the output of the net for one image means.
    func reading(of dataset: DatasetFolder) -> InferRun.Reading

    /// What the test of an image found, as JSON with DIGITS' keys.
    func reply(to result: InferRun.Result) -> any Encodable & Sendable

    /// What the test of a list of images found, as JSON with DIGITS' keys.
    func reply(to result: InferManyRun.Result) -> any Encodable & Sendable
}

extension ImageTask {
    /// The layer of the images alone, whose records have the targets, too.
    public func readers(_ images: LayerParameter, targets database: String?) -> [LayerParameter] {
        [images]
    }

    /// Nothing is missing.
    public func complete(_ deploy: inout NetParameter, of net: Prototxt<NetParameter>) {}

    /// Whether an output of a net, by its name, measures how good a model is, from 0 to 1.
    public func isMeasure(_ output: String) -> Bool {
        about.measure.map { output.lowercased().contains($0) } ?? false
    }

    /// The network with an id, or nil.
    public func network(_ id: String) -> StandardNetwork? { networks.first { $0.id == id } }

    /// The network that was made for images most like those of a data set; nil if none takes them.
    public func proposedNetwork(for dataset: DatasetFolder) -> StandardNetwork? {
        networks.filter { $0.images.take(dataset) }
            .min { $0.images.distance(to: dataset) < $1.images.distance(to: dataset) }
    }

    /// Why a standard network cannot take the images of a data set; nil if it can.
    func refusal(
        of network: StandardNetwork,
        on dataset: DatasetFolder,
        cropSize: Int?
    ) -> Phrase? {
        guard !network.images.take(dataset, cropSize: cropSize) else { return nil }
        let others = networks.filter { $0.images.take(dataset, cropSize: cropSize) }
        let colours = Phrase(dataset.channels == 1 ? "dataset.grey" : "dataset.colour")
        return Phrase(
            others.isEmpty ? "form.network_size" : "form.network_size_but",
            [
                "network": network.titlePhrase, "takes": network.images.phrase, "colours": colours,
                "width": "\(min(dataset.width, cropSize ?? dataset.width))",
                "height": "\(min(dataset.height, cropSize ?? dataset.height))",
                "others": others.map(\.title).joined(separator: ", "),
            ]
        )
    }
}

/// A task in words, and where its pages are.
public struct ImageTaskDescription: Sendable {
    /// Its name, as `task` in `job.json`: `classification`.
    public var name: String
    /// Where its pages are, below `/datasets` and `/models`.
    public var route: String
    /// The last part of the path that tests one image, below its models.
    public var testRoute: String
    /// The last part of the path that tests a list of images.
    public var testManyRoute: String
    /// The last part of the path that finds the likeliest images of each class; nil where there are
    /// no classes.
    public var likeliestRoute: String?
    /// The entry of the menu.
    public var title: String
    /// The title of the page that makes a data set.
    public var newDataset: String
    /// The title of the page that makes a model.
    public var newModel: String
    /// What a data set of it is.
    public var dataset: String
    /// What a model of it is.
    public var model: String
    /// The button that tests one image.
    public var test: String
    /// The button that tests a list of images.
    public var testMany: String
    /// DIGITS' `type` of a data set in JSON.
    public var datasetType: String
    /// DIGITS' `type` of a model in JSON.
    public var modelType: String
    /// What is in the name of an output that measures a model, in small letters; nil where the loss
    /// is all there is.
    public var measure: String?
    /// How a net of it ends, for those who forgot its loss.
    public var ending: String
}

/// The layers of a prototxt but its Data layers, each with its number in the prototxt.
public struct FittedLayers: Sendable {
    /// The layers.
    public var layers: [(index: Int, layer: LayerParameter)] = []
    /// What was changed without being asked, in sentences.
    public var warnings: [Phrase] = []
}
