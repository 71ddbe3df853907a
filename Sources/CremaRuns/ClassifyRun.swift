import CremaData
import CremaEngine
public import CremaProto

/// Classifies images with a trained net, as pycaffe's `Classifier` does: `classify.py`.
///
/// Each image is resized to one size; of that, the middle or ten crops (corners and middle, each
/// also mirrored) go through the net, and their outputs are averaged. Writes an array images x
/// classes.
public struct ClassifyRun: NetRun {
    /// The command.
    public static let name = "classify"

    /// An image, a folder of images, or a `.npy` array N x H x W x C.
    public var input: String
    /// The `.npy` file for the outputs.
    public var output: String
    /// The deploy net's prototxt.
    public var model: String
    /// The trained weights.
    public var weights: String
    /// Whether to use only the middle of each image.
    public var centerOnly = false
    /// The height and width that images are resized to.
    public var imageSize = [256, 256]
    /// A mean to subtract, `.npy` or `.binaryproto`.
    public var meanFile: String?
    /// The factor of the inputs, applied last.
    public var inputScale: Float?
    /// The factor of the images, whose values are from 0 to 1, applied first.
    public var rawScale: Float?
    /// For each channel of the net's input, the channel of the image; nil reverses three channels
    /// and leaves others as they are.
    public var channelSwap: [Int]?
    /// The file extension of the images in a folder.
    public var fileExtension = "jpg"
    /// A text file with the names of the classes; if given, the five likeliest are printed.
    public var labels: String?
    /// The number of workers; one per core if it is nil.
    public var workers: Int?

    /// A run over images.
    public init(input: String, output: String, model: String, weights: String) {
        self.input = input
        self.output = output
        self.model = model
        self.weights = weights
    }

    /// TEST.
    public var state: NetState { NetState(phase: .test, level: 0, stages: []) }

    /// Classifies the images and writes the net's outputs.
    public func run(in host: RunHost) throws {
        let net = try netFile.makeNet(in: host, workers: workers, weights: [weights])
        let classifier = try ImageClassifier(net, self)
        let pictures = try pictures(gray: classifier.channels == 1)
        host.log.info("classify.cpp", "Classifying \(pictures.names.count) inputs.")
        let start = ContinuousClock.now
        let scores = try classifier.classify(pictures) { done in
            let progress = RunProgress(task: "classify", done: done, total: pictures.names.count)
            host.progress(progress)
        }
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        host.log.info("classify.cpp", "Done in \(caffeText(seconds)) s.")
        if let labels {
            let classes = try FileBytes.lines(path: labels)
            for (name, row) in zip(pictures.names, scores) { show(name, row, classes) }
        }
        let array = NumpyArray(
            shape: [scores.count, scores.first?.count ?? 0],
            values: scores.flatMap { $0 }
        )
        host.log.info("classify.cpp", "Saving results into \(output)")
        try AtomicFile.write(path: output, array.bytes)
    }

    /// The five likeliest classes, as Caffe's `classification` prints them.
    private func show(_ name: String, _ scores: [Float], _ classes: [String]) {
        print("---------- Prediction for \(name) ----------")
        for (index, score) in scores.enumerated().sorted(by: { $0.element > $1.element }).prefix(5)
        {
            let label = index < classes.count ? classes[index] : "\(index)"
            print("\(fourDecimals(score)) - \"\(label)\"")
        }
    }

    /// Images by name, each read in its turn, so only one at a time is in memory.
    fileprivate struct Pictures {
        let names: [String]
        let read: (_ index: Int) throws -> FloatImage
    }

    private func pictures(gray: Bool) throws -> Pictures {
        if input.hasSuffix(".npy") { return try arrayOfPictures() }
        let paths =
            Folder.exists(input)
            ? try Folder.names(in: input).filter { $0.hasSuffix(".\(fileExtension)") }
                .map { "\(input)/\($0)" } : [input]
        guard !paths.isEmpty else {
            throw DataError.invalidDataset(
                .verbatim(
                    "\(input) has no files that end in .\(fileExtension); name another extension "
                        + "with --ext"
                )
            )
        }
        return Pictures(names: paths) {
            let image = FloatImage(try Image(path: paths[$0], .color))
            return gray ? image.inGray : image
        }
    }

