public import CremaProto

/// The words of units, which carry their English: the keys under which other languages have them.
///
/// A key is made from the unit's name, as in `option.train_epochs.label`.
extension OptionDescription {
    /// What people call it.
    public var labelPhrase: Phrase { .described("option.\(name).label", english: label) }

    /// What it decides, and when to change it.
    public var helpPhrase: Phrase { .described("option.\(name).help", english: help) }

    /// What its number counts, if it is one.
    public var unitPhrase: Phrase? { unit.map { .described("unit.\($0)", english: $0) } }

    /// What an empty field shows; an example is the same in every language.
    public var placeholderPhrase: Phrase? {
        placeholder.map { .described("option.\(name).placeholder", english: $0) }
    }

    /// What to say where it is left empty.
    public var requirementPhrase: Phrase? {
        requirement.map { .described("option.\(name).requirement", english: $0) }
    }

    /// What one of its choices is called.
    public func phrase(of choice: Choice) -> Phrase {
        .described("option.\(name).\(choice.value)", english: choice.label)
    }

    /// A value as a table of settings shows it: the choice's label, or the number with its unit.
    public func phrase(forValue value: String) -> Phrase {
        if let choice = choices.first(where: { $0.value == value }) { return phrase(of: choice) }
        if kind == .flag { return Phrase(Self.yes.contains(value) ? "form.yes" : "form.no") }
        guard let unitPhrase, !value.isEmpty else { return .verbatim(words(for: value)) }
        return .described(
            unit == "%" ? "unit.percent" : "unit.quantity",
            english: words(for: value),
            ["value": value, "unit": unitPhrase]
        )
    }

    /// What is wrong with a text, in a sentence.
    public func phrase(about fault: OptionFault) -> Phrase {
        let (key, arguments) = Self.sentence(about: fault, of: self)
        return .described("fault.\(key)", english: sentence(about: fault), arguments)
    }

    private static func sentence(about fault: OptionFault, of option: OptionDescription)
        -> (key: String, arguments: [String: any PhraseArgument])
    {
        switch fault {
        case .notInteger(let found, let range) where range.upperBound > 1_000_000_000:
            ("integer_from", ["found": shown(found), "low": "\(range.lowerBound)"])
        case .notInteger(let found, let range):
            (
                "integer",
                [
                    "found": shown(found), "low": "\(range.lowerBound)",
                    "high": "\(range.upperBound)",
                ]
            )
        case .notNumber(let found, let range):
            ("number", ["found": shown(found), "range": range.phrase])
        case .notNumbers(let found, _):
            (
                option.unit == "%" ? "percents" : "numbers",
                ["found": shown(found), "example": option.defaultText.filter { $0 != " " }]
            )
        case .notChoice(let found, let known):
            ("choice", ["found": shown(found), "known": known.joined(separator: ", ")])
        case .notFlag(let found): ("flag", ["found": shown(found)])
        }
    }

    private static func shown(_ text: String) -> String {
        text.count > 40 ? "\(text.prefix(40))…" : text
    }
}

extension NumberRange {
    /// Which numbers they are.
    fileprivate var phrase: Phrase {
        let low = OptionValue.number(low).text
        guard let high = high.map({ OptionValue.number($0).text }) else {
            return .described(
                includesLow ? "range.from" : "range.above",
                english: "",
                ["low": low]
            )
        }
        let key =
            switch (includesLow, includesHigh) {
            case (true, true): "range.within"
            case (true, false): "range.below"
            case (false, true): "range.above_most"
            case (false, false): "range.between"
            }
        return .described(key, english: "", ["low": low, "high": high])
    }
}

extension DatasetKindDescription {
    /// As people write it.
    public var titlePhrase: Phrase { .described("kind.\(name).title", english: title) }

    /// The source that its page names.
    public var sourcePhrase: Phrase { .described("kind.\(name).source", english: source) }

    /// What the form shows about it, one paragraph each.
    public var paragraphPhrases: [Phrase] {
        paragraphs.enumerated().map { index, text in
            .described("kind.\(name).paragraph.\(index + 1)", english: text)
        }
    }
}

extension StandardNetwork {
    /// What it is called.
    public var titlePhrase: Phrase {
        .described("option.standard_networks.\(id)", english: title)
    }

    /// Where it comes from, and what images it is made for.
    public var summaryPhrase: Phrase { .described("network.\(id).summary", english: summary) }
}

extension ImageTaskDescription {
    /// A part of its words.
    public enum Part: String, CaseIterable, Sendable {
        case title, dataset, model, test
        case testMany = "test_many"
        case newDataset = "new_dataset"
        case newModel = "new_model"
    }

    /// What it says there.
    public func phrase(_ part: Part) -> Phrase {
        let english =
            switch part {
            case .title: title
            case .dataset: dataset
            case .model: model
            case .test: test
            case .testMany: testMany
            case .newDataset: newDataset
            case .newModel: newModel
            }
        return .described("task.\(name).\(part.rawValue)", english: english)
    }
}
