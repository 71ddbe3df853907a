public import CremaProto

/// How a data set is made: the settings of its job.
public struct DatasetSettings: Sendable {
    /// The name that its maker gave it.
    public var name: String
    /// The name of its kind.
    public private(set) var method: String
    /// Its kind, with the settings of that; nil where this version has none with that name.
    public private(set) var kind: (any DatasetKind)?

    /// A data set of a kind, called by its title unless it is given a name.
    public init(name: String = "", _ kind: any DatasetKind) {
        let about = type(of: kind).about
        self.name = name.isEmpty ? about.title : name
        self.method = about.name
        self.kind = kind
    }

    /// The name of a data set in a form.
    public static let nameOption = OptionDescription(
        "dataset_name",
        .text,
        label: "Name",
        help: "The name of the data set in lists. It can be changed later.",
        placeholder: "My images",
        requirement: "A data set needs a name."
    )

    /// The task that it is for.
    public var task: any ImageTask {
        kind.map { ImageTaskCatalog.task(of: type(of: $0)) } ?? ImageTaskCatalog.all[0]
    }

    /// What it is a new version of, and how; nil where it is not one.
    public var version: VersionDataset? { kind as? VersionDataset }

    /// Reads the fields of a form; missing and empty ones mean their default.
    ///
    /// Throws a sentence about each field that is wrong.
    public init(
        form fields: [String: String],
        of catalog: DatasetKindCatalog = .builtIn
    ) throws(FormErrors) {
        var kind = try catalog.kind(inForm: fields).init()
        var errors = kind.read(fields)
        let name = (try? Self.nameOption.value(of: fields[Self.nameOption.name] ?? ""))?.text ?? ""
        // What is ready-made has a name of its own.
        if name.isEmpty, !type(of: kind).formOptions.isEmpty,
            let words = Self.nameOption.requirementPhrase
        {
            errors.add(Self.nameOption.name, words)
        }
        guard errors.isEmpty else { throw errors }
        self.init(name: name, kind)
    }

    /// The same, but reading nothing outside a folder; `sent` has the paths of the files that came
    /// with the form.
    public func confined(to root: String, sent: Set<String>) -> DatasetSettings {
        guard var kind else { return self }
        kind.confine(to: root, sent: sent)
        return DatasetSettings(name: name, kind)
    }

    /// The same with other values of some options, as text.
    ///
    /// Throws a sentence about each that is wrong.
    public func with(_ values: [String: String]) throws(FormErrors) -> DatasetSettings {
        guard var kind else { return self }
        let errors = kind.read(kind.fields.merging(values) { $1 })
        guard errors.isEmpty else { throw errors }
        return DatasetSettings(name: name, kind)
    }
}

extension DatasetSettings: Equatable {
    /// Whether they make the same data set with the same name.
    public static func == (left: DatasetSettings, right: DatasetSettings) -> Bool {
        left.fields == right.fields
    }
}

// MARK: - job.json and run.json

extension DatasetSettings: Codable {
    private static var method: String { DatasetKindCatalog.builtIn.choice.name }

    /// The settings as `job.json` has them; a text that cannot be read counts as its default.
    init(kept fields: [String: String]) {
        name = fields[Self.nameOption.name] ?? ""
        method = fields[Self.method] ?? MNISTDataset.about.name
        kind = DatasetKindCatalog.builtIn.kind(named: method)?.init()
        _ = kind?.read(fields)
    }

    /// Every value by its name, as `job.json` and forms have them.
    public var fields: [String: String] {
        let own = [Self.method: method, Self.nameOption.name: name]
        return (kind?.fields ?? [:]).merging(own) { $1 }
    }

    /// Reads every value by its name.
    ///
    /// Throws `FormErrors` where one is wrong.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.singleValueContainer().decode([String: String].self)
        var kind = try DatasetKindCatalog.builtIn.kind(inForm: fields).init()
        let errors = kind.read(fields)
        guard errors.isEmpty else { throw errors }
        self.init(name: fields[Self.nameOption.name] ?? "", kind)
    }

    /// Writes every value by its name.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.singleValueContainer()
        try values.encode(fields)
    }
}
