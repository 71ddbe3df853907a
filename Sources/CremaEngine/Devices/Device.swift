/// What layers need from hardware, made once for a shape.
///
/// Every operation has a plain reference (`ReferenceDevice`) that each other device is tested
/// against. An operation gets pointers to the images of one share, in the layouts that it names
/// (nil is the plain order), and is called from several workers at the same time. It throws where
/// the hardware fails (out of memory, for one).
public protocol Device: Sendable {
    /// What it is called in logs and flags.
    var name: String { get }

    /// How each shape is computed that was left to measuring, by a text of the shape; a snapshot
    /// keeps them, and a device made with them repeats a run bit for bit.
    var choices: [String: String] { get }

    /// Throws where the device has no way to do it; the geometry itself is already known to make
    /// sense.
    func makeConvolution(_ geometry: ConvolutionGeometry) throws -> any ConvolutionOperation
    func makePooling(_ geometry: PoolingGeometry) throws -> any PoolingOperation
    func makeInnerProduct(_ geometry: InnerProductGeometry) throws -> any InnerProductOperation
}

extension Device {
    public var choices: [String: String] { [:] }
}

/// A convolution of images of one size, any number of spatial axes.
public struct ConvolutionGeometry: Hashable, Sendable {
    /// The number of images of a usual share, for the measuring of candidates.
    public var images: Int
    public var channels: Int
    public var outputs: Int
    public var groups: Int
    /// One value a spatial axis.
    public var size: [Int]
    public var kernel: [Int]
    public var stride: [Int]
    public var pad: [Int]
    public var dilation: [Int]
    public var hasBias: Bool
    /// Whether the gradient of the images is ever wanted.
    public var needsBackwardData: Bool
    /// Whether it is used for training at all.
    public var needsBackward: Bool

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
        needsBackward: Bool
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

/// y = w * x + b, without flipping the kernel. x is N x C x size, y is N x outputs x outputSize, w
/// is outputs x C / groups x kernel.
public protocol ConvolutionOperation: AnyObject, Sendable {
    /// How it computes, for logs and the file of choices.
    var name: String { get }
    var sourceLayout: (any Layout)? { get }
    var targetLayout: (any Layout)? { get }
    var weightsLayout: (any Layout)? { get }

    func forward(
        x: UnsafePointer<Float>,
        w: UnsafePointer<Float>,
        b: UnsafePointer<Float>?,
        y: UnsafeMutablePointer<Float>,
        images: Int
    ) throws
    /// Overwrites dx.
    func backwardData(
        dy: UnsafePointer<Float>,
        w: UnsafePointer<Float>,
        dx: UnsafeMutablePointer<Float>,
        images: Int
    ) throws
    /// Overwrites dw and db with the sums over the images.
    func backwardWeights(
        x: UnsafePointer<Float>,
        dy: UnsafePointer<Float>,
        dw: UnsafeMutablePointer<Float>,
        db: UnsafeMutablePointer<Float>?,
        images: Int
    ) throws
}

/// A pooling of the two spatial axes, with output extents already rounded by Caffe's rule.
public struct PoolingGeometry: Hashable, Sendable {
    public enum Method: Hashable, Sendable { case max, average }

    public var method: Method
    public var channels: Int
    public var height: Int
    public var width: Int
    public var outputHeight: Int
    public var outputWidth: Int
    public var kernelHeight: Int
    public var kernelWidth: Int
    public var strideHeight: Int
    public var strideWidth: Int
    public var padHeight: Int
    public var padWidth: Int

    public init(
        method: Method,
        channels: Int,
        height: Int,
        width: Int,
        outputHeight: Int,
        outputWidth: Int,
        kernelHeight: Int,
        kernelWidth: Int,
        strideHeight: Int,
        strideWidth: Int,
        padHeight: Int,
        padWidth: Int
    ) {
        self.method = method
        self.channels = channels
        self.height = height
        self.width = width
        self.outputHeight = outputHeight
        self.outputWidth = outputWidth
        self.kernelHeight = kernelHeight
        self.kernelWidth = kernelWidth
        self.strideHeight = strideHeight
        self.strideWidth = strideWidth
        self.padHeight = padHeight
        self.padWidth = padWidth
    }
}

/// y = the maximum or mean of each window of x. Windows may hang over the edge by Caffe's rounding
/// up.
public protocol PoolingOperation: AnyObject, Sendable {
    var name: String { get }
    /// Whether x and y may be in that layout, the same for both; always true of the plain one
    /// (nil).
    func supports(_ layout: (any Layout)?) -> Bool

    /// - Parameter indices: for the maximum, where in its plane (h * width + w) each output came
    ///   from, in y's order; -1 where a window holds no number.
    func forward(
        x: UnsafePointer<Float>,
        y: UnsafeMutablePointer<Float>,
        indices: UnsafeMutablePointer<Int32>?,
        images: Int,
        layout: (any Layout)?
    ) throws
    /// Overwrites dx.
    func backward(
        dy: UnsafePointer<Float>,
        indices: UnsafePointer<Int32>?,
        dx: UnsafeMutablePointer<Float>,
        images: Int,
        layout: (any Layout)?
    ) throws
}

/// The product of rows with a matrix of weights.
public struct InnerProductGeometry: Hashable, Sendable {
    /// The rows of one image (1 where the product begins at axis 1).
    public var rowsPerImage: Int
    /// K, the numbers of a row of x.
    public var inputs: Int
    /// N, the numbers of a row of y.
    public var outputs: Int
    /// Whether w is K x N instead of N x K.
    public var isTransposed: Bool
    public var hasBias: Bool

    public init(rowsPerImage: Int, inputs: Int, outputs: Int, isTransposed: Bool, hasBias: Bool) {
        self.rowsPerImage = rowsPerImage
        self.inputs = inputs
        self.outputs = outputs
        self.isTransposed = isTransposed
        self.hasBias = hasBias
    }
}

/// y = x w' + b, all in the plain order. x is rows x K, y is rows x N.
public protocol InnerProductOperation: AnyObject, Sendable {
    var name: String { get }

    func forward(
        x: UnsafePointer<Float>,
        w: UnsafePointer<Float>,
        b: UnsafePointer<Float>?,
        y: UnsafeMutablePointer<Float>,
        images: Int
    ) throws
    /// Overwrites dx.
    func backwardData(
        dy: UnsafePointer<Float>,
        w: UnsafePointer<Float>,
        dx: UnsafeMutablePointer<Float>,
        images: Int
    ) throws
    /// Overwrites dw and db with the sums over the rows.
    func backwardWeights(
        x: UnsafePointer<Float>,
        dy: UnsafePointer<Float>,
        dw: UnsafeMutablePointer<Float>,
        db: UnsafeMutablePointer<Float>?,
        images: Int
    ) throws
}
