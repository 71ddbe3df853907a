import CremaProto

/// RMSProp (Tieleman and Hinton, 2012): `h = d h + (1 - d) g^2`, `u = r g / (sqrt(h) + delta)`.
enum RMSPropRule: SolverRule {
    static let name = "RMSProp"
    static let label = "RMSprop"
    static let summary =
        "RMSProp: h = rms_decay h + (1 - rms_decay) g^2; w -= rate g / (sqrt(h) + delta)."
    static let takesMomentum = false

    static func checkFields(_ solver: SolverParameter) throws {
        guard (0..<1).contains(solver.rmsDecay) else {
            throw EngineError(
                "rms_decay must be at least 0 and below 1, found \(solver.rmsDecay)",
                field: "rms_decay"
            )
        }
    }

    // MARK: The form

    static let decay = OptionDescription(
        "rms_decay",
        .number(.between(0, 1)),
        default: "0.99",
        label: "RMS decay",
        help: "How much of the mean of earlier squared gradients is kept at each step.",
        shownWhere: isChosen
    )
    static let options = [decay]

    static func writeFields(_ values: OptionValues, to solver: inout SolverParameter) {
        solver.rmsDecay = Float(values.number(decay))
    }

    // MARK: The update

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
