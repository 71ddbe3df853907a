import CremaData
import CremaEngine
public import CremaProto
import FoundationEssentials

/// Runs a trained net on a list of images.
///
/// Writes `result.json` to the output folder, and on request the likeliest images of each class as
/// `best-CLASS-PLACE.png`.
public struct InferManyRun: NetRun {
    /// The run's name.
    public static let name = "infer-many"

    /// An image of the list.
    public struct Listed: Codable, Sendable {
        /// Its name in the list.
        public var name: String
        /// Its file.
        public var file: String
        /// What it is, if the list has that.
        public var truth: Truth?

        /// An image with what it is.
        public init(name: String, file: String, truth: Truth?) {
            (self.name, self.file, self.truth) = (name, file, truth)
        }
    }

    /// What an image is.
    public enum Truth: Codable, Sendable, Equatable {
        /// Of the class with this number.
        case ofClass(Int)
        /// One with these numbers.
        case values([Float])
    }

    /// The deploy net's prototxt.
    public var model: String
    /// The trained weights.
    public var weights: String
    /// The images.
    public var images: [Listed]
    /// What the net's output means.
    public var reading: InferRun.Reading
    /// How each image becomes the net's input.
    public var preparation: InferRun.Preparation
    /// How many of the likeliest images of each class are kept as pictures.
    public var best = 0
    /// The folder for the results.
    public var output: String

    /// A run that does with each image of a list what another does with one.
    public init(_ run: InferRun, images: [Listed]) {
        (model, weights, self.images) = (run.model, run.weights, images)
        (reading, preparation, output) = (run.reading, run.preparation, run.output)
    }

    /// The content of `result.json`.
    public struct Result: Codable, Sendable {
        /// What was found in each image, in the order of the list.
        public var images: [Found] = []
        /// The likeliest images of each class, the likeliest first.
        public var best: [[Best]] = []

        /// Why images could not be read, by their names; nil if all could be.
        public var errors: [String: String]? {
            let found = images.compactMap { image in image.error.map { (image.name, $0) } }
            return found.isEmpty ? nil : Dictionary(found) { $1 }
        }
    }

    /// What was found in an image.
    public struct Found: Codable, Sendable {
        /// Its name in the list.
        public var name: String
        /// What it is, if the list has that.
        public var truth: Truth?
        /// The five likeliest classes, the likeliest first; nil if the output is numbers.
        public var predictions: [InferRun.Prediction]?
        /// The numbers of those classes.
        public var likeliest: [Int]?
        /// The numbers, in order; nil if the output is class probabilities.
        public var values: [InferRun.NamedValue]?
        /// Why the image could not be read, if so; then nothing was found.
        public var error: String?

        /// An image in which nothing is found yet, or cannot be.
        public init(name: String, truth: Truth?, error: String? = nil) {
            (self.name, self.truth, self.error) = (name, truth, error)
        }
    }

    /// An image that is likely of a class.
    public struct Best: Codable, Sendable, Equatable {
        /// Its place in the list.
        public var image: Int
        /// The probability of the class from 0 to 100, with two decimals.
        public var percent: Double
        /// Its picture in the output folder.
        public var picture: String
    }

    /// TEST, with the stage `deploy`.
    public var state: NetState { NetState(phase: .test, level: 0, stages: ["deploy"]) }

    /// How many images go through the net at once.
    private static let batch = 16

    /// Runs the net on the images and writes the results.
    ///
    /// An image that cannot be read is listed with the reason; the others go on.
    public func run(in host: RunHost) throws {
        let net = try netFile.makeNet(in: host, weights: [weights])
        let input = try ImageInput(of: net, preparation, model: model)
        let outputs = NetOutputs(of: net, reading)
        var likeliest = LikeliestImages(most: best)
        var result = Result()
        for start in stride(from: 0, to: images.count, by: Self.batch) {
            var pictures: [(place: Int, image: Image)] = []
            for place in start..<min(start + Self.batch, images.count) {
                let listed = images[place]
                var found = Found(name: listed.name, truth: listed.truth)
                do {
                    pictures.append((place, try preparation.image(path: listed.file)))
                } catch let error as DataError {
                    found.error = error.reason
                }
                result.images.append(found)
            }
            let rows = try rows(of: pictures.map(\.image), net, input, outputs)
            for ((place, _), row) in zip(pictures, rows) {
                result.images[place].predictions = outputs.predictions(row)
                result.images[place].likeliest = outputs.likeliest(row)
                result.images[place].values = outputs.values(row)
                likeliest.add(row, of: place)
            }
            let progress = RunProgress(
                task: Self.name,
                done: result.images.count,
                total: images.count
            )
            host.progress(progress)
        }
        try write(&result, likeliest)
    }

    /// The outputs for some images, all at once, or one by one where the net only takes one.
    private func rows(
        of images: [Image],
        _ net: Net,
        _ input: ImageInput,
        _ outputs: NetOutputs
    ) throws -> [[Float]] {
        guard !images.isEmpty else { return [] }
        do {
            try input.fill(with: images)
            try net.forward()
            return try outputs.rows(images.count, of: model)
        } catch  where images.count > 1 {
            return try images.flatMap { try rows(of: [$0], net, input, outputs) }
        }
    }

    private func write(_ result: inout Result, _ likeliest: LikeliestImages) throws {
        try Folder.create(output)
        for (number, places) in likeliest.classes.enumerated() {
            var shown: [Best] = []
            for (rank, found) in places.enumerated() {
                let picture = "best-\(number)-\(rank).png"
                let image = try preparation.image(path: images[found.place].file)
                try AtomicFile.write(path: "\(output)/\(picture)", image.png())
                shown.append(
                    Best(
                        image: found.place,
                        percent: NetOutputs.percent(found.probability),
                        picture: picture
                    )
                )
            }
            result.best.append(shown)
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        try AtomicFile.write(path: "\(output)/result.json", encoder.encode(result))
    }
}

/// The likeliest images of each class so far.
private struct LikeliestImages {
    /// How many are kept of each.
    let most: Int
    /// Of each class the places in the list, the likeliest first.
    private(set) var classes: [[(place: Int, probability: Float)]] = []

    init(most: Int) { self.most = most }

    mutating func add(_ row: [Float], of place: Int) {
        guard most > 0 else { return }
        while classes.count < row.count { classes.append([]) }
        for (number, probability) in row.enumerated() {
            let kept = classes[number]
            if kept.count == most, kept[most - 1].probability >= probability { continue }
            let rank = kept.firstIndex { $0.probability < probability } ?? kept.count
            classes[number].insert((place, probability), at: rank)
            if classes[number].count > most { classes[number].removeLast() }
        }
    }
}
