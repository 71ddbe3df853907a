/// An operation with weights: y from x, w and b, and the way back.
public protocol WeightedOperation: AnyObject, Sendable {
    /// How it computes, for logs and the file of choices.
    var name: String { get }

    /// Overwrites y.
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
