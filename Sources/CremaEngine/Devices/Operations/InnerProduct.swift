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
    /// Whether b is added.
    public var hasBias: Bool

    /// A geometry.
    public init(rowsPerImage: Int, inputs: Int, outputs: Int, isTransposed: Bool, hasBias: Bool) {
        self.rowsPerImage = rowsPerImage
        self.inputs = inputs
        self.outputs = outputs
        self.isTransposed = isTransposed
        self.hasBias = hasBias
    }
}

/// y = x w' + b, all in the plain order.
///
/// x is rows x K, y is rows x N, w is N x K (K x N where it is transposed), b is N.
public protocol InnerProductOperation: WeightedOperation {}
