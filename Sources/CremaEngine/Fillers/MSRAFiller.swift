import CremaData
import CremaProto

/// Normally spread around 0 with the deviation sqrt(2 / n), n being the fan that `variance_norm`
/// names.
///
/// He et al., "Delving deep into rectifiers" (2015).
struct MSRAFiller: Filler {
    static let type = "msra"
    private let norm: FillerParameter.VarianceNorm

    init(_ parameter: FillerParameter) {
        norm = parameter.varianceNorm
    }

    func fill(_ values: UnsafeMutableBufferPointer<Float>, shape: Shape, random: Philox) {
        random.fillGaussian(values, iteration: 0)
        let deviation = (2 / shape.fan(norm)).squareRoot()
        for index in values.indices { values[index] *= deviation }
    }
}
