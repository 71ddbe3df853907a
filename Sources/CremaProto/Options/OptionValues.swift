/// The values of options by their names; an option that is not among them has its default.
///
/// ```swift
/// let size = OptionDescription("lr_step_size", .number(.above(0, upTo: 100)), default: "33", …)
/// OptionValues().number(size)                            // 33
/// OptionValues(["lr_step_size": .number(10)]).number(size)   // 10
/// ```
public struct OptionValues: Sendable, Equatable {
    /// The values that are not the defaults of their options, or were given as they are.
    public private(set) var byName: [String: OptionValue]

    /// Those values, and the default of every other option.
    public init(_ byName: [String: OptionValue] = [:]) {
        self.byName = byName
    }

    /// The value of an option.
    public subscript(option: OptionDescription) -> OptionValue {
        get { byName[option.name] ?? Self.standard(option) }
        set { byName[option.name] = newValue == Self.standard(option) ? nil : newValue }
    }

    private static func standard(_ option: OptionDescription) -> OptionValue {
        guard let value = try? option.value(of: "") else {
            preconditionFailure("the default of \(option.name) is not one of its values")
        }
        return value
    }

    /// The value of an option that takes a number.
    public func number(_ option: OptionDescription) -> Double {
        guard case .number(let value) = self[option] else { mismatch(option, "a number") }
        return value
    }

    /// The value of an option that takes increasing numbers.
    public func numbers(_ option: OptionDescription) -> [Double] {
        guard case .numbers(let values) = self[option] else { mismatch(option, "numbers") }
        return values
    }

    private func mismatch(_ option: OptionDescription, _ wanted: String) -> Never {
        preconditionFailure("\(option.name) is read as \(wanted), found \(self[option])")
    }
}
