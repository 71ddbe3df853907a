import Glibc

// Softmax along the axis.
extension AxisSplit {
    /// y = exp(x - max) / sum, for so many outer items; x and y may be the same.
    func softmax(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, outer: Int) {
        for item in 0..<outer {
            for place in 0..<inner {
                let start = item * extent * inner + place
                normalize(x + start, y + start)
            }
        }
    }

    /// dx = (dy - sum of dy y) y, for so many outer items, added to what is there if asked for;
    /// else dy and dx may be the same.
    func softmaxGradient(
        _ y: UnsafePointer<Float>,
        _ dy: UnsafePointer<Float>,
        _ dx: UnsafeMutablePointer<Float>,
        outer: Int,
        adding: Bool = false
    ) {
        for item in 0..<outer {
            for place in 0..<inner {
                let start = item * extent * inner + place
                var sum: Float = 0
                for index in stride(from: start, to: start + extent * inner, by: inner) {
                    sum += dy[index] * y[index]
                }
                for index in stride(from: start, to: start + extent * inner, by: inner) {
                    let slope = (dy[index] - sum) * y[index]
                    dx[index] = adding ? dx[index] + slope : slope
                }
            }
        }
    }

    private func normalize(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>) {
        let end = extent * inner
        // Less the maximum, so that no exponential overflows.
        var peak = -Float.infinity
        for index in stride(from: 0, to: end, by: inner) { peak = max(peak, x[index]) }
        var sum: Float = 0
        for index in stride(from: 0, to: end, by: inner) {
            y[index] = exp(x[index] - peak)
            sum += y[index]
        }
        for index in stride(from: 0, to: end, by: inner) { y[index] /= sum }
    }
}
