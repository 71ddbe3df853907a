import CremaProto

/// RMSProp (Tieleman and Hinton, 2012): `h = d h + (1 - d) g^2`, `u = r g / (sqrt(h) + delta)`.
enum RMSPropRule: SolverRule {
    static let type = "RMSProp"
    static let summary =
        "RMSProp: h = rms_decay h + (1 - rms_decay) g^2; w -= rate g / (sqrt(h) + delta)."

    static func check(_ parameter: SolverParameter) throws {
        try refuseMomentum(parameter)
        guard (0..<1).contains(parameter.rmsDecay) else {
            throw EngineError(
                "rms_decay is at least 0 and below 1, found \(parameter.rmsDecay)",
                field: "rms_decay"
            )
        }
    }

    static func update(
        _ gradient: UnsafeMutablePointer<Float>,
        _ history: [UnsafeMutablePointer<Float>],
        count: Int,
        _ step: SolverStep
    ) {
        let h = history[0]
        for i in 0..<count {
            h[i] = (1 - step.rmsDecay) * gradient[i] * gradient[i] + step.rmsDecay * h[i]
            gradient[i] = step.rate * gradient[i] / (h[i].squareRoot() + step.delta)
        }
    }
}
