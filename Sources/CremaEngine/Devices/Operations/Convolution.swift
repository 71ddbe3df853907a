/// A convolution of images of one size, any number of spatial axes.
public struct ConvolutionGeometry: Hashable, Sendable {
    /// The number of images of a usual share, for the measuring of candidates.
    public var images: Int
    /// C, of the images that are read.
    public var channels: Int
    /// The channels of the images that are written.
    public var outputs: Int
    /// Into how many parts channels and outputs are cut; an output reads its own part only.
    public var groups: Int
    /// The spatial extents of the images that are read; this and the next have one value an axis.
    public var size: [Int]
    /// The extents of the kernel.
    public var kernel: [Int]
    /// The step of the kernel from one output to the next.
    public var stride: [Int]
    /// The zeros that are thought before and after the images.
    public var pad: [Int]
    /// The distance of the inputs that neighbours in the kernel read; 1 is side by side.
    public var dilation: [Int]
    /// Whether b is added.
    public var hasBias: Bool
    /// Whether the gradient of the images is ever wanted.
    public var needsBackwardData: Bool
    /// Whether it is used for training at all.
    public var needsBackward: Bool
    /// Whether no layout but the plain order describes its images: their batch is on several axes,
    /// or an image is a single place.
    public var isPlain: Bool

    /// A geometry; whoever makes it has checked that it makes sense.
    public init(
        images: Int,
        channels: Int,
        outputs: Int,
        groups: Int,
        size: [Int],
        kernel: [Int],
        stride: [Int],
        pad: [Int],
        dilation: [Int],
        hasBias: Bool,
        needsBackwardData: Bool,
        needsBackward: Bool,
        isPlain: Bool = false
    ) {
        self.images = images
        self.channels = channels
        self.outputs = outputs
        self.groups = groups
        self.size = size
        self.kernel = kernel
        self.stride = stride
        self.pad = pad
        self.dilation = dilation
        self.hasBias = hasBias
        self.needsBackwardData = needsBackwardData
        self.needsBackward = needsBackward
        self.isPlain = isPlain
    }

    /// The spatial extents of the output: `floor((in + 2 pad - (dilation (kernel - 1) + 1)) /
    /// stride) + 1`.
    public var outputSize: [Int] {
        size.indices.map {
            (size[$0] + 2 * pad[$0] - (dilation[$0] * (kernel[$0] - 1) + 1)) / stride[$0] + 1
        }
    }
}

extension ConvolutionGeometry: CustomStringConvertible {
    /// Everything but the number of images, which no choice depends on.
    public var description: String {
        func text(_ values: [Int]) -> String { values.map(String.init).joined(separator: "x") }
        let passes =
            needsBackwardData
            ? "all passes" : needsBackward ? "no gradient of images" : "forward only"
        return """
            convolution \(text([channels] + size)) to \(text([outputs] + outputSize)), \
            kernel \(text(kernel)), stride \(text(stride)), pad \(text(pad)), \
            dilation \(text(dilation)), group \(groups), \(hasBias ? "bias" : "no bias"), \(passes)
            """
    }
}

/// y = w * x + b, without flipping the kernel.
///
/// x is N x C x size, y is N x outputs x outputSize, w is outputs x C / groups x kernel.
public protocol ConvolutionOperation: WeightedOperation {
    /// The layout of x and dx.
    var sourceLayout: (any Layout)? { get }
    /// The layout of y and dy.
    var targetLayout: (any Layout)? { get }
    /// The layout of w and dw; b and db are plain.
    var weightsLayout: (any Layout)? { get }
}
