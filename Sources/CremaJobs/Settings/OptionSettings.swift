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
        let fields = Self.withSwitches(fields)
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

    /// The same fields, with what switches an option on where that option has a value and must have
    /// one, but nothing is said about the switch: who names a folder for validation has one.
    private static func withSwitches(_ fields: [String: String]) -> [String: String] {
        var fields = fields
        for option in options.map(\.option) where option.requirement != nil {
            guard let condition = option.condition, fields[condition.option] == nil,
                options.contains(where: {
                    $0.option.name == condition.option && $0.option.kind == .flag
                }),
                fields[option.name]?.contains(where: { !$0.isWhitespace }) == true
            else { continue }
            fields[condition.option] = condition.values.first
        }
        return fields
    }

    /// What is wrong with fields whose options do not count among the others: a form refuses a
    /// value that would have no effect.
    public static func uncounted(in fields: [String: String]) -> FormErrors {
        let fields = withSwitches(fields)
        var errors = FormErrors()
        var known: [String: String] = [:]
        for option in options.map(\.option) {
            // What cannot be read is reported where it is read.
            guard let text = try? option.value(of: fields[option.name] ?? "").text else { continue }
            if option.isShown(among: known) {
                known[option.name] = text
            } else if let condition = option.condition, text != option.defaultText {
                errors.add(option.name, Phrase("form.uncounted", ["option": condition.option]))
            }
        }
        return errors
    }

    /// Every option that counts and its value as text, in the order of the form.
    private var texts: [(setting: Setting<Self>, text: String)] {
        var known: [String: String] = [:]
        return Self.options.compactMap { setting in
            guard setting.option.isShown(among: known) else { return nil }
            let value = setting.read(self)
            let text = value?.text ?? ""
            known[setting.option.name] = text
            // An empty text would mean the default.
            let isOff = value == .flag(false) && !setting.option.defaultText.isEmpty
            return (setting, isOff ? "off" : text)
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
