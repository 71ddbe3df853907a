import CremaData
import CremaProto

/// One value everywhere: `value`.
struct ConstantFiller: Filler {
    static let type = "constant"
    private let value: Float

    init(_ parameter: FillerParameter) {
        value = parameter.value
    }

    func fill(_ values: UnsafeMutableBufferPointer<Float>, shape: Shape, random: Philox) {
        values.update(repeating: value)
    }
}