    private func arrayOfPictures() throws -> Pictures {
        let array = try NumpyArray(path: input)
        guard array.shape.count == 4, array.shape.allSatisfy({ $0 > 0 }) else {
            throw DataError.invalidFile(
                path: input,
                reason: "the images must be an array N x H x W x C, found shape \(array.shape)"
            )
        }
        let size = array.shape[1...].reduce(1, *)
        return Pictures(names: (0..<array.shape[0]).map { "\(input)[\($0)]" }) { number in
            FloatImage(
                height: array.shape[1],
                width: array.shape[2],
                channels: array.shape[3],
                values: Array(array.values[number * size..<(number + 1) * size])
            )
        }
    }
}

/// A net with the preprocessing of its images.
private struct ImageClassifier {
    private let net: Net
    private let run: ClassifyRun
    private let input: Blob
    private let output: Blob
    /// The image's channel for each channel of the input.
    private let swap: [Int]
    /// The mean of each value of the input; empty if nothing is subtracted.
    private let mean: [Float]

    private var batch: Int { input.shape.dims[0] }
    /// The channels of the net's input.
    var channels: Int { input.shape.dims[1] }
    private var height: Int { input.shape.dims[2] }
    private var width: Int { input.shape.dims[3] }

    init(_ net: Net, _ run: ClassifyRun) throws {
        guard let input = net.inputs.first.flatMap(net.blob), input.shape.dims.count == 4,
            input.count > 0, let output = net.outputs.first.flatMap(net.blob)
        else {
            throw EngineError(
                "\(run.model): a classifier needs an input N x C x H x W and an output; "
                    + "is it the deploy net?"
            )
        }
        let (height, width) = (input.shape.dims[2], input.shape.dims[3])
        guard run.imageSize.count == 2, run.imageSize[0] >= height, run.imageSize[1] >= width,
            run.imageSize.checkedProduct() ?? .max <= Image.pixelLimit
        else {
            throw EngineError(
                "the net reads images of \(height) x \(width), which are cut from images of at "
                    + "least that size, up to \(Image.pixelLimit) pixels; found --images_dim "
                    + run.imageSize.map(String.init).joined(separator: ",")
            )
        }
        let channels = input.shape.dims[1]
        swap = run.channelSwap ?? (channels == 3 ? [2, 1, 0] : Array(0..<channels))
        guard swap.sorted() == Array(0..<channels) else {
            throw EngineError(
                "--channel_swap must list each of the net's \(channels) channels once, found "
                    + swap.map(String.init).joined(separator: ",")
            )
        }
        self.net = net
        self.run = run
        self.input = input
        self.output = output
        mean = try run.meanFile.map { try Self.mean($0, input.shape.dims) } ?? []
    }

    /// The net's output for each image; calls `told` after each one.
    func classify(_ pictures: ClassifyRun.Pictures, told: (Int) -> Void) throws -> [[Float]] {
        let views = run.centerOnly ? 1 : 10
        var scores: [[Float]] = []
        var waiting: [[Float]] = []
        for number in pictures.names.indices {
            let image = try pictures.read(number)
            guard image.channels == channels else {
                throw EngineError(
                    "image \(number) has \(image.channels) channels, but the net reads \(channels)"
                )
            }
            waiting += parts(of: image).map(prepared)
            let isLast = number == pictures.names.count - 1
            while waiting.count >= batch || isLast && !waiting.isEmpty {
                scores += try forward(Array(waiting.prefix(batch)))
                waiting.removeFirst(min(batch, waiting.count))
            }
            told(number + 1)
        }
        return stride(from: 0, to: scores.count, by: views).map { first in
            let rows = scores[first..<first + views]
            return rows[first].indices.map { column in
                rows.reduce(0) { $0 + $1[column] } / Float(views)
            }
        }
    }

