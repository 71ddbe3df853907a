/// The value of an option, read and checked.
public enum OptionValue: Sendable, Equatable {
    /// A text, a path, a choice; or an empty text where the option has no value.
    case text(String)
    /// A whole number.
    case integer(Int)
    /// A number.
    case number(Double)
    /// Rising numbers.
    case numbers([Double])
    /// On or off.
    case flag(Bool)

    /// The text that means it, as forms send it and files keep it; empty for off.
    public var text: String {
        switch self {
        case .text(let text): text
        case .integer(let number): "\(number)"
        case .number(let number): Self.text(of: number)
        case .numbers(let numbers): numbers.map(Self.text).joined(separator: ", ")
        case .flag(let isOn): isOn ? "on" : ""
        }
    }

    /// A number without the fraction that it does not have: `33`, `0.5`.
    static func text(of number: Double) -> String {
        Int(exactly: number).map { "\($0)" } ?? "\(number)"
    }
}

extension OptionDescription {
    /// What means on, in small letters.
    public static let yes = ["on", "true", "1", "y", "yes"]
    /// What means off, in small letters.
    public static let no = ["", "off", "false", "0", "n", "no"]

    /// The value that a text means; an empty one means the default.
    ///
    /// Throws what is wrong with it.
    public func value(of text: String) throws(OptionFault) -> OptionValue {
        let given = text.trimmed
        let text = given.isEmpty ? defaultText : given
        guard !text.isEmpty || kind == .flag else { return .text("") }
        switch kind {
        case .text, .file, .folder: return .text(text)
        case .integer(let range):
            guard let value = Int(text), range.contains(value) else {
                throw .notInteger(found: text, range)
            }
            return .integer(value)
        case .number(let range):
            guard let value = Self.number(text, in: range) else {
                throw .notNumber(found: text, range)
            }
            return .number(value)
        case .numbers(let range):
            let words = text.split(separator: ",", omittingEmptySubsequences: false)
            let values = words.compactMap { Self.number(String($0).trimmed, in: range) }
            let isRising = zip(values, values.dropFirst()).allSatisfy { $0 < $1 }
            guard values.count == words.count, isRising else {
                throw .notNumbers(found: text, range)
            }
            return .numbers(values)
        case .choice(let choices):
            let small = text.lowercased()
            guard let choice = choices.first(where: { $0.value.lowercased() == small }) else {
                throw .notChoice(found: text, known: choices.map(\.value))
            }
            return .text(choice.value)
        case .flag:
            let small = text.lowercased()
            guard Self.yes.contains(small) || Self.no.contains(small) else {
                throw .notFlag(found: text)
            }
            return .flag(Self.yes.contains(small))
        }
    }

    /// A number of the range that the engine's numbers can hold, too.
    private static func number(_ text: String, in range: NumberRange) -> Double? {
        guard let number = Double(text), Float(number).isFinite, range.contains(number) else {
            return nil
        }
        return number
    }
}
