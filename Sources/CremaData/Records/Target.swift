/// What a net should find in a record.
public enum Target: Sendable, Equatable {
    /// The number of its class.
    case label(Int)
    /// Numbers, as many in each record of a data set.
    case vector([Float])

    /// The number of the class, where it is one.
    public var label: Int? {
        if case .label(let label) = self { label } else { nil }
    }

    /// The shape in a blob, behind the axis of the batch: none for a class, K for K numbers.
    public var dims: [Int] {
        switch self {
        case .label: []
        case .vector(let values): [values.count]
        }
    }

    /// The numbers in a blob, the class as one.
    public var values: [Float] {
        switch self {
        case .label(let label): [Float(label)]
        case .vector(let values): values
        }
    }
}

/// What the targets of a data set are, with the names of what a net learns to predict.
public enum TargetSpace: Sendable, Equatable {
    /// One of some classes, by the names of the classes in the order of their numbers.
    case classes([String])
    /// Numbers, by the names of the numbers in their order.
    case values([String])

    /// The names.
    public var names: [String] {
        switch self {
        case .classes(let names), .values(let names): names
        }
    }

    /// Whether the targets are classes.
    public var isClasses: Bool {
        if case .classes = self { true } else { false }
    }
}
