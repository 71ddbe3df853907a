// Swift's `+`, `*`, `Int(…)`, ranges and indices end the process where a number does not
// fit. A number that comes from outside (a form, a header, a file, a layer, a flag) goes
// through these instead.

extension FixedWidthInteger {
    /// The whole number that a float is without its decimals; the nearest end of the range where it
    /// lies beyond, and 0 where it is not a number.
    public init(saturating value: some BinaryFloatingPoint) {
        if value.isNaN {
            self = 0
        } else if let exact = Self(exactly: value.rounded(.towardZero)) {
            self = exact
        } else {
            self = value < 0 ? .min : .max
        }
    }

    /// The sum, or the nearest end of the range.
    public func addingSaturated(_ other: Self) -> Self {
        let (sum, overflows) = addingReportingOverflow(other)
        return overflows ? other < 0 ? .min : .max : sum
    }

    /// The product, or the nearest end of the range.
    public func multipliedSaturated(by other: Self) -> Self {
        let (product, overflows) = multipliedReportingOverflow(by: other)
        return overflows ? (self < 0) == (other < 0) ? .max : .min : product
    }

    /// How many times `other`, which is above 0, has to be taken to hold this many: the
    /// quotient, rounded up.
    public func dividedRoundingUp(by other: Self) -> Self {
        let (quotient, rest) = quotientAndRemainder(dividingBy: other)
        return rest > 0 ? quotient + 1 : quotient
    }
}

extension ClosedRange {
    /// The range from one number up to another, or that one alone where the other is below it.
    public init(from lower: Bound, upTo upper: Bound) {
        self = lower...Swift.max(lower, upper)
    }
}

extension Sequence<Int> {
    /// The product of extents, 1 of none; nil where one is negative or the product, of those that
    /// are not 0, is beyond `Int`.
    ///
    /// With an extent of 0 the others are multiplied all the same, as parts of
    /// the extents are later.
    public func checkedProduct() -> Int? {
        var (product, isEmpty) = (1, false)
        for extent in self {
            guard extent >= 0 else { return nil }
            if extent == 0 {
                isEmpty = true
                continue
            }
            let (next, overflows) = product.multipliedReportingOverflow(by: extent)
            if overflows { return nil }
            product = next
        }
        return isEmpty ? 0 : product
    }
}
