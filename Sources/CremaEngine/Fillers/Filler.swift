import CremaData
import CremaProto

/// Gives a new parameter its first values.
///
/// A filler adds one file to this folder and one line to `FillerCatalog`.
protocol Filler: Sendable {
    /// The name in prototxt: `xavier`.
    static var type: String { get }

    /// A filler with the fields of a text. Throws where they make no sense.
    init(_ parameter: FillerParameter) throws

    /// Fills the values of a blob of that shape, which has at least one element.
    ///
    /// Throws where the shape is none that the filler can fill.
    func fill(_ values: UnsafeMutableBufferPointer<Float>, shape: Shape, random: Philox) throws
}

extension Shape {
    /// The number of inputs that one output of a weight of this shape sums up.
    var fanIn: Int { count / max(self[0], 1) }

    /// The number of outputs that one input of a weight of this shape goes to.
    var fanOut: Int { axisCount > 1 ? count / max(self[1], 1) : count }

    /// The fan that a `variance_norm` names, at least 1.
    func fan(_ norm: FillerParameter.VarianceNorm) -> Float {
        guard axisCount > 0 else { return 1 }
        return switch norm {
        case .fanIn: Float(fanIn)
        case .fanOut: Float(fanOut)
        case .average: Float(fanIn + fanOut) / 2
        }
    }
}
