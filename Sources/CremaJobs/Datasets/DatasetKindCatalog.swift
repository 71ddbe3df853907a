public import CremaProto

/// The kinds of data sets that can be made.
public struct DatasetKindCatalog: Sendable {
    /// The kinds that come with Crema, in the order of the form and of the commands.
    ///
    /// To add one, add its file and its line here.
    public static let builtIn = DatasetKindCatalog(
        [
            MNISTDataset.self,
            FashionMNISTDataset.self,
            FolderDataset.self,
        ],
        standard: FolderDataset.self
    )

    /// The kinds, in the order of the form and of the commands.
    public let kinds: [any DatasetKind.Type]
    /// The one that a form without a `method` is about.
    public let standard: any DatasetKind.Type

    /// A catalog of those kinds, with the one that a form is about unless it names another.
    public init(_ kinds: [any DatasetKind.Type], standard: any DatasetKind.Type) {
        self.kinds = kinds
        self.standard = standard
    }

    /// The same catalog with one kind more.
    public func adding(_ kind: any DatasetKind.Type) -> DatasetKindCatalog {
        DatasetKindCatalog(kinds + [kind], standard: standard)
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
