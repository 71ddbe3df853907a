public import CremaProto

/// Where an option can be set; its value is kept in `job.json` wherever that is.
public enum SettingPlace: Sendable {
    /// In the form, among the others, and by a flag where there is a command.
    case form
    /// In the form, in a part of the page that is its own.
    case page
    /// By a flag alone.
    case command
    /// Nowhere: it is what the studio knows about the job.
    case file
}

/// An option of some settings, and where its value is in them.
///
/// Forms, their check, tables of settings, `job.json`, flags and documents are made from lists of
/// these:
///
/// ```swift
/// Setting(
///     OptionDescription("train_epochs", .integer(1...1_000_000), label: "Epochs", help: "…"),
///     \SolverSettings.epochs
/// )
/// ```
public struct Setting<Settings: OptionSettings>: Sendable {
    /// What it is.
    ///
    /// Its default is the value in new settings, unless it names another.
    public let option: OptionDescription
    /// Where it can be set.
    public let place: SettingPlace
    /// Its value; nil where these settings have none.
    let read: @Sendable (Settings) -> OptionValue?
    /// Sets a value that its option has read.
    let write: @Sendable (inout Settings, OptionValue) -> Void

    /// An option that is read and written in a way of its own.
    init(
        _ option: OptionDescription,
        place: SettingPlace = .form,
        read: @escaping @Sendable (Settings) -> OptionValue?,
        write: @escaping @Sendable (inout Settings, OptionValue) -> Void
    ) {
        var option = option
        if option.defaultText.isEmpty { option.defaultText = read(Settings())?.text ?? "" }
        self.option = option
        self.place = place
        self.read = read
        self.write = write
    }

    /// An option whose value is a property.
    init<Value: OptionConvertible>(
        _ option: OptionDescription,
        _ property: any WritableKeyPath<Settings, Value> & Sendable,
        place: SettingPlace = .form
    ) {
        self.init(
            option,
            place: place,
            read: { $0[keyPath: property].optionValue },
            write: { settings, value in
                if let value = Value(value) { settings[keyPath: property] = value }
            }
        )
    }

    /// The same option of settings that have these as a part.
    func within<Whole: OptionSettings>(
        _ part: any WritableKeyPath<Whole, Settings> & Sendable
    ) -> Setting<Whole> {
        Setting<Whole>(
            option,
            place: place,
            read: { read($0[keyPath: part]) },
            write: { write(&$0[keyPath: part], $1) }
        )
    }
}

/// Options in one row of a form.
public struct SettingGroup<Settings: OptionSettings>: Sendable {
    /// The options, in order.
    public let settings: [Setting<Settings>]
    /// Whether a line parts them from those before.
    public let isParted: Bool

    /// A row.
    init(_ settings: [Setting<Settings>], isParted: Bool = false) {
        self.settings = settings
        self.isParted = isParted
    }

    /// The same row of settings that have these as a part.
    func within<Whole: OptionSettings>(
        _ part: any WritableKeyPath<Whole, Settings> & Sendable
    ) -> SettingGroup<Whole> {
        SettingGroup<Whole>(settings.map { $0.within(part) }, isParted: isParted)
    }
}
