public import CremaData

/// A way to make a data set: what it takes, and what is done with it.
///
/// Forms, `crema dataset <name>`, pages and documents are made from this alone.
public protocol DatasetKind: OptionSettings {
    /// What it is called, and what it is about.
    static var about: DatasetKindDescription { get }

    /// Makes the data set in the folder of a job.
    func build(into folder: String, reportingTo observer: any DatasetObserver) throws -> Dataset

    /// Has it read nothing but what is below a folder, where it would read more: the paths in a
    /// list are whatever its maker wrote.
    ///
    /// `sent` has the paths of the files that came with the form.
    mutating func confine(to root: String, sent: Set<String>)

    /// What is wrong with the files that it names, which a form looks at before there is a job.
    ///
    /// `sent` has those that came with the form, and what their sender calls them, by path.
    func checkFiles(sent: [String: String]) -> FormErrors
}

/// A data set whose images are read, resized and written to databases of its own.
public protocol ImageDatasetKind: DatasetKind {
    /// Its images, and what they become; `say` is called with what happens meanwhile.
    func source(
        say: @escaping @Sendable (String) -> Void
    ) throws -> (any ImageSource, DatasetBuilder.Format)

    /// Its images in the same way; what it needs only while the data set is built may be in a
    /// folder, which is that of the job.
    func source(
        workingIn folder: String,
        say: @escaping @Sendable (String) -> Void
    ) throws -> (any ImageSource, DatasetBuilder.Format)
}

extension ImageDatasetKind {
    /// Its images where they are: nothing else is needed.
    public func source(
        workingIn folder: String,
        say: @escaping @Sendable (String) -> Void
    ) throws -> (any ImageSource, DatasetBuilder.Format) { try source(say: say) }

    /// Writes its images to databases.
    public func build(
        into folder: String,
        reportingTo observer: any DatasetObserver
    ) throws -> Dataset {
        let (images, format) = try source(workingIn: folder) { observer.noted($0) }
        return try DatasetBuilder(images, format: format, jobFolder: folder, observer: observer)
            .build()
    }
}

extension DatasetKind {
    /// Nothing: it reads what it names.
    public mutating func confine(to root: String, sent: Set<String>) {}

    /// Nothing: what cannot be read is found when it is read.
    public func checkFiles(sent: [String: String]) -> FormErrors { FormErrors() }
}

/// A kind of data set in words.
public struct DatasetKindDescription: Sendable {
    /// Its name, as `method` in forms and as a command: `fashion-mnist`.
    public var name: String
    /// As people write it, and what its data sets are called unless they are given a name.
    public var title: String
    /// The source that its page names.
    public var source: String
    /// What it is made from, at the end of "Builds a data set from …".
    public var summary: String
    /// What the form shows about it, one paragraph each.
    public var paragraphs: [String] = []
    /// What the file that it is made from looks like, in a few lines.
    public var sample: String?
    /// What the help of the command explains.
    public var notes: String
    /// How the command is called, but for its name.
    public var example: String
    /// Whether the page of new data sets has its form; otherwise it has a page of its own.
    public var isOffered = true
}
