/// Numbers between bounds, each of which may belong to them or not.
public struct NumberRange: Sendable, Equatable {
    /// The lower bound.
    public var low: Double
    /// Whether it is allowed itself.
    public var includesLow: Bool
    /// The upper bound; nil for none.
    public var high: Double?
    /// Whether it is allowed itself.
    public var includesHigh: Bool

    /// Numbers greater than a bound, and at most another.
    public static func above(_ low: Double, upTo high: Double? = nil) -> NumberRange {
        NumberRange(low: low, includesLow: false, high: high, includesHigh: true)
    }

    /// Numbers from a bound on, up to another.
    public static func from(_ low: Double, upTo high: Double? = nil) -> NumberRange {
        NumberRange(low: low, includesLow: true, high: high, includesHigh: true)
    }

    /// Numbers from a bound on, and below another.
    public static func from(_ low: Double, below high: Double) -> NumberRange {
        NumberRange(low: low, includesLow: true, high: high, includesHigh: false)
    }

    /// Numbers between two bounds that are not allowed themselves.
    public static func between(_ low: Double, _ high: Double) -> NumberRange {
        NumberRange(low: low, includesLow: false, high: high, includesHigh: false)
    }

    /// Whether a number is one of them.
    public func contains(_ number: Double) -> Bool {
        let isAboveLow = includesLow ? number >= low : number > low
        guard let high else { return isAboveLow }
        return isAboveLow && (includesHigh ? number <= high : number < high)
    }
}
