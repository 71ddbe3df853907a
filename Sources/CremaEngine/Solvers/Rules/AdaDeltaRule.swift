/// AdaDelta (Zeiler, 2012): `h = m h + (1 - m) g^2`, `s = g sqrt((h2 + delta) / (h + delta))`,
/// `h2 = m h2 + (1 - m) s^2`, `u = r s`.
enum AdaDeltaRule: SolverRule {
    static let name = "AdaDelta"
    static let label = "AdaDelta"
    static let summary =
        "AdaDelta: h = momentum h + (1 - momentum) g^2; s = g sqrt((h2 + delta) / (h + delta)); "
        + "h2 = momentum h2 + (1 - momentum) s^2; w -= rate s."
    static let historyCount = 2

    static func update(
        _ gradient: UnsafeMutablePointer<Float>,
        _ history: [UnsafeMutablePointer<Float>],
        count: Int,
        _ step: SolverStep
    ) {
        let h = history[0], h2 = history[1]
        for i in 0..<count {
            let g = gradient[i]
            h[i] = (1 - step.momentum) * g * g + step.momentum * h[i]
            let s = g * ((h2[i] + step.delta) / (h[i] + step.delta)).squareRoot()
            h2[i] = (1 - step.momentum) * s * s + step.momentum * h2[i]
            gradient[i] = step.rate * s
        }
    }
}
