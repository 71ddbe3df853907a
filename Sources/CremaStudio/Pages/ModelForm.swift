import CremaJobs

/// The fields of a new model, with DIGITS' names and defaults.
///
/// `CremaJobs` reads and checks them.
enum ModelForm {
    static let fields: [FormField] = [
        FormField(
            name: "train_epochs",
            label: "Training epochs",
            initial: "30",
            input: .number(step: "1")
        ),
        FormField(
            name: "batch_size",
            label: "Batch size",
            initial: "",
            input: .text,
            placeholder: "network's own"
        ),
        FormField(
            name: "snapshot_interval",
            label: "Snapshot interval",
            initial: "1",
            input: .number(step: "any"),
            unit: "epochs"
        ),
        FormField(
            name: "solver_states",
            label: "Solver states",
            initial: "last",
            input: .choice([("last", "Keep the last"), ("all", "Keep all")]),
            help:
                "What crema train -snapshot goes on from; each is as large as the weights or larger."
        ),
        FormField(
            name: "val_interval",
            label: "Validation interval",
            initial: "1",
            input: .number(step: "any"),
            unit: "epochs"
        ),
        FormField(
            name: "solver_type",
            label: "Solver type",
            initial: "SGD",
            input: .choice(SolverSettings.solverTypes.map { ($0, solverLabels[$0] ?? $0) })
        ),
        FormField(name: "learning_rate", label: "Base learning rate", initial: "0.01"),
        FormField(
            name: "lr_policy",
            label: "Policy",
            initial: "step",
            input: .choice([
                ("fixed", "Fixed"), ("step", "Step down"),
                ("multistep", "Step down (arbitrary steps)"), ("exp", "Exponential decay"),
                ("inv", "Inverse decay"), ("poly", "Polynomial decay"),
                ("sigmoid", "Sigmoid decay"),
            ])
        ),
        FormField(
            name: "lr_step_size",
            label: "Step size",
            initial: "33",
            input: .number(step: "any"),
            unit: "%"
        ),
        FormField(name: "lr_step_gamma", label: "Gamma", initial: "0.1"),
        FormField(name: "lr_multistep_values", label: "Step values", initial: "50, 85", unit: "%"),
        FormField(name: "lr_multistep_gamma", label: "Gamma", initial: "0.5"),
        FormField(name: "lr_exp_gamma", label: "Gamma", initial: "0.95"),
        FormField(name: "lr_inv_gamma", label: "Gamma", initial: "0.1"),
        FormField(name: "lr_inv_power", label: "Power", initial: "0.5"),
        FormField(name: "lr_poly_power", label: "Power", initial: "3"),
        FormField(
            name: "lr_sigmoid_step",
            label: "Step",
            initial: "50",
            input: .number(step: "any"),
            unit: "%"
        ),
        FormField(name: "lr_sigmoid_gamma", label: "Gamma", initial: "0.1"),
        FormField(
            name: "random_seed",
            label: "Random seed",
            initial: "",
            placeholder: "random"
        ),
        FormField(
            name: "use_mean",
            label: "Subtract mean",
            initial: "image",
            input: .choice([("none", "None"), ("image", "Image"), ("pixel", "Pixel")])
        ),
        FormField(
            name: "crop_size",
            label: "Crop size",
            initial: "",
            unit: "pixels",
            placeholder: "none"
        ),
        FormField(name: "rms_decay", label: "RMS decay", initial: "0.99"),
        FormField(name: "model_name", label: "Model name", initial: "", placeholder: "LeNet"),
    ]

    private static let solverLabels = [
        "SGD": "Stochastic gradient descent (SGD)",
        "Nesterov": "Nesterov's accelerated gradient", "AdaGrad": "Adaptive gradient (AdaGrad)",
        "AdaDelta": "AdaDelta", "Adam": "Adam", "RMSProp": "RMSprop",
    ]

    /// What is wrong with the choice of solver states; nil where nothing is.
    static func refusal(ofStates choice: String) -> String? {
        ["", "last", "all"].contains(choice) ? nil : "“\(choice)” is none of last, all."
    }

    /// The prototxt that a form means: the editor's, or that of a standard network.
    ///
    /// Throws `FormErrors` where it means none.
    static func network(in form: Form) throws -> String {
        switch form["method"] {
        case "custom":
            guard !form["custom_network"].isEmpty else {
                throw FormErrors(["custom_network": ["Write a network, or choose a standard one."]])
            }
            return form.fields["custom_network"] ?? ""
        case "standard", "":
            let id = form["standard_networks"]
            guard let network = StandardNetwork.named(id) else {
                let known = StandardNetwork.all.map(\.id).joined(separator: ", ")
                let words = id.isEmpty ? "Choose a network." : "“\(id)” is none of \(known)."
                throw FormErrors(["standard_networks": [words]])
            }
            return network.prototxt
        case let method:
            throw FormErrors(["method": ["“\(method)” is neither standard nor custom."]])
        }
    }
}
