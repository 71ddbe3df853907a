import CremaData
import CremaProto

/// Evenly spread from -s to s with s = sqrt(3 / n), n being the fan that `variance_norm` names.
///
/// Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural networks"
/// (2010).
struct XavierFiller: Filler {
    static let type = "xavier"
    private let norm: FillerParameter.VarianceNorm

    init(_ parameter: FillerParameter) {
        norm = parameter.varianceNorm
    }

    func fill(_ values: UnsafeMutableBufferPointer<Float>, shape: Shape, random: Philox) {
        let scale = (3 / shape.fan(norm)).squareRoot()
        random.fill(values, uniformly: -scale...scale)
    }
}
