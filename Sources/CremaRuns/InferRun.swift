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

    /// How an image becomes the net's input: as the images of the data set did.
    public struct Preparation: Codable, Sendable {
        /// The width in pixels.
        public var width: Int
        /// The height in pixels.
        public var height: Int
        /// 1 (grey) or 3 (colour).
        public var channels: Int
        /// `squash`, `crop`, `fill` or `half_crop`.
        public var resizeMode: String
        /// The mean image that is subtracted, if any.
        public var meanFile: String?
        /// The mean of each channel that is subtracted; empty if there is a mean image.
        public var meanValues: [Float] = []
        /// The side of the square cut from the middle; nil for the whole image.
        public var cropSize: Int?

        /// The preparation for images of one size.
        public init(width: Int, height: Int, channels: Int, resizeMode: String) {
            self.width = width
            self.height = height
            self.channels = channels
            self.resizeMode = resizeMode
        }
    }

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

    /// What a net's output means.
    public enum Reading: Codable, Sendable {
        /// Probabilities of classes with these names.
        case classes([String])
        /// Numbers with these names.
        case values([String])
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

    /// A class and its probability, written as `["cat", 98.76]`.
    public struct Prediction: Codable, Sendable, Equatable {
        /// The class.
        public var label: String
        /// From 0 to 100, with two decimals.
        public var percent: Double

        /// A class with its probability.
        public init(label: String, percent: Double) {
            self.label = label
            self.percent = percent
        }

        /// Reads the pair from a list.
        public init(from decoder: any Decoder) throws {
            let pair = try CodedPair<Double>(from: decoder)
            self.init(label: pair.name, percent: pair.value)
        }

        /// Writes the pair as a list.
        public func encode(to encoder: any Encoder) throws {
            try CodedPair(label, percent).encode(to: encoder)
        }
    }

    /// A number of the output and its name, written as `["angle", 0.25]`.
    public struct NamedValue: Codable, Sendable, Equatable {
        /// The name.
        public var name: String
        /// The number.
        public var value: Float

        /// A number with its name.
        public init(name: String, value: Float) {
            self.name = name
            self.value = value
        }

        /// Reads the pair from a list.
        public init(from decoder: any Decoder) throws {
            let pair = try CodedPair<Float>(from: decoder)
            self.init(name: pair.name, value: pair.value)
        }

        /// Writes the pair as a list.
        public func encode(to encoder: any Encoder) throws {
            try CodedPair(name, value).encode(to: encoder)
        }
    }

    /// TEST, with the stage `deploy`.
    public var state: NetState { NetState(phase: .test, level: 0, stages: ["deploy"]) }

    /// Runs the net on the image and writes the results.
    public func run(in host: RunHost) throws {
        let picture = try prepared()
        let net = try netFile.makeNet(in: host, weights: [weights])
        try fill(net, with: picture)
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

    /// The image at the data set's size.
    private func prepared() throws -> Image {
        guard let mode = ResizeMode(rawValue: preparation.resizeMode) else {
            let modes = ResizeMode.allCases.map(\.rawValue).joined(separator: ", ")
            throw EngineError(
                "the resize mode must be one of \(modes); found \"\(preparation.resizeMode)\""
            )
        }
        return try Image(path: image, preparation.channels == 1 ? .gray : .color)
            .resized(width: preparation.width, height: preparation.height, mode: mode)
    }

    /// Puts the image, its mean subtracted and its middle cut out, into the net's input.
    private func fill(_ net: Net, with picture: Image) throws {
        guard let input = net.inputs.first.flatMap(net.blob) else {
            throw EngineError("\(model) has no Input layer for the image")
        }
        var parameter = TransformationParameter()
        if let meanFile = preparation.meanFile { parameter.meanFile = meanFile }
        parameter.meanValue = preparation.meanValues
        if let cropSize = preparation.cropSize { parameter.cropSize = UInt32(clamping: cropSize) }
        let transformer = try DataTransformer(parameter, phase: .test)
        let record = ImageRecord(picture, target: .label(0))
        let shape = try transformer.outputShape(
            channels: record.channels,
            height: record.height,
            width: record.width
        )
        guard input.shape == [1, shape.channels, shape.height, shape.width] else {
            throw EngineError(
                "the net reads images of shape \(input.shape), but the data set has "
                    + "1 \(shape.channels) \(shape.height) \(shape.width)"
            )
        }
        // Neither mirrored nor cropped at random, so no random numbers are drawn.
        var random = Philox(seed: 0, stream: 0).sequence(iteration: 0, element: 0)
        try transformer.transform(record, into: input.data.write(), random: &random)
    }

    private func result(of net: Net) throws -> Result {
        let output = try output(of: net)
        switch reading {
        case .classes(let labels):
            return Result(predictions: predictions(output, labels), visualizations: [])
        case .values(let names):
            let values = output.enumerated().map { index, value in
                NamedValue(name: index < names.count ? names[index] : "\(index)", value: value)
            }
            return Result(values: values, visualizations: [])
        }
    }

    /// The values of the net's last Softmax, or of its last output.
    private func output(of net: Net) throws -> [Float] {
        let outputs = net.nodes.filter { node in node.topNames.contains(where: net.outputs.contains)
        }
        let scores = outputs.last { $0.layer.parameter.type == "Softmax" } ?? outputs.last
        guard let blob = scores?.tops.first else { throw EngineError("\(model) has no output") }
        let values = Array(blob.data.read())
        guard values.allSatisfy(\.isFinite) else {
            throw EngineError(
                "the net's output is not a number (NaN): its training diverged; train again "
                    + "with a lower learning rate"
            )
        }
        return values
    }

    private func predictions(_ probabilities: [Float], _ labels: [String]) -> [Prediction] {
        probabilities.enumerated().sorted { $0.element > $1.element }.prefix(5).map {
            index,
            value in
            Prediction(
                label: index < labels.count ? labels[index] : "\(index)",
                percent: (Double(value) * 10_000).rounded() / 100
            )
        }
    }
}
