import CremaProto

/// The courses of the learning rate that a form describes, from 0 to 100 percent of the training.
public struct RateCurves: Sendable {
    /// A rate for each whole percent; nil where it is too large for a number.
    public let curves: [[Double?]]

    /// The curve of each model that the form's lists make.
    ///
    /// Fields that have nothing to do with the rate are passed over. Throws `FormErrors` for the
    /// others.
    public init(form fields: [String: String]) throws(FormErrors) {
        let sweep = Sweep(of: fields.filter { Self.names.contains($0.key) })
        guard sweep.errors.isEmpty else { throw sweep.errors }
        var curves: [[Double?]] = []
        for member in sweep.members {
            let settings = try SolverSettings(form: member.fields)
            curves.append((0...100).map { settings.rate(atPercent: Double($0)) })
        }
        self.curves = curves
    }

    private static let names = Set(
        SolverSettings.rate.map(\.option.name) + [SolverSettings.baseRateName]
    )
}

extension SolverSettings {
    fileprivate func rate(atPercent percent: Double) -> Double? {
        let rate = baseRate * policy.factor(atPercent: percent)
        return rate.isFinite ? rate : nil
    }
}

extension RateCurves: Encodable {
    private enum Cell: Encodable {
        case title(String)
        case rate(Double?)

        func encode(to encoder: any Encoder) throws {
            var value = encoder.singleValueContainer()
            switch self {
            case .title(let text): try value.encode(text)
            case .rate(let rate): try value.encode(rate)
            }
        }
    }

    /// `{"data": {"columns": [["Learning Rate 0", 0.01, …], …]}}`, as DIGITS has it.
    public func encode(to encoder: any Encoder) throws {
        let columns = curves.enumerated().map { number, rates in
            [Cell.title("Learning Rate \(number)")] + rates.map(Cell.rate)
        }
        var value = encoder.singleValueContainer()
        try value.encode(["data": ["columns": columns]])
    }
}
