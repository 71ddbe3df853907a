import CremaProto

/// The extents of a blob, outermost first; images are N x C x H x W.
public struct Shape: Hashable, Sendable, CustomStringConvertible {
    /// One extent an axis.
    ///
    /// No axes at all is a scalar, of one element.
    public private(set) var dims: [Int]

    /// The most axes a blob may have (Caffe's rule).
    public static let maxAxes = 32

    /// A shape of those extents, which are not negative.
    public init(_ dims: [Int]) {
        precondition(dims.allSatisfy { $0 >= 0 }, "an extent is never negative")
        self.dims = dims
    }

    /// A shape read from a user's file or call.
    ///
    /// Throws where an extent is negative, there are more than 32 axes, or the count
    /// overflows Caffe's 2^31 - 1.
    public init(checking dims: [Int]) throws {
        guard dims.count <= Self.maxAxes else {
            throw EngineError(
                "a blob has at most \(Self.maxAxes) axes, this shape has \(dims.count)"
            )
        }
        if let dim = dims.first(where: { $0 < 0 }) {
            throw EngineError("the extents of a blob must not be negative, found \(dim) in \(dims)")
        }
        // An extent of 0 makes the others no smaller: parts of the shape are counted, too.
        guard let count = dims.filter({ $0 != 0 }).checkedProduct(), count <= Int(Int32.max) else {
            throw EngineError(
                "the shape \(dims) has more than the \(Int32.max) elements that a blob can hold"
            )
        }
        self.dims = dims
    }

    /// The number of axes.
    public var axisCount: Int { dims.count }

    /// The number of elements.
    public var count: Int { dims.reduce(1, *) }

    /// The number of elements of the axes `start ..< end`.
    public func count(from start: Int, to end: Int? = nil) -> Int {
        dims[start..<(end ?? dims.count)].reduce(1, *)
    }

    /// The extent of an axis.
    public subscript(axis: Int) -> Int { dims[axis] }

    /// The extent of an axis as Caffe's `num`, `channels`, `height`, `width` read it: 1
    /// where the axis is missing.
    public func legacy(_ axis: Int) -> Int { axis < dims.count ? dims[axis] : 1 }

    /// The number of items along the outermost axis, by which a batch is dealt out; 1 for a scalar.
    public var images: Int { dims.first ?? 1 }

    /// The number of elements of one item.
    public var imageCount: Int { dims.dropFirst().reduce(1, *) }

    /// The axis meant by an index that may count from the end; nil if there is none.
    public func canonicalAxis(_ axis: Int) -> Int? {
        let index = axis < 0 ? axis + dims.count : axis
        return dims.indices.contains(index) ? index : nil
    }

    /// The same shape with one extent replaced.
    public func with(_ axis: Int, _ extent: Int) -> Shape {
        var copy = dims
        copy[axis] = extent
        return Shape(copy)
    }

    /// Caffe's way to print a shape: `2 3 (6)`.
    public var description: String {
        dims.map { "\($0) " }.joined() + "(\(count))"
    }
}

extension Shape: ExpressibleByArrayLiteral {
    /// A shape of those extents.
    public init(arrayLiteral elements: Int...) { self.init(elements) }
}
