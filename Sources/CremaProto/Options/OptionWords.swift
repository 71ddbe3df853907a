/// What options and their values are in words of English.
extension OptionDescription {
    /// What it takes: `a whole number from 1 to 5`.
    public var allowed: String {
        switch kind {
        case .text: "any text"
        case .file: "the path of a file"
        case .folder: "the path of a folder"
        case .integer(let range):
            range.upperBound > 1_000_000_000
                ? "a whole number of at least \(range.lowerBound)"
                : "a whole number from \(range.lowerBound) to \(range.upperBound)"
        case .number(let range): "a number \(range.words)"
        case .numbers:
            "a list of increasing numbers"
                + (defaultText.isEmpty ? "" : ", such as \"\(defaultText.filter { $0 != " " })\"")
        case .choice(let choices): "one of " + choices.map(\.value).joined(separator: ", ")
        case .flag: "on or off"
        }
    }

    /// What is wrong with a text, in a sentence.
    ///
    /// Such as `"x" is not a whole number from 1 to 5.`
    public func sentence(about fault: OptionFault) -> String {
        switch fault {
        case .notInteger(let found, _), .notNumber(let found, _), .notNumbers(let found, _):
            "\(Self.quoted(found)) is not \(allowed)."
        case .notChoice(let found, let known):
            "\(Self.quoted(found)) is not one of \(known.joined(separator: ", "))."
        case .notFlag(let found): "\(Self.quoted(found)) is neither on nor off."
        }
    }

    /// A value as a page of settings shows it: the choice's label, or the number with its unit,
    /// `1 epoch`.
    public func words(for value: String) -> String {
        let label = choices.first { $0.value == value }?.label ?? value
        guard let unit, !value.isEmpty else { return label }
        return "\(label) \(Double(value) == 1 ? Self.singular(of: unit) : unit)"
    }

    private static func singular(of unit: String) -> String {
        let ending = unit.hasSuffix("ches") ? 2 : unit.hasSuffix("s") ? 1 : 0
        return String(unit.dropLast(ending))
    }

    private static func quoted(_ text: String) -> String {
        "\"\(text.count > 40 ? text.prefix(40) + "…" : text)\""
    }
}

extension NumberRange {
    /// Which numbers they are: `above 0`, `from 0 to 100`.
    var words: String {
        let least = OptionValue.text(of: low)
        guard let high else { return includesLow ? "of at least \(least)" : "above \(least)" }
        let most = OptionValue.text(of: high)
        return switch (includesLow, includesHigh) {
        case (true, true): "from \(least) to \(most)"
        case (true, false): "of at least \(least) and below \(most)"
        case (false, true): "above \(least) and at most \(most)"
        case (false, false): "between \(least) and \(most)"
        }
    }
}
