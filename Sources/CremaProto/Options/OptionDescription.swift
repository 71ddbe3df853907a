/// One thing that can be chosen: everything that forms, commands, tables of settings, JSON and
/// documents need to know about it.
///
/// An option is described in one place, next to what it decides about, and read from text in one
/// way:
///
/// ```swift
/// let epochs = OptionDescription(
///     "train_epochs", .integer(1...1_000_000), default: "30", label: "Training epochs",
///     help: "How many times training goes through all training images."
/// )
/// try epochs.value(of: "12")     // .integer(12)
/// try epochs.value(of: "")       // .integer(30), the default
/// try epochs.value(of: "many")   // throws OptionFault.notInteger
/// ```
public struct OptionDescription: Sendable {
    /// A value that may be chosen, and what it is called.
    public struct Choice: Sendable, Equatable {
        /// As forms send it and files keep it.
        public var value: String
        /// As people read it.
        public var label: String

        /// A choice.
        public init(_ value: String, _ label: String) {
            self.value = value
            self.label = label
        }
    }

    /// What values an option takes.
    public enum Kind: Sendable, Equatable {
        /// Any text.
        case text
        /// The path of a file of this machine.
        case file
        /// The path of a folder of this machine.
        case folder
        /// A whole number.
        case integer(ClosedRange<Int>)
        /// A finite number.
        case number(NumberRange)
        /// Rising numbers, separated by commas.
        case numbers(NumberRange)
        /// One of some values, whatever the case of their letters.
        case choice([Choice])
        /// On or off.
        case flag
    }

    /// Another option's value on which it depends whether this one counts, and is shown.
    public struct Condition: Sendable, Equatable {
        /// The other option's name.
        public var option: String
        /// Its values with which this one counts.
        public var values: [String]

        /// Whether another option has one of these values.
        public init(_ option: String, is values: String...) {
            self.option = option
            self.values = values
        }
    }

    /// Its name in forms, files and JSON, DIGITS' where it has one: `train_epochs`.
    public var name: String
    /// What values it takes.
    public var kind: Kind
    /// The value, as text, where none is given; empty where that means something of its own.
    public var defaultText: String
    /// What people call it, in a word or two of English.
    public var label: String
    /// What it decides, and when to change it, in a sentence or two of English.
    public var help: String
    /// What its number counts: `epochs`, `%`, `pixels`.
    public var unit: String?
    /// What an empty field shows.
    public var placeholder: String?
    /// When it counts; nil for always.
    public var condition: Condition?
    /// What to say where it is left empty, in a sentence; nil where it may be.
    public var requirement: String?
    /// The name of its flag, where that is not its own: `width` for `resize_width`.
    public var flagName: String?
    /// Whether a form may send the file itself in place of its path.
    public var isSendable: Bool
    /// The field that sends the file itself, where that is not called after this one.
    public var sentFieldName: String?

    /// A description; see the properties.
    public init(
        _ name: String,
        _ kind: Kind,
        default defaultText: String = "",
        unit: String? = nil,
        label: String,
        help: String,
        placeholder: String? = nil,
        shownWhere condition: Condition? = nil,
        requirement: String? = nil,
        flag flagName: String? = nil,
        isSendable: Bool = false,
        sentName sentFieldName: String? = nil
    ) {
        self.name = name
        self.kind = kind
        self.defaultText = defaultText
        self.label = label
        self.help = help
        self.unit = unit
        self.placeholder = placeholder
        self.condition = condition
        self.requirement = requirement
        self.flagName = flagName
        self.isSendable = isSendable
        self.sentFieldName = sentFieldName
    }

    /// The field of a form that sends the file itself: `value_list_file`.
    public var sentName: String { sentFieldName ?? "\(name)_file" }

    /// The flag of a command: `--train-epochs`.
    public var flag: String { "--" + (flagName ?? name.replacing("_", with: "-")) }

    /// The choices, where it is one of some.
    public var choices: [Choice] {
        if case .choice(let choices) = kind { choices } else { [] }
    }

    /// Whether it counts among the values of other options, given as text by name.
    public func isShown(among values: [String: String]) -> Bool {
        guard let condition else { return true }
        return values[condition.option].map(condition.values.contains) ?? false
    }
}
