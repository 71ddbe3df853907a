/// An order of a blob's elements in memory other than the plain one (row-major, N x C x H x W).
///
/// The batch stays outermost in every layout of activations, so some images of a blob are a pointer
/// and an offset there too. Layouts are compared by identity: a device hands out one object for
/// each.
public protocol Layout: AnyObject, Sendable {
    /// What it is called in logs and in the file of choices: `nhwc`, `nChw16c`.
    var name: String { get }

    /// The number of floats that `images` items of a blob of that shape take, padding included.
    func count(of shape: Shape, images: Int) -> Int

    /// Whether it keeps zeros between the elements of such a shape. Work element by element over a
    /// padded layout must leave them zero: f(0) = 0.
    func isPadded(_ shape: Shape) -> Bool

    /// Puts `images` items from the plain order into this one.
    func pack(
        _ plain: UnsafePointer<Float>,
        into packed: UnsafeMutablePointer<Float>,
        shape: Shape,
        images: Int
    )

    /// Puts `images` items from this order into the plain one.
    func unpack(
        _ packed: UnsafePointer<Float>,
        into plain: UnsafeMutablePointer<Float>,
        shape: Shape,
        images: Int
    )
}
