#if canImport(Glibc)
    import Glibc
#endif

/// Adam (Kingma and Ba, 2015), with b1 = `momentum` and b2 = `momentum2`:
/// `m = b1 m + (1 - b1) g`, `v = b2 v + (1 - b2) g^2`,
/// `u = r sqrt(1 - b2^t) / (1 - b1^t) m / (sqrt(v) + delta)`.
enum AdamRule: SolverRule {
    static let name = "Adam"
    static let label = "Adam"
    static let summary =
        "Adam: m = momentum m + (1 - momentum) g; v = momentum2 v + (1 - momentum2) g^2; "
        + "w -= rate sqrt(1 - momentum2^t) / (1 - momentum^t) m / (sqrt(v) + delta)."
    static let historyCount = 2

    static func update(
        _ gradient: UnsafeMutablePointer<Float>,
        _ history: [UnsafeMutablePointer<Float>],
        count: Int,
        _ step: SolverStep
    ) {
        let m = history[0], v = history[1]
        let t = Float(step.number)
        let correction = (1 - powf(step.momentum2, t)).squareRoot() / (1 - powf(step.momentum, t))
        let rate = step.rate * correction
        for i in 0..<count {
            let g = gradient[i]
            m[i] = (1 - step.momentum) * g + step.momentum * m[i]
            v[i] = (1 - step.momentum2) * g * g + step.momentum2 * v[i]
            gradient[i] = rate * m[i] / (v[i].squareRoot() + step.delta)
        }
    }
}
