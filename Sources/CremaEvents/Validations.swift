extension [JobEvent.TestRow] {
    /// Adds the validation in a line of `events.jsonl`, or drops those that a training does again.
    public mutating func take(_ line: UnsafeRawBufferPointer) {
        guard [nil, .test, .request].contains(JobEvent.Kind(ofLine: line)) else { return }
        if let record = EventRecord(line: line) { take(record.event) }
    }

    /// Adds a validation, or drops those from the iteration on that a training continues from.
    public mutating func take(_ event: JobEvent) {
        switch event {
        case .test(let row): append(row)
        case .request(.goOn(let iteration)): removeAll { $0.iteration >= iteration }
        default: break
        }
    }
}

extension JobEvent.TestRow {
    /// How good a model is: more is better.
    public enum Score: Sendable, Equatable {
        /// The measure, such as the accuracy.
        case measure(Float)
        /// The sum of the losses.
        case loss(Float)

        /// A number that is larger for a better model.
        public var rank: Float {
            switch self {
            case .measure(let value): value
            case .loss(let loss): -loss
            }
        }
    }

    /// How good the model is: by the output with `measure` in its name, or else by its losses; nil
    /// where that is not finite.
    public func score(by measure: String?) -> Score? {
        let names = outputs.keys.sorted()
        let measured = measure.flatMap { text in
            names.first { $0.lowercased().contains(text) }
        }
        if let value = measured.flatMap({ outputs[$0] }) {
            return value.isFinite ? .measure(value) : nil
        }
        let losses = names.filter { $0.lowercased().contains("loss") }.compactMap { outputs[$0] }
        let sum = losses.reduce(0, +)
        return losses.isEmpty || !sum.isFinite ? nil : .loss(sum)
    }
}
