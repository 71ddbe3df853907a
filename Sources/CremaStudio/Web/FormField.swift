import CremaJobs
import CremaProto
import Foundation

/// A field of a form with its value, as the templates `Field`, `Help` and `HelpText` print it.
struct FormField: Sendable {
    /// A choice of the field.
    struct Choice: Sendable {
        var value: String
        var label: String
        var isSelected: Bool
    }

    /// How the file itself is sent, in place of its path.
    struct Sending: Sendable {
        /// The field for the file.
        var sentName: String
        /// Whether it is an archive of images, which a script sends before the form.
        var isArchive: Bool
        /// The fields for what stands for a file that was sent before, and for its name.
        var keyField: String
        var nameField: String
        /// The file that was sent before; nil if there is none.
        var kept: KeptFile?
    }

    /// A file that was sent before, as its form sends it again.
    struct KeptFile: Sendable {
        /// What stands for it, and what its sender calls it.
        var key: String
        var name: String
    }

    let name: String
    /// Its id on the page.
    let id: String
    let label: String
    let help: String
    let value: String
    let isOn: Bool
    let placeholder: String?
    /// The unit of its number, unless the label has it.
    let unit: String?
    let error: String?
    /// What the browser lets the user type.
    let type: String
    let step: String?
    let isChoice: Bool
    let choices: [Choice]
    /// The other field, and the values of it, with which this one is shown: `lr_policy:step,exp`.
    let shownFor: String?
    /// The folder that must contain the path.
    let root: String?
    let sending: Sending?

    /// A field with its value, as text, and what is wrong with it.
    ///
    /// `form` distinguishes the fields of several forms on one page; a number of one that
    /// `takesLists` may be several, between commas.
    init(
        _ option: OptionDescription,
        in values: [String: String],
        errors: [String: [String]],
        dataRoot: DataRoot,
        form: String? = nil,
        takesLists: Bool = false,
        _ words: Words
    ) {
        let value = values[option.name] ?? option.defaultText
        name = option.name
        id = (form.map { "\($0)-" } ?? "") + option.name
        label = words.text(option.labelPhrase)
        help = words.text(option.helpPhrase)
        self.value = value
        isOn = OptionDescription.yes.contains(value.lowercased())
        placeholder = option.placeholderPhrase.map(words.text)
        let isInLabel = option.unit.map { option.label.lowercased().contains($0) } ?? false
        unit = isInLabel ? nil : option.unitPhrase.map(words.text)
        error = errors[option.name]?.joined(separator: " ")
        (type, step) =
            switch option.kind {
            case .integer where !takesLists: ("number", "1")
            case .number where !takesLists: ("number", "any")
            default: ("text", nil)
            }
        choices = Self.choices(of: option, value: value, words)
        isChoice = !choices.isEmpty
        shownFor = option.condition.map {
            "\($0.option):\($0.values.joined(separator: ","))"
        }
        root = [.file, .folder].contains(option.kind) ? dataRoot.url.path : nil
        sending =
            option.isSendable
            ? Sending(
                sentName: option.sentName,
                isArchive: option.kind == .folder,
                keyField: option.keptNames[0],
                nameField: option.keptNames[1],
                kept: KeptFile(of: option, in: values)
            ) : nil
    }
}

extension FormField {
    /// What can be chosen: yes and no where an option is on or off.
    private static func choices(
        of option: OptionDescription,
        value: String,
        _ words: Words
    ) -> [Choice] {
        guard option.kind == .flag else {
            return option.choices.map {
                Choice(
                    value: $0.value,
                    label: words.text(option.phrase(of: $0)),
                    isSelected: $0.value == value
                )
            }
        }
        let isOn = OptionDescription.yes.contains(value.lowercased())
        return ["on", "off"].map {
            Choice(
                value: $0,
                label: words.text(option.phrase(forValue: $0)),
                isSelected: ($0 == "on") == isOn
            )
        }
    }
}

/// A row of fields.
struct FormRow: Sendable {
    var fields: [FormField]
    /// Whether a line separates them from those before.
    var isParted: Bool
}

extension OptionDescription {
    /// The fields for a file that was sent before: its key, and what its sender calls it.
    var keptNames: [String] { ["\(sentName)_key", "\(sentName)_name"] }
}

extension FormField.KeptFile {
    /// The file that the fields of a form stand for, if they stand for one.
    fileprivate init?(of option: OptionDescription, in values: [String: String]) {
        let fields = option.keptNames
        guard let key = values[fields[0]], !key.isEmpty else { return nil }
        self.init(key: key, name: values[fields[1]] ?? "")
    }
}
