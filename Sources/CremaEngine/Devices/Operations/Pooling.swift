/// A pooling of the two spatial axes, with output extents already rounded by Caffe's rule.
public struct PoolingGeometry: Hashable, Sendable {
    /// What is taken of a window: its maximum or its mean.
    public enum Method: Hashable, Sendable { case max, average }

    /// What is taken of a window.
    public var method: Method
    /// C, of x and y.
    public var channels: Int
    /// The rows of a plane of x.
    public var height: Int
    /// The columns of a plane of x.
    public var width: Int
    /// The rows of a plane of y.
    public var outputHeight: Int
    /// The columns of a plane of y.
    public var outputWidth: Int
    /// The rows of a window.
    public var kernelHeight: Int
    /// The columns of a window.
    public var kernelWidth: Int
    /// The rows from one window to the next.
    public var strideHeight: Int
    /// The columns from one window to the next.
    public var strideWidth: Int
    /// The rows of padding above and below.
    public var padHeight: Int
    /// The columns of padding left and right.
    public var padWidth: Int

    /// A geometry; whoever makes it has checked that no window lies in the padding alone.
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

/// y = the maximum or mean of each window of x.
///
/// Windows may hang over the edge by Caffe's rounding up. A maximum is the first one of its window
/// and never padding; a mean counts padding as zeros.
public protocol PoolingOperation: AnyObject, Sendable {
    /// How it computes, for logs.
    var name: String { get }
    /// Whether x and y may be in that layout, the same for both; always true of the plain one
    /// (nil).
    func supports(_ layout: (any Layout)?) -> Bool

    /// Overwrites y and, for the maximum, the indices: where in its plane (h * width + w) each
    /// output came from, in y's order; -1 where a window holds only NaN.
    func forward(
        x: UnsafePointer<Float>,
        y: UnsafeMutablePointer<Float>,
        indices: UnsafeMutablePointer<Int32>?,
        images: Int,
        layout: (any Layout)?
    ) throws
    /// Overwrites dx, with the indices of the forward pass.
    func backward(
        dy: UnsafePointer<Float>,
        indices: UnsafePointer<Int32>?,
        dx: UnsafeMutablePointer<Float>,
        images: Int,
        layout: (any Layout)?
    ) throws
}
