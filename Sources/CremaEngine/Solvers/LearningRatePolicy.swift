public import CremaProto

#if canImport(Glibc)
    import Glibc
#endif

/// The learning rate of an iteration by the solver's `lr_policy`.
public struct LearningRatePolicy: Sendable {
    /// The policies that a solver's prototxt may name.
    public static let names = ["exp", "fixed", "inv", "multistep", "poly", "sigmoid", "step"]

    private let parameter: SolverParameter

    /// Throws where the policy is unknown or lacks a field that it needs.
    public init(_ parameter: SolverParameter) throws {
        guard Self.names.contains(parameter.lrPolicy) else {
            let found =
                parameter.hasLrPolicy
                ? "unknown lr_policy \"\(parameter.lrPolicy)\"" : "no lr_policy"
            let guess = NearestName.question(parameter.lrPolicy, in: Self.names)
            throw EngineError(
                "\(found)\(guess.isEmpty ? "; known policies: \(Self.names.joined(separator: ", "))" : guess)",
                field: "lr_policy"
            )
        }
        if ["exp", "inv", "multistep", "sigmoid", "step"].contains(parameter.lrPolicy),
            parameter.gamma < 0
        {
            throw EngineError(
                "lr_policy \"\(parameter.lrPolicy)\" needs a gamma of at least 0, found "
                    + caffeText(parameter.gamma),
                field: "gamma"
            )
        }
        switch parameter.lrPolicy {
        case "step" where parameter.stepsize <= 0, "sigmoid" where parameter.stepsize <= 0:
            throw EngineError(
                "lr_policy \"\(parameter.lrPolicy)\" needs a stepsize above 0, found \(parameter.stepsize)",
                field: "stepsize"
            )
        case "poly" where parameter.maxIter <= 0:
            throw EngineError(
                "lr_policy \"poly\" needs a max_iter above 0, found \(parameter.maxIter)",
                field: "max_iter"
            )
        default: break
        }
        self.parameter = parameter
    }

    /// The rate of an iteration.
    ///
    /// It brings `currentStep`, the number of `stepvalue`s passed, up to date, by one at most in an
    /// iteration (Caffe's rule).
    public func rate(iteration: Int, currentStep: inout Int) -> Float {
        let base = parameter.baseLr, gamma = parameter.gamma, power = parameter.power
        let iter = Float(iteration)
        switch parameter.lrPolicy {
        case "step":
            currentStep = iteration / Int(parameter.stepsize)
            return base * powf(gamma, Float(currentStep))
        case "exp": return base * powf(gamma, iter)
        case "inv": return base * powf(1 + gamma * iter, -power)
        case "multistep":
            if currentStep < parameter.stepvalue.count,
                iteration >= parameter.stepvalue[currentStep]
            {
                currentStep += 1
            }
            return base * powf(gamma, Float(currentStep))
        case "poly": return base * powf(1 - iter / Float(parameter.maxIter), power)
        case "sigmoid": return base * (1 / (1 + expf(-gamma * (iter - Float(parameter.stepsize)))))
        default: return base
        }
    }
}
