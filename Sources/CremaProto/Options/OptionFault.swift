/// What is wrong with the text of an option's value.
public enum OptionFault: Error, Sendable, Equatable {
    /// No whole number, or one out of range.
    case notInteger(found: String, ClosedRange<Int>)
    /// No number, or one out of range.
    case notNumber(found: String, NumberRange)
    /// Not a list of increasing numbers, or one of them is out of range.
    case notNumbers(found: String, NumberRange)
    /// None of the choices.
    case notChoice(found: String, known: [String])
    /// Neither on nor off.
    case notFlag(found: String)
}
