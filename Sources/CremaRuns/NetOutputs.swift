import CremaEngine
import CremaProto

extension InferRun {
    /// What a net's output means.
    public enum Reading: Codable, Sendable {
        /// Probabilities of classes with these names.
        case classes([String])
        /// Numbers with these names.
        case values([String])
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
}

/// What a net put out for its images, and what that means.
struct NetOutputs {
    private let net: Net
    private let reading: InferRun.Reading

    init(of net: Net, _ reading: InferRun.Reading) { (self.net, self.reading) = (net, reading) }

    /// The values of the net's last Softmax, or of its last output, for each of so many images.
    ///
    /// Throws where there is no output, or one that is not a number or not one row per image.
    func rows(_ count: Int, of model: String) throws -> [[Float]] {
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
        guard count == 1 || blob.shape.dims.first == count else {
            throw EngineError(
                "the net's output has shape \(blob.shape), not one row for each of \(count) images"
            )
        }
        let size = values.count / count
        return (0..<count).map { Array(values[$0 * size..<($0 + 1) * size]) }
    }

    /// The five likeliest classes of an image, the likeliest first; nil if the output is numbers.
    func predictions(_ row: [Float]) -> [InferRun.Prediction]? {
        guard case .classes(let labels) = reading else { return nil }
        return likeliest(row)?.map { index in
            InferRun.Prediction(
                label: index < labels.count ? labels[index] : "\(index)",
                percent: Self.percent(row[index])
            )
        }
    }

    /// The numbers of those classes.
    func likeliest(_ row: [Float]) -> [Int]? {
        guard case .classes = reading else { return nil }
        return row.enumerated().sorted { $0.element > $1.element }.prefix(5).map(\.offset)
    }

    /// The numbers of an image with their names; nil if the output is class probabilities.
    func values(_ row: [Float]) -> [InferRun.NamedValue]? {
        guard case .values(let names) = reading else { return nil }
        return row.enumerated().map { index, value in
            InferRun.NamedValue(name: index < names.count ? names[index] : "\(index)", value: value)
        }
    }

    /// A probability from 0 to 100, with two decimals.
    static func percent(_ probability: Float) -> Double {
        (Double(probability) * 10_000).rounded() / 100
    }
}
