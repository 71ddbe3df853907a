import CremaProto

/// The solvers and the rate policies, and the options that each of them has.
enum SolverOptions {
    /// Which solver.
    static let type = OptionDescription(
        "solver_type",
        .choice([
            .init("SGD", "Stochastic gradient descent (SGD)"),
            .init("Nesterov", "Nesterov's accelerated gradient"),
            .init("AdaGrad", "Adaptive gradient (AdaGrad)"), .init("RMSProp", "RMSprop"),
            .init("AdaDelta", "AdaDelta"), .init("Adam", "Adam"),
        ]),
        label: "Solver type",
        help: "How the weights follow the gradient. SGD is the safe choice; Adam often gets there "
            + "with less tuning, at a base rate of about 0.001."
    )

    /// What only some solvers take.
    static let ofSolvers: [Setting<SolverSettings>] = [
        Setting(
            OptionDescription(
                "rms_decay",
                .number(.between(0, 1)),
                label: "RMS decay",
                help: "How much of the running mean of squared gradients is kept at each step. "
                    + "Closer to 1 averages over more steps.",
                shownWhere: .init("solver_type", is: "RMSProp")
            ),
            \.rmsDecay
        )
    ]

    /// Which rate policy.
    static let policy = OptionDescription(
        "lr_policy",
        .choice([
            .init("fixed", "Fixed"), .init("step", "Step down"),
            .init("multistep", "Step down (arbitrary steps)"), .init("exp", "Exponential decay"),
            .init("inv", "Inverse decay"), .init("poly", "Polynomial decay"),
            .init("sigmoid", "Sigmoid decay"),
        ]),
        label: "Policy",
        help: "How the learning rate falls during training. Large steps find the region of a good "
            + "solution, small ones settle in it."
    )

    /// What each rate policy takes.
    static let ofPolicies: [OptionDescription] = [
        percent(
            "step_size",
            default: "33",
            "Step size",
            "The rate falls once after every so many percent of the training."
        ),
        factor("step_gamma", default: "0.1", "What the rate is multiplied by at each step."),
        OptionDescription(
            "lr_multistep_values",
            .numbers(.above(0, upTo: 100)),
            default: "50, 85",
            unit: "%",
            label: "Step values",
            help: "The percents of the training at which the rate falls, rising and separated by "
                + "commas.",
            shownWhere: .init("lr_policy", is: "multistep")
        ),
        factor("multistep_gamma", default: "0.5", "What the rate is multiplied by at each step."),
        factor(
            "exp_gamma",
            default: "0.95",
            "What the rate is multiplied by after each percent of the training; 0.95 leaves about "
                + "half a percent of it at the end."
        ),
        factor(
            "inv_gamma",
            default: "0.1",
            "How soon the rate falls: it is multiplied by (1 + gamma × percent)^(-power)."
        ),
        power(
            "inv_power",
            default: "0.5",
            "How steeply the rate falls: it is multiplied by (1 + gamma × percent)^(-power)."
        ),
        power(
            "poly_power",
            default: "3",
            "The rate falls to 0 as (1 - percent / 100)^power: 1 is a straight line, more falls "
                + "early."
        ),
        percent(
            "sigmoid_step",
            default: "50",
            "Step",
            "The percent of the training around which the rate falls; it has half its base there."
        ),
        factor(
            "sigmoid_gamma",
            default: "0.1",
            "How sharply the rate falls around the step; larger is more sudden."
        ),
    ]

    private static func percent(
        _ name: String,
        default text: String,
        _ label: String,
        _ help: String
    ) -> OptionDescription {
        var option = ofPolicy(name, .number(.above(0, upTo: 100)), text, label, help)
        option.unit = "%"
        return option
    }

    private static func factor(_ name: String, default text: String, _ help: String)
        -> OptionDescription
    {
        ofPolicy(name, .number(.above(0)), text, "Gamma", help)
    }

    private static func power(_ name: String, default text: String, _ help: String)
        -> OptionDescription
    {
        ofPolicy(name, .number(.above(0)), text, "Power", help)
    }

    /// An option `lr_<policy>_…` of a policy.
    private static func ofPolicy(
        _ name: String,
        _ kind: OptionDescription.Kind,
        _ text: String,
        _ label: String,
        _ help: String
    ) -> OptionDescription {
        let policy = String(name.prefix { $0 != "_" })
        return OptionDescription(
            "lr_\(name)",
            kind,
            default: text,
            label: label,
            help: help,
            shownWhere: .init("lr_policy", is: policy)
        )
    }
}

extension RatePolicy {
    /// The policy with a name and the values of its options, each its default where it is missing.
    init(named name: String, _ values: [String: OptionValue] = [:]) {
        func value(_ option: String) -> OptionValue? {
            let described = SolverOptions.ofPolicies.first { $0.name == "lr_\(name)_\(option)" }
            return values["lr_\(name)_\(option)"] ?? (try? described?.value(of: ""))
        }
        func number(_ option: String) -> Double { value(option).flatMap(Double.init) ?? 1 }
        switch name {
        case "fixed": self = .fixed
        case "multistep":
            var percents: [Double] = []
            if case .numbers(let values)? = value("values") { percents = values }
            self = .multistep(percents: percents, gamma: number("gamma"))
        case "exp": self = .exp(gamma: number("gamma"))
        case "inv": self = .inv(gamma: number("gamma"), power: number("power"))
        case "poly": self = .poly(power: number("power"))
        case "sigmoid": self = .sigmoid(percent: number("step"), gamma: number("gamma"))
        default: self = .step(percent: number("size"), gamma: number("gamma"))
        }
    }

    /// The values of its options by their names.
    var values: [String: OptionValue] {
        switch self {
        case .fixed: [:]
        case .step(let percent, let gamma):
            ["lr_step_size": .number(percent), "lr_step_gamma": .number(gamma)]
        case .multistep(let percents, let gamma):
            ["lr_multistep_values": .numbers(percents), "lr_multistep_gamma": .number(gamma)]
        case .exp(let gamma): ["lr_exp_gamma": .number(gamma)]
        case .inv(let gamma, let power):
            ["lr_inv_gamma": .number(gamma), "lr_inv_power": .number(power)]
        case .poly(let power): ["lr_poly_power": .number(power)]
        case .sigmoid(let percent, let gamma):
            ["lr_sigmoid_step": .number(percent), "lr_sigmoid_gamma": .number(gamma)]
        }
    }
}
