/// A field of a form, as the page shows it.
struct FormField: Sendable {
    /// How it is filled in.
    enum Input: Sendable {
        case text
        /// A number; the step that the browser allows.
        case number(step: String)
        case choice([(value: String, label: String)])
    }

    let name: String
    let label: String
    /// What a new form shows.
    let initial: String
    var input = Input.text
    var unit: String?
    var help: String?
    var placeholder: String?
}

extension FormField {
    /// The field with a value and what is wrong with it.
    func shown(_ value: String?, errors: [String]) -> Shown {
        let value = value ?? initial
        var shown = Shown(
            name: name,
            label: label,
            value: value,
            unit: unit,
            help: help,
            placeholder: placeholder,
            error: errors.isEmpty ? nil : errors.joined(separator: " ")
        )
        switch input {
        case .text: break
        case .number(let step): (shown.type, shown.step) = ("number", step)
        case .choice(let choices):
            shown.isChoice = true
            shown.choices = choices.map {
                Choice(value: $0.value, label: $0.label, isSelected: $0.value == value)
            }
        }
        return shown
    }

    /// A value in words, as a page of settings shows it: the choice's label, or the number with its
    /// unit, `1 epoch`.
    func words(for value: String) -> String {
        let label = shown(value, errors: []).choices.first(where: \.isSelected)?.label
        guard let unit else { return label ?? value }
        let isOne = Double(value) == 1 && unit.hasSuffix("s")
        return "\(label ?? value) \(isOne ? String(unit.dropLast()) : unit)"
    }

    /// What the template `Field` prints.
    struct Shown {
        var name: String
        var label: String
        var value: String
        var unit: String?
        var help: String?
        var placeholder: String?
        var error: String?
        var type = "text"
        var step: String?
        var isChoice = false
        var choices: [Choice] = []
    }

    struct Choice {
        var value: String
        var label: String
        var isSelected: Bool
    }
}

extension [FormField] {
    /// Every field by its name, as a template takes it.
    func shown(_ values: [String: String], errors: [String: [String]]) -> [String: Any] {
        reduce(into: [:]) { $0[$1.name] = $1.shown(values[$1.name], errors: errors[$1.name] ?? []) }
    }
}
