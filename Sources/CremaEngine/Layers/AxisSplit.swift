/// A shape seen from one of its axes: outer x extent x inner.
struct AxisSplit {
    /// The number of elements of the axes before.
    let outer: Int
    let extent: Int
    /// The number of elements of the axes behind.
    let inner: Int

    init(_ shape: Shape, axis: Int) {
        outer = shape.count(from: 0, to: axis)
        extent = shape[axis]
        inner = shape.count(from: axis + 1)
    }

    /// The outer items of a share of the batch, for an axis that is not the outermost.
    func outer(_ share: Share, of shape: Shape) -> Int {
        shape.images == 0 ? 0 : outer / shape.images * share.images(of: shape.images).count
    }
}
