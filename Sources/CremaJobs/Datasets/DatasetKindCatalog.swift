public import CremaProto

/// Kinds of data sets that can be made.
public struct DatasetKindCatalog: Sendable {
    /// The kinds of all tasks, in the order of the commands.
    public static let builtIn = DatasetKindCatalog(ImageTaskCatalog.all.flatMap(\.datasetKinds))

    /// The kinds, in the order of the form and of the commands.
    public let kinds: [any DatasetKind.Type]

    /// A catalog of those kinds, one at least.
    public init(_ kinds: [any DatasetKind.Type]) {
        precondition(!kinds.isEmpty, "a catalog has a kind of data set")
        self.kinds = kinds
    }

    /// The same catalog with one kind more.
    public func adding(_ kind: any DatasetKind.Type) -> DatasetKindCatalog {
        DatasetKindCatalog(kinds + [kind])
    }

    /// The kinds that a task learns from.
    public func kinds(of task: any ImageTask) -> DatasetKindCatalog {
        let name = task.about.name
        return DatasetKindCatalog(
            kinds.filter { ImageTaskCatalog.task(of: $0).about.name == name }
        )
    }

    /// The one that a form is about unless it names another: the first with something to choose.
    public var standard: any DatasetKind.Type {
        kinds.first { !$0.formOptions.isEmpty } ?? kinds[0]
    }

    /// The kind with a name, or nil.
    public func kind(named name: String) -> (any DatasetKind.Type)? {
        kinds.first { $0.about.name == name }
    }

    /// The choice between the kinds in a form.
    public var choice: OptionDescription {
        OptionDescription(
            "method",
            .choice(kinds.map { .init($0.about.name, $0.about.title) }),
            default: standard.about.name,
            label: "Source",
            help: "Where the images come from."
        )
    }

    /// The kind that a form is about.
    ///
    /// Throws where there is no such kind.
    public func kind(
        inForm fields: [String: String]
    ) throws(FormErrors) -> any DatasetKind.Type {
        let choice = choice
        do {
            let method = try choice.value(of: fields[choice.name] ?? "").text
            return kind(named: method) ?? standard
        } catch {
            throw FormErrors([choice.name: [choice.phrase(about: error)]])
        }
    }
}
