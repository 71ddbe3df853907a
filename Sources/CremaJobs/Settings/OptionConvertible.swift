import CremaProto

/// What can be the value of an option.
protocol OptionConvertible: Sendable {
    /// The value; nil where an option of this type does not have such values.
    init?(_ value: OptionValue)
    /// As an option has it.
    var optionValue: OptionValue { get }
}

extension String: OptionConvertible {
    init?(_ value: OptionValue) {
        guard case .text(let text) = value else { return nil }
        self = text
    }
    var optionValue: OptionValue { .text(self) }
}

extension Int: OptionConvertible {
    init?(_ value: OptionValue) {
        guard case .integer(let number) = value else { return nil }
        self = number
    }
    var optionValue: OptionValue { .integer(self) }
}

extension Int64: OptionConvertible {
    init?(_ value: OptionValue) {
        guard case .integer(let number) = value else { return nil }
        self = Int64(number)
    }
    var optionValue: OptionValue { .integer(Int(self)) }
}

extension Double: OptionConvertible {
    init?(_ value: OptionValue) {
        guard case .number(let number) = value else { return nil }
        self = number
    }
    var optionValue: OptionValue { .number(self) }
}

extension Bool: OptionConvertible {
    init?(_ value: OptionValue) {
        guard case .flag(let isOn) = value else { return nil }
        self = isOn
    }
    var optionValue: OptionValue { .flag(self) }
}

/// nil is the empty text.
extension Optional: OptionConvertible where Wrapped: OptionConvertible {
    init?(_ value: OptionValue) {
        if value == .text("") {
            self = .none
        } else {
            guard let wrapped = Wrapped(value) else { return nil }
            self = .some(wrapped)
        }
    }
    var optionValue: OptionValue { self?.optionValue ?? .text("") }
}

extension OptionConvertible where Self: RawRepresentable<String> {
    init?(_ value: OptionValue) {
        guard case .text(let text) = value else { return nil }
        self.init(rawValue: text)
    }
    var optionValue: OptionValue { .text(rawValue) }
}
