import CremaData
import CremaProto

/// Evenly spread from `min` up to `max`.
struct UniformFiller: Filler {
    static let type = "uniform"
    private let range: ClosedRange<Float>

    init(_ parameter: FillerParameter) throws {
        guard parameter.min <= parameter.max else {
            throw EngineError(
                "the filler \"uniform\" needs min <= max, found min \(parameter.min), "
                    + "max \(parameter.max)"
            )
        }
        range = parameter.min...parameter.max
    }

    func fill(_ values: UnsafeMutableBufferPointer<Float>, shape: Shape, random: Philox) {
        random.fill(values, uniformly: range)
    }
}

extension Philox {
    /// Fills values evenly spread over a range.
    func fill(_ values: UnsafeMutableBufferPointer<Float>, uniformly range: ClosedRange<Float>) {
        fillUniform(values, iteration: 0)
        let width = range.upperBound - range.lowerBound
        for index in values.indices { values[index] = range.lowerBound + width * values[index] }
    }
}
