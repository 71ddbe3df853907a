import CremaData
import CremaProto

/// Evenly spread from 0 to 1, then scaled so that the inputs of each output sum to 1.
struct PositiveUnitballFiller: Filler {
    static let type = "positive_unitball"

    init(_ parameter: FillerParameter) {}

    func fill(_ values: UnsafeMutableBufferPointer<Float>, shape: Shape, random: Philox) {
        random.fillUniform(values, iteration: 0)
        let size = shape.imageCount
        for start in stride(from: 0, to: values.count, by: size) {
            let row = values[start..<start + size]
            let sum = row.reduce(0, +)
            // The chance that a whole row is 0 is nil for any but the smallest rows.
            guard sum > 0 else {
                values[start] = 1
                continue
            }
            for index in row.indices { values[index] /= sum }
        }
    }
}
