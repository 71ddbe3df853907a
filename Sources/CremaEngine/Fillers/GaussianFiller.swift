import CremaData
import CremaProto

/// Normally spread around `mean` with the deviation `std`; with `sparse`, only about so many
/// inputs of each output are not 0.
struct GaussianFiller: Filler {
    static let type = "gaussian"
    private let mean: Float
    private let deviation: Float
    private let sparse: Int

    init(_ parameter: FillerParameter) throws {
        guard parameter.std >= 0 else {
            throw EngineError("the filler \"gaussian\" needs std >= 0, found \(parameter.std)")
        }
        guard parameter.sparse >= -1 else {
            throw EngineError(
                "sparse is a number of inputs, or -1 for all of them; found \(parameter.sparse)"
            )
        }
        mean = parameter.mean
        deviation = parameter.std
        sparse = Int(parameter.sparse)
    }

    func fill(_ values: UnsafeMutableBufferPointer<Float>, shape: Shape, random: Philox) throws {
        random.fillGaussian(values, iteration: 0)
        for index in values.indices { values[index] = mean + deviation * values[index] }
        guard sparse >= 0 else { return }
        guard shape.axisCount > 0 else {
            throw EngineError("sparse needs a parameter with axes, this one is a single number")
        }
        // The share of elements that stay: Caffe divides by the number of outputs.
        let share = Float(sparse) / Float(shape[0])
        var coins = random.sequence(iteration: 1, element: 0)
        for index in values.indices where coins.nextUniform() >= share { values[index] = 0 }
    }
}
