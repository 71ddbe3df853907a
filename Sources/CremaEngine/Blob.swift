public import CremaProto

/// Numbers with a shape, and the gradient of the loss with respect to them.
public final class Blob: @unchecked Sendable {
    /// The values.
    public internal(set) var data: Memory
    /// The gradient, of the same shape.
    public internal(set) var diff: Memory
    /// Whether the values, and the gradient, are those of another blob.
    private var sharesData = false
    private var sharesDiff = false
    /// One sum of the gradient for each worker, which the net adds up in a fixed order.
    private var partials: [Memory] = []

    /// A blob of a shape; it reads as zeros.
    public init(shape: Shape = [0]) {
        data = Memory(shape: shape)
        diff = Memory(shape: shape)
    }

    /// The extents, outermost first.
    public var shape: Shape { data.shape }

    /// The number of elements.
    public var count: Int { shape.count }

    /// Gives the blob another shape; its numbers stay as long as they fit.
    ///
    /// What it shares with another blob it leaves to that one, and has memory of
    /// its own from then on.
    public func reshape(to shape: Shape) {
        reshape(&data, to: shape, &sharesData)
        reshape(&diff, to: shape, &sharesDiff)
        for partial in partials { partial.reshape(to: shape) }
    }

    private func reshape(_ memory: inout Memory, to shape: Shape, _ isShared: inout Bool) {
        // Whoever sees the numbers in another shape counts on their number.
        let isSeenElsewhere = memory.isSeenInSeveralShapes && memory.shape.count != shape.count
        if isSeenElsewhere || isShared && shape != memory.shape {
            (memory, isShared) = (Memory(shape: shape), false)
        } else {
            memory.reshape(to: shape)
        }
    }

    /// Shows the same values as another blob of the same count from now on (Caffe's ShareData).
    public func shareData(with other: Blob) {
        precondition(other.count == count, "sharers have one count")
        (data, sharesData) = (other.data.seen(in: shape), true)
    }

    /// Shows the same gradient as another blob of the same count from now on (Caffe's ShareDiff).
    public func shareDiff(with other: Blob) {
        precondition(other.count == count, "sharers have one count")
        (diff, sharesDiff) = (other.diff.seen(in: shape), true)
    }

    // MARK: Gradients of parameters

    /// Where a worker leaves its part of a parameter's gradient; overwritten in each backward pass.
    public func partial(_ share: Share) -> Memory { partials[share.index] }

    /// The layout that the parts are added up in: their own, or the plain one where shapes differ.
    var layoutOfGradient: (any Layout)? {
        diff.isSeenInSeveralShapes ? nil : partial(.whole).currentLayout(.whole)
    }

    /// Makes room for the parts of so many workers.
    func preparePartials(_ total: Int) {
        while partials.count < total { partials.append(Memory(shape: shape)) }
    }

    /// Brings the gradient and the parts of all workers into one layout, before they
    /// are added up in slices.
    func bringTogether(_ total: Int, layout: (any Layout)?) {
        _ = diff.update(layout, .whole)
        for partial in partials.prefix(total) { _ = partial.read(layout, .whole) }
    }

    /// Adds the parts of all workers to the gradient, worker by worker, so that a
    /// run repeats bit for bit.
    ///
    /// The slice is the piece of the elements that this call adds up.
    func gatherPartials(_ total: Int, layout: (any Layout)?, slice: Share) {
        let range = slice.images(of: diff.count(layout, .whole))
        let sum = diff.floats(layout) + range.lowerBound
        for partial in partials.prefix(total) {
            let part = partial.floats(layout) + range.lowerBound
            for index in 0..<range.count { sum[index] += part[index] }
        }
    }

    // MARK: Views from outside

    /// Settles what views from outside have written, and shows them what is true now.
    func settleViews() {
        data.settleView()
        diff.settleView()
    }
}

// MARK: - Files

extension Blob {
    /// The blob as in a file: shape and values, and the gradient on request.
    public func proto(withDiff: Bool = false) -> BlobProto {
        var proto = BlobProto()
        proto.shape.dim = shape.dims.map(Int64.init)
        proto.data = Array(data.read())
        if withDiff { proto.diff = Array(diff.read()) }
        return proto
    }

    /// Takes the values of a file, and its gradient where there is one.
    ///
    /// Throws where the shape is another one; an old 4-D shape counts as equal with
    /// leading ones (Caffe's rule).
    public func load(_ proto: BlobProto) throws {
        guard proto.fits(shape) else {
            throw EngineError("the file's shape is \(proto.shapeText), the net's \(shape)")
        }
        let values = proto.values
        guard values.count == count else {
            throw EngineError(
                "the file has \(values.count) values for the \(count) of shape \(shape)"
            )
        }
        _ = data.write().update(fromContentsOf: values)
        let gradient = proto.gradient
        if gradient.count == count { _ = diff.write().update(fromContentsOf: gradient) }
    }
}

extension BlobProto {
    /// Whether the file speaks of its shape in the four fields that came before `shape`.
    var isLegacy: Bool { hasNum || hasChannels || hasHeight || hasWidth }

    private var legacyDims: [Int] { [num, channels, height, width].map(Int.init) }

    /// Whether the values of this file belong into a blob of that shape.
    func fits(_ shape: Shape) -> Bool {
        guard isLegacy else { return self.shape.dim.map(Int.init) == shape.dims }
        guard shape.axisCount <= 4 else { return false }
        return legacyDims == Array(repeating: 1, count: 4 - shape.axisCount) + shape.dims
    }

    /// The shape as Caffe prints it, without trusting it.
    var shapeText: String {
        let dims = isLegacy ? legacyDims : shape.dim.map(Int.init)
        return dims.map { "\($0) " }.joined() + "(\(dims.reduce(1) { $0 &* $1 }))"
    }
}
