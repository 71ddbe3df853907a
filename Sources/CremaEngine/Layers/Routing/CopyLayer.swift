/// A layer that gives its bottom another shape: the same elements in the same order.
open class CopyLayer: Layer {
    /// The shape of the top; it has as many elements as the bottom's.
    open func outputShape(of shape: Shape) throws -> Shape {
        preconditionFailure("a shape follows from a shape")
    }

    // A share of the images is one of the top only where both have as many of them.
    private var keepsImages = false

    open override var grain: Grain { keepsImages ? .images : .batch }

    open override func reshape(bottom: [Blob], top: [Blob]) throws {
        let shape = try outputShape(of: bottom[0].shape)
        keepsImages = shape.axisCount > 0 && shape.images == bottom[0].shape.images
        top[0].reshape(to: shape)
    }

    open override func forward(bottom: [Blob], top: [Blob], share: Share) throws {
        let count = bottom[0].data.count(share)
        top[0].data.write(nil, share).update(from: bottom[0].data.read(nil, share), count: count)
    }

    open override func backward(
        top: [Blob],
        propagateDown: [Bool],
        bottom: [Blob],
        share: Share
    ) throws {
        guard propagateDown[0] else { return }
        let count = bottom[0].data.count(share)
        bottom[0].diff.write(nil, share).update(from: top[0].diff.read(nil, share), count: count)
    }
}
