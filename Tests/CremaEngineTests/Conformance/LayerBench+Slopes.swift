@testable import CremaEngine

// Caffe's gradient checker: the slope by differences is the reference.
extension LayerBench {
    /// Each element whose gradient is not the slope of the objective, with both values.
    func wrongSlopes() throws -> [String] {
        try forward()
        try backward()
        let gradients = inputs.map { Array($0.blob.diff.read()) }
        return try zip(inputs, gradients).flatMap { input, gradient in
            try gradient.indices.compactMap { index in
                let value = input.blob.data.read()[index]
                guard !isAtKink(input, value) else { return nil }
                let slope = try slope(of: input.blob, index)
                let scale = max(abs(slope), abs(Double(gradient[index])), 1)
                let isRight =
                    abs(Double(gradient[index]) - slope) <= Double(example.threshold) * scale
                return isRight
                    ? nil
                    : "\(input.name), element \(index) (\(value)): backward says "
                        + "\(gradient[index]), differences say \(slope)"
            }
        }
    }

    private func isAtKink(_ input: (name: String, blob: Blob), _ value: Float) -> Bool {
        guard let kink = example.kink, bottoms.contains(where: { $0 === input.blob }) else {
            return false
        }
        return abs(value - kink.at) <= kink.range
    }

    /// The slope of the objective at an element of an input.
    private func slope(of blob: Blob, _ index: Int) throws -> Double {
        let value = blob.data.read()[index]
        func objective(at value: Float) throws -> Double {
            blob.data.update()[index] = value
            try forward()
            return self.objective
        }
        let (low, high) = (value - example.step, value + example.step)
        let difference = try objective(at: high) - objective(at: low)
        blob.data.update()[index] = value
        // The step that was taken after rounding.
        return difference / (Double(high) - Double(low))
    }
}
