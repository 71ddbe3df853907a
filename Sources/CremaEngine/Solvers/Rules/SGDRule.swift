/// Stochastic gradient descent with momentum: `h = m h + r g`, `u = h`.
enum SGDRule: SolverRule {
    static let name = "SGD"
    static let label = "Stochastic gradient descent (SGD)"
    static let summary = "Gradient descent with momentum: h = momentum h + rate g; w -= h."

    static func update(
        _ gradient: UnsafeMutablePointer<Float>,
        _ history: [UnsafeMutablePointer<Float>],
        count: Int,
        _ step: SolverStep
    ) {
        let h = history[0]
        for i in 0..<count {
            h[i] = step.rate * gradient[i] + step.momentum * h[i]
            gradient[i] = h[i]
        }
    }
}
