extension SolverSettings {
    /// Reads the fields of DIGITS' form, such as `train_epochs`; empty ones mean their default.
    ///
    /// Throws `FormErrors` with a sentence for each field that is wrong.
    public init(form: [String: String]) throws {
        self.init()
        var reader = FormReader(form)
        let positive = { (value: Double) in value > 0 }
        let atLeastZero = { (value: Double) in value >= 0 }
        epochs = reader.integer("train_epochs", 1...1_000_000, default: epochs)
        snapshotInterval = reader.number(
            "snapshot_interval",
            default: snapshotInterval,
            where: atLeastZero,
            "from 0 up"
        )
        valInterval = reader.number(
            "val_interval",
            default: valInterval,
            where: atLeastZero,
            "from 0 up"
        )
        batchAccumulation = reader.integer(
            "batch_accumulation",
            1...1_000_000,
            default: batchAccumulation
        )
        solverType = reader.choice("solver_type", Self.solverTypes, default: solverType)
        rmsDecay = reader.number(
            "rms_decay",
            default: rmsDecay,
            where: { $0 > 0 && $0 < 1 },
            "between 0 and 1"
        )
        baseRate = reader.number("learning_rate", default: baseRate, where: positive, "above 0")
        policy = RatePolicy(&reader)
        randomSeed = reader.integer("random_seed", 0...Int(Int32.max)).map(Int64.init)
        guard reader.errors.isEmpty else { throw reader.errors }
    }
}

extension RatePolicy {
    fileprivate init(_ reader: inout FormReader) {
        func above0(_ field: String, _ value: Double) -> Double {
            reader.number(field, default: value, where: { $0 > 0 }, "above 0")
        }
        func percent(_ field: String, _ value: Double) -> Double {
            reader.number(
                field,
                default: value,
                where: { $0 > 0 && $0 <= 100 },
                "above 0, at most 100"
            )
        }
        switch reader.choice("lr_policy", Self.names, default: "step") {
        case "fixed":
            self = .fixed
        case "multistep":
            self = .multistep(
                percents: reader.percents("lr_multistep_values", default: [50, 85]),
                gamma: above0("lr_multistep_gamma", 0.5)
            )
        case "exp":
            self = .exp(gamma: above0("lr_exp_gamma", 0.95))
        case "inv":
            self = .inv(gamma: above0("lr_inv_gamma", 0.1), power: above0("lr_inv_power", 0.5))
        case "poly":
            self = .poly(power: above0("lr_poly_power", 3))
        case "sigmoid":
            self = .sigmoid(
                percent: percent("lr_sigmoid_step", 50),
                gamma: above0("lr_sigmoid_gamma", 0.1)
            )
        default:
            self = .step(percent: percent("lr_step_size", 33), gamma: above0("lr_step_gamma", 0.1))
        }
    }
}

extension NetworkOptions {
    /// Reads the fields `batch_size`, `crop_size` and `use_mean`; empty ones mean their default.
    ///
    /// Throws `FormErrors` likewise.
    public init(form: [String: String]) throws {
        var reader = FormReader(form)
        self.init(
            batchSize: reader.integer("batch_size", 1...1_000_000),
            cropSize: reader.integer("crop_size", 1...100_000),
            mean: Mean(
                rawValue: reader.choice("use_mean", Mean.allCases.map(\.rawValue), default: "image")
            )
                ?? .image
        )
        guard reader.errors.isEmpty else { throw reader.errors }
    }
}
