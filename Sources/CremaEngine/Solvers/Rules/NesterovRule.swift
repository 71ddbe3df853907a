/// Nesterov's accelerated gradient: `h' = m h + r g`, `u = (1 + m) h' - m h`.
enum NesterovRule: SolverRule {
    static let name = "Nesterov"
    static let label = "Nesterov's accelerated gradient"
    static let summary =
        "Nesterov's accelerated gradient: h' = momentum h + rate g; "
        + "w -= (1 + momentum) h' - momentum h."

    static func update(
        _ gradient: UnsafeMutablePointer<Float>,
        _ history: [UnsafeMutablePointer<Float>],
        count: Int,
        _ step: SolverStep
    ) {
        let h = history[0]
        for i in 0..<count {
            let old = h[i]
            h[i] = step.rate * gradient[i] + step.momentum * old
            gradient[i] = (1 + step.momentum) * h[i] - step.momentum * old
        }
    }
}
