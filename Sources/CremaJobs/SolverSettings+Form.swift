import CremaEngine
import CremaProto

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
        let solvers = SolverCatalog.builtIn
        let type = reader.choice("solver_type", solvers.types, default: rule.type)
        rule = solvers.rule(ofType: type) ?? rule
        ruleValues = reader.values(of: solvers.rules.flatMap { $0.options })
        baseRate = reader.number("learning_rate", default: baseRate, where: positive, "above 0")
        policy = RatePolicy(&reader)
        randomSeed = reader.integer("random_seed", 0...Int(Int32.max)).map(Int64.init)
        guard reader.errors.isEmpty else { throw reader.errors }
    }
}

extension RatePolicy {
    fileprivate init(_ reader: inout FormReader) {
        let rates = RateCatalog.builtIn
        let name = reader.choice("lr_policy", rates.names, default: rates.standard.name)
        let rule = rates.rule(named: name) ?? rates.standard
        self.init(rule, reader.values(of: rule.options).byName)
    }
}

extension FormReader {
    /// The values of the options of a rule.
    fileprivate mutating func values(of options: [OptionDescription]) -> OptionValues {
        var values = OptionValues()
        for option in options {
            values.byName[option.name] = value(of: option, else: values[option])
        }
        return values
    }

    private mutating func value(
        of option: OptionDescription,
        else standard: OptionValue
    ) -> OptionValue {
        switch (option.kind, standard) {
        case (.number(let range), .number(let standard)):
            .number(
                number(
                    option.name,
                    default: standard,
                    where: range.contains,
                    range.words
                )
            )
        case (.numbers, .numbers(let standard)):
            .numbers(percents(option.name, default: standard))
        case (.choice(let choices), .text(let standard)):
            .text(choice(option.name, choices.map(\.value), default: standard))
        case (.integer(let range), .integer(let standard)):
            .integer(integer(option.name, range, default: standard))
        default:
            text(option.name).flatMap { try? option.value(of: $0) } ?? standard
        }
    }
}

extension NumberRange {
    /// Which numbers it takes: `above 0, at most 100`.
    fileprivate var words: String {
        let low = low.shortText
        switch (includesLow, high?.shortText, includesHigh) {
        case (true, nil, _): return "from \(low) up"
        case (false, nil, _): return "above \(low)"
        case (false, let high?, false): return "between \(low) and \(high)"
        case (true, let high?, false): return "from \(low), below \(high)"
        case (true, let high?, true): return "from \(low) to \(high)"
        case (false, let high?, true): return "above \(low), at most \(high)"
        }
    }
}

extension Double {
    /// Without the decimals where there are none.
    fileprivate var shortText: String { Int(exactly: self).map(String.init) ?? String(self) }
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
