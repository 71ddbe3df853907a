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
        help: "What the data set is called in lists. It can be changed later.",
        placeholder: "My images",
        requirement: "A data set needs a name."
    )

    /// Which kind of data set a form is about.
    public static let methodOption = OptionDescription(
        "method",
        .choice(DatasetKindCatalog.all.map { .init($0.about.name, $0.about.title) }),
        default: FolderDataset.about.name,
        label: "Source",
        help: "Where the images come from."
    )

    /// The kind that a task's form is about; the first that takes options where it names none.
    ///
    /// Throws where the task has no such kind.
    public static func kind(
        inForm fields: [String: String],
        of task: any ImageTask
    ) throws(FormErrors) -> any DatasetKind.Type {
        let kinds = task.datasetKinds
        let usual = kinds.first { !$0.formOptions.isEmpty } ?? kinds[0]
        var option = methodOption
        option.kind = .choice(kinds.map { .init($0.about.name, $0.about.title) })
        option.defaultText = usual.about.name
        do {
            let method = try option.value(of: fields[option.name] ?? "").text
            return kinds.first { $0.about.name == method } ?? usual
        } catch {
            throw FormErrors([option.name: [option.phrase(about: error)]])
        }
    }

    /// The task that it is for.
    public var task: any ImageTask {
        kind.map { ImageTaskCatalog.task(of: type(of: $0)) } ?? ImageTaskCatalog.all[0]
    }

    /// Reads the fields of a task's form; missing and empty ones mean their default.
    ///
    /// Throws a sentence about each field that is wrong.
    public init(
        form fields: [String: String],
        of task: any ImageTask
    ) throws(FormErrors) {
        var kind = try Self.kind(inForm: fields, of: task).init()
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

    /// The command that makes it, without the job's folder.
    ///
    /// Throws where there is no such kind.
    public func command() throws(JobError) -> [String] {
        guard let kind else {
            throw JobError("there is no method \"\(method)\" to make a data set by")
        }
        return ["dataset", method] + kind.arguments
    }
}

extension DatasetSettings: Equatable {
    /// Whether they make the same data set with the same name.
    public static func == (left: DatasetSettings, right: DatasetSettings) -> Bool {
        left.fields == right.fields
    }
}

// MARK: - job.json

extension DatasetSettings {
    /// The settings as `job.json` has them.
    init(kept fields: [String: String]) {
        name = fields[Self.nameOption.name] ?? ""
        method = fields[Self.methodOption.name] ?? MNISTDataset.about.name
        kind = DatasetKindCatalog.named(method)?.init()
        _ = kind?.read(fields)
    }

    /// Every value by its name, as `job.json` and forms have them.
    public var fields: [String: String] {
        let own = [Self.methodOption.name: method, Self.nameOption.name: name]
        return (kind?.fields ?? [:]).merging(own) { $1 }
    }
}
