import Foundation

/// Reads the fields of a form and keeps a sentence about each that is wrong.
///
/// An empty field means its default.
struct FormReader {
    private let form: [String: String]
    private(set) var errors = FormErrors()

    init(_ form: [String: String]) {
        self.form = form
    }

    /// The field's text without spaces around it, or nil where it is empty.
    func text(_ field: String) -> String? {
        let text = form[field]?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
        return text.isEmpty ? nil : text
    }

    mutating func integer(_ field: String, _ range: ClosedRange<Int>, default value: Int) -> Int {
        integer(field, range) ?? value
    }

    mutating func integer(_ field: String, _ range: ClosedRange<Int>) -> Int? {
        guard let text = text(field) else { return nil }
        guard let value = Int(text), range.contains(value) else {
            let limit = range.upperBound > 1_000_000_000 ? "" : " to \(range.upperBound)"
            errors.add(
                field,
                "\(quoted(text)) is not a whole number from \(range.lowerBound)\(limit)."
            )
            return nil
        }
        return value
    }

    mutating func number(
        _ field: String,
        default value: Double,
        where isAllowed: (Double) -> Bool,
        _ allowed: String
    ) -> Double {
        guard let text = text(field) else { return value }
        guard let number = Double(text), Float(number).isFinite, isAllowed(number) else {
            errors.add(field, "\(quoted(text)) is not a number \(allowed).")
            return value
        }
        return number
    }

    mutating func choice(_ field: String, _ choices: [String], default value: String) -> String {
        guard let text = text(field) else { return value }
        guard let choice = choices.first(where: { $0.lowercased() == text.lowercased() }) else {
            errors.add(field, "\(quoted(text)) is none of \(choices.joined(separator: ", ")).")
            return value
        }
        return choice
    }

    /// Percents of the training, separated by commas and rising.
    mutating func percents(_ field: String, default value: [Double]) -> [Double] {
        guard let text = text(field) else { return value }
        let words = text.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
        let numbers = words.compactMap(Double.init)
        let isRising = zip(numbers, numbers.dropFirst()).allSatisfy { $0 < $1 }
        guard numbers.count == words.count, !numbers.isEmpty, isRising,
            numbers.allSatisfy({ $0 > 0 && $0 <= 100 })
        else {
            errors.add(
                field,
                "\(quoted(text)) is not a list of rising percents, such as \"50,85\"."
            )
            return value
        }
        return numbers
    }

    private func quoted(_ text: String) -> String {
        "\"\(text.count > 40 ? text.prefix(40) + "…" : text)\""
    }
}