    /// The middle, or the four corners and the middle, and the mirror images of all five.
    private func parts(of image: FloatImage) -> [FloatImage] {
        let image = image.resized(height: run.imageSize[0], width: run.imageSize[1])
        let (down, right) = (image.height - height, image.width - width)
        let corners = [(0, 0), (0, right), (down, 0), (down, right)]
        let places = (run.centerOnly ? [] : corners) + [(down / 2, right / 2)]
        return (run.centerOnly ? [false] : [false, true]).flatMap { mirrored in
            places.map { top, left in
                image.cropped(
                    top: top,
                    left: left,
                    height: height,
                    width: width,
                    mirrored: mirrored
                )
            }
        }
    }

    /// C x H x W, scaled, with the mean subtracted.
    private func prepared(_ part: FloatImage) -> [Float] {
        let (raw, scale) = (run.rawScale ?? 1, run.inputScale ?? 1)
        let size = height * width
        var result = [Float](repeating: 0, count: channels * size)
        for channel in 0..<channels {
            let source = swap[channel]
            for i in 0..<size {
                let index = channel * size + i
                let value = part.values[i * channels + source] * raw
                result[index] = (value - (mean.isEmpty ? 0 : mean[index])) * scale
            }
        }
        return result
    }

    /// Runs up to a batch of inputs through the net; a short batch is padded with zeros.
    private func forward(_ inputs: [[Float]]) throws -> [[Float]] {
        let values = input.data.write()
        let size = channels * height * width
        for index in values.indices {
            let (number, offset) = index.quotientAndRemainder(dividingBy: size)
            values[index] = number < inputs.count ? inputs[number][offset] : 0
        }
        try net.forward()
        let scores = Array(output.data.read())
        guard output.shape.dims.first == batch, !scores.isEmpty else {
            throw EngineError(
                "the net's output has shape \(output.shape), not one row for each of "
                    + "\(batch) images"
            )
        }
        let count = scores.count / batch
        return inputs.indices.map { Array(scores[$0 * count..<($0 + 1) * count]) }
    }

    /// The mean in the input's shape: one value per channel, or an image resized to the input's
    /// size.
    private static func mean(_ path: String, _ input: [Int]) throws -> [Float] {
        let (channels, height, width) = (input[1], input[2], input[3])
        var (shape, values): ([Int], [Float])
        if path.hasSuffix(".npy") {
            let array = try NumpyArray(path: path)
            (shape, values) = (array.shape, array.values)
        } else {
            let mean = try MeanImage(path: path)
            (shape, values) = ([mean.channels, mean.height, mean.width], mean.values)
        }
        if shape.count == 1 { shape += [1, 1] }
        if shape.count == 2 { shape = [1] + shape }
        guard shape.count == 3, shape[0] == channels, !values.isEmpty else {
            throw DataError.invalidFile(
                path: path,
                reason: "the mean has shape \(shape), but the net reads \(channels) channels"
            )
        }
        let size = shape[1] * shape[2]
        return (0..<channels).flatMap { channel in
            FloatImage(
                height: shape[1],
                width: shape[2],
                channels: 1,
                values: Array(values[channel * size..<(channel + 1) * size])
            ).resized(height: height, width: width).values
        }
    }
}

/// A score as Caffe's `classification` prints it: `0.3134`.
private func fourDecimals(_ number: Float) -> String {
    guard abs(number) < 1e14 else { return caffeText(number) }
    let (whole, rest) = Int(saturating: (abs(Double(number)) * 1e4).rounded())
        .quotientAndRemainder(dividingBy: 10_000)
    let digits = String(rest)
    let zeros = String(repeating: "0", count: 4 - digits.count)
    return "\(number < 0 ? "-" : "")\(whole).\(zeros)\(digits)"
}
