import CremaData
public import CremaEngine
public import CremaProto
import FoundationEssentials

/// Runs a trained net on one image, and shows what each layer saw: `crema infer`.
///
/// Writes `result.json`, `image.png` (the image as the net's data set would have it) and one PNG
/// per picture to the output folder.
public struct InferRun: NetRun {
    /// The command's name.
    public static let name = "infer"

    /// The deploy net's prototxt.
    public var model: String
    /// The trained weights.
    public var weights: String
    /// The image's file.
    public var image: String
    /// What the net's output means.
    public var reading: Reading
    /// How the image becomes the net's input.
    public var preparation: Preparation
    /// Whether to add pictures and statistics of every layer.
    public var visualizes = false
    /// The folder for the results.
    public var output: String

    /// A run on one image.
    public init(
        model: String,
        weights: String,
        image: String,
        reading: Reading,
        preparation: Preparation,
        output: String
    ) {
        self.model = model
        self.weights = weights
        self.image = image
        self.reading = reading
        self.preparation = preparation
        self.output = output
    }

    /// The content of `result.json`.
    public struct Result: Codable, Sendable {
        /// The five likeliest classes, the likeliest first; nil if the output is numbers.
        public var predictions: [Prediction]?
        /// The numbers, in order; nil if the output is class probabilities.
        public var values: [NamedValue]?
        /// What each layer saw and learned, if requested.
        public var visualizations: [NetInspection.Entry]
    }

    /// TEST, with the stage `deploy`.
    public var state: NetState { NetState(phase: .test, level: 0, stages: ["deploy"]) }

    /// Runs the net on the image and writes the results.
    public func run(in host: RunHost) throws {
        let picture = try preparation.image(path: image)
        let net = try netFile.makeNet(in: host, weights: [weights])
        try ImageInput(of: net, preparation, model: model).fill(with: [picture])
        try net.forward()

        try Folder.create(output)
        try AtomicFile.write(path: "\(output)/image.png", picture.png())
        var result = try result(of: net)
        if visualizes {
            for (index, shown) in try NetInspection(net).entries.enumerated() {
                var entry = shown.entry
                if let picture = shown.picture {
                    let name = (index < 10 ? "0" : "") + "\(index).png"
                    try AtomicFile.write(path: "\(output)/\(name)", picture.png())
                    entry.picture = name
                }
                result.visualizations.append(entry)
            }
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        try AtomicFile.write(path: "\(output)/result.json", encoder.encode(result))
        for prediction in result.predictions ?? [] {
            host.log.info("caffe.cpp", "\(prediction.percent)% \(prediction.label)")
        }
        for value in result.values ?? [] {
            host.log.info("caffe.cpp", "\(value.name) = \(caffeText(value.value))")
        }
    }

    private func result(of net: Net) throws -> Result {
        let outputs = NetOutputs(of: net, reading)
        let values = try outputs.rows(1, of: model)[0]
        return Result(
            predictions: outputs.predictions(values),
            values: outputs.values(values),
            visualizations: []
        )
    }
}
