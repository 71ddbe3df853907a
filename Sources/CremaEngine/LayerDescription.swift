/// The description of a layer type; forms, docs, `crema layers` and the conformance test read it.
public struct LayerDescription: Sendable {
    /// How many bottoms or tops a layer takes.
    public enum Count: Sendable, Equatable, CustomStringConvertible {
        case exactly(Int)
        case between(Int, Int)
        case atLeast(Int)

        /// Whether a number is allowed.
        public func contains(_ count: Int) -> Bool {
            switch self {
            case .exactly(let wanted): count == wanted
            case .between(let low, let high): (low...high).contains(count)
            case .atLeast(let low): count >= low
            }
        }

        /// The least number that is allowed.
        public var least: Int {
            switch self {
            case .exactly(let count), .between(let count, _), .atLeast(let count): count
            }
        }

        /// The number in words: `at least 1`.
        public var description: String {
            switch self {
            case .exactly(let count): "exactly \(count)"
            case .between(let low, let high): "\(low) to \(high)"
            case .atLeast(let count): "at least \(count)"
            }
        }
    }

    /// Whether the top may have the bottom's name.
    public enum InPlace: Sendable {
        /// The layer may write over its bottom.
        case allowed
        /// The net gives the top a blob of its own, since the layer reads its bottom again.
        case beside
        case refused
    }

    /// Where a layer does otherwise than BVLC Caffe's.
    public struct Difference: Sendable {
        /// The field that it is about, by path (`pooling_param.engine`); nil for the layer itself.
        public var field: String?
        /// What Crema does and what Caffe does, in a sentence.
        public var sentence: String

        /// A difference of a field, or of the layer as a whole.
        public init(_ sentence: String, field: String? = nil) {
            self.field = field
            self.sentence = sentence
        }
    }

    /// A layer text with inputs for which the gradient is checked by differences.
    public struct Example: Sendable {
        /// The layer's fields without name and bottoms, and without tops where it has the least
        /// number of them: `inner_product_param { num_output: 3 }`.
        public var prototxt: String
        /// The shape of each bottom.
        public var bottoms: [Shape]
        /// The values that the inputs are drawn from, uniformly.
        public var range: ClosedRange<Float>
        /// Which bottoms are labels: whole numbers from 0 below this count, without gradient.
        public var labels: [Int: Int]
        /// Where the function has a kink, and how far from it the check stays away.
        public var kink: (at: Float, range: Float)?
        /// The step of the differences.
        public var step: Float
        /// The difference that is allowed, relative on a scale of at least 1.
        public var threshold: Float

        /// An example; what is not given is Caffe's usual.
        public init(
            _ prototxt: String,
            bottoms: [Shape],
            range: ClosedRange<Float> = -1...1,
            labels: [Int: Int] = [:],
            kink: (at: Float, range: Float)? = nil,
            step: Float = 1e-2,
            threshold: Float = 1e-3
        ) {
            self.prototxt = prototxt
            self.bottoms = bottoms
            self.range = range
            self.labels = labels
            self.kink = kink
            self.step = step
            self.threshold = threshold
        }
    }

    /// The name in prototxt: `InnerProduct`.
    public var type: String
    /// One sentence.
    public var summary: String
    /// What its users should know besides the fields: shapes, ties, surprising rules of Caffe's.
    public var notes: [String]
    /// Where it does otherwise than BVLC Caffe's.
    public var differences: [Difference]
    /// The name of its message in `LayerParameter`: `inner_product_param`; its
    /// fields are in the schema.
    public var field: String?
    /// Further messages that it reads: `transform_param`.
    public var moreFields: [String]
    /// Its fields as one would write them, without name and type; empty where an example shows it.
    public var usage: String
    /// How many bottoms it takes.
    public var bottoms: Count
    /// How many tops it fills.
    public var tops: Count
    /// Whether there are as many tops as bottoms.
    public var pairsTopsWithBottoms: Bool
    /// Whether its top may be its bottom.
    public var inPlace: InPlace
    /// Whether the net makes tops that the prototxt does not name (losses).
    public var makesAnonymousTops: Bool
    /// Layers whose gradient is checked; none only for layers without a gradient.
    public var examples: [Example]
    /// The kind of layer: the folder that its source is in.
    public let family: String

    /// A description; what is not given is the usual.
    public init(
        type: String,
        summary: String,
        notes: [String] = [],
        differences: [Difference] = [],
        field: String? = nil,
        moreFields: [String] = [],
        usage: String = "",
        bottoms: Count,
        tops: Count,
        pairsTopsWithBottoms: Bool = false,
        inPlace: InPlace = .refused,
        makesAnonymousTops: Bool = false,
        examples: [Example] = [],
        source: String = #filePath
    ) {
        self.type = type
        self.summary = summary
        self.notes = notes
        self.differences = differences
        self.field = field
        self.moreFields = moreFields
        self.usage = usage
        self.bottoms = bottoms
        self.tops = tops
        self.pairsTopsWithBottoms = pairsTopsWithBottoms
        self.inPlace = inPlace
        self.makesAnonymousTops = makesAnonymousTops
        self.examples = examples
        self.family = source.split(separator: "/").dropLast().last.map(String.init) ?? ""
    }
}

extension LayerDescription.Difference {
    /// A field that chooses among Caffe's implementations.
    static func engine(_ field: String) -> Self {
        .init("Accepted and ignored: the device chooses the implementation.", field: field)
    }

    /// A field that chooses between Caffe's code for two axes and its code for any number.
    static let forceND = Self(
        "Accepted and ignored: the same code serves any number of axes.",
        field: "convolution_param.force_nd_im2col"
    )

    /// Labels are checked.
    static let labels = Self(
        "A label outside the classes is refused; Caffe reads and writes out of bounds."
    )

    /// A layer in place whose gradient comes out right.
    static let inPlaceGradient = Self(
        "In place its gradient is right; Caffe computes it from values that the layer has "
            + "overwritten."
    )

    /// A layer that cannot run in place.
    static let inPlaceRefused = Self(
        "Running in place is refused; Caffe allows it, with a wrong result or gradient."
    )

    /// A layer that draws for each record.
    static let draws = Self(
        "Crops, mirroring and order are drawn from the seed, the layer's name and the record's "
            + "number: they differ from Caffe's, but are the same for any number of threads and in "
            + "a resumed run."
    )

    /// A layer whose top is a copy.
    static let copies = Self(
        "The top is a copy of the bottom's values; in Caffe both share memory, so writing to one "
            + "changes the other."
    )
}
