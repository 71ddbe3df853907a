/// AdaGrad (Duchi et al., 2011): `h += g^2`, `u = r g / (sqrt(h) + delta)`.
enum AdaGradRule: SolverRule {
    static let name = "AdaGrad"
    static let label = "Adaptive gradient (AdaGrad)"
    static let summary = "AdaGrad: h += g^2; w -= rate g / (sqrt(h) + delta)."
    static let takesMomentum = false

    static func update(
        _ gradient: UnsafeMutablePointer<Float>,
        _ history: [UnsafeMutablePointer<Float>],
        count: Int,
        _ step: SolverStep
    ) {
        let h = history[0]
        for i in 0..<count {
            h[i] += gradient[i] * gradient[i]
            gradient[i] = step.rate * gradient[i] / (h[i].squareRoot() + step.delta)
        }
    }
}
