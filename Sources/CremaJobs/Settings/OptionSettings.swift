public import CremaProto

/// Settings that are described, read, checked and written by a list of options.
public protocol OptionSettings: Sendable {
    /// With every default.
    init()

    /// The options in the order of the form, row by row.
    static var groups: [SettingGroup<Self>] { get }

    /// What is wrong with options taken together, each of which is allowed by itself.
    func check() -> FormErrors
}

/// A row of options in a form.
public struct OptionRow: Sendable {
    /// The options.
    public var options: [OptionDescription]
    /// Whether a line parts them from those before.
    public var isParted: Bool
}

/// A line of a table of settings.
public struct SettingFact: Sendable, Equatable {
    /// The option's label.
    public var label: Phrase
    /// The value in words, with its unit.
    public var value: Phrase
}

extension OptionSettings {
    /// Nothing, unless settings say otherwise.
    public func check() -> FormErrors { FormErrors() }

    /// Every option, in the order of the form.
    public static var options: [Setting<Self>] { groups.flatMap(\.settings) }

    /// The rows that a form shows.
    public static var formGroups: [OptionRow] {
        groups.map { group in
            OptionRow(
                options: group.settings.filter { $0.place == .form }.map(\.option),
                isParted: group.isParted
            )
        }.filter { !$0.options.isEmpty }
    }

    /// The options that a form takes.
    public static var formOptions: [OptionDescription] {
        options.filter { [.form, .page].contains($0.place) }.map(\.option)
    }

    /// The options that a command takes as flags.
    public static var commandOptions: [OptionDescription] {
        options.filter { [.form, .command].contains($0.place) }.map(\.option)
    }

    /// Reads the fields of a form, such as `train_epochs`.
    ///
    /// Missing and empty ones mean their default.
    ///
    /// Throws a sentence about each field that is wrong.
    public init(form fields: [String: String]) throws(FormErrors) {
        self.init()
        let errors = read(fields)
        guard errors.isEmpty else { throw errors }
    }

    /// Takes over the fields that can be read, and says what is wrong with the others.
    ///
    /// Options that do not count among these fields, such as those of another rate policy, are
    /// passed over.
    public mutating func read(_ fields: [String: String]) -> FormErrors {
        var errors = FormErrors()
        var known: [String: String] = [:]
        for setting in Self.options where setting.option.isShown(among: known) {
            let option = setting.option
            do {
                let value = try option.value(of: fields[option.name] ?? "")
                known[option.name] = value.text
                setting.write(&self, value)
                if let words = option.requirementPhrase, value.text.isEmpty {
                    errors.add(option.name, words)
                }
            } catch {
                known[option.name] = option.defaultText
                errors.add(option.name, option.phrase(about: error))
            }
        }
        if errors.isEmpty { errors.add(check()) }
        return errors
    }

    /// Every option that counts and its value as text, in the order of the form.
    private var texts: [(setting: Setting<Self>, text: String)] {
        var known: [String: String] = [:]
        return Self.options.compactMap { setting in
            guard setting.option.isShown(among: known) else { return nil }
            let text = setting.read(self)?.text ?? ""
            known[setting.option.name] = text
            return (setting, text)
        }
    }

    /// The value of every option that counts by its name, as `job.json` and forms have them.
    ///
    /// What no form asks for stands there only where it is not its default.
    public var fields: [String: String] {
        texts.reduce(into: [:]) { fields, entry in
            let (setting, text) = entry
            let isImplied =
                [.command, .file].contains(setting.place) && text == setting.option.defaultText
            if !isImplied { fields[setting.option.name] = text }
        }
    }

    /// The table of the settings that a form shows.
    public var facts: [SettingFact] {
        texts.compactMap { setting, text in
            guard setting.place == .form, !text.isEmpty else { return nil }
            return SettingFact(
                label: setting.option.labelPhrase,
                value: setting.option.phrase(forValue: text)
            )
        }
    }
}
