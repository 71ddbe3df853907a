import ArgumentParser
import CremaData
import CremaEngine
import CremaJobs
import CremaProto

/// `crema download_data NAME FOLDER`: a ready-made data set as folders of PNG files.
struct DownloadDataCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "download_data",
        abstract: "Writes a ready-made data set as PNG files, in a folder for each class.",
        usage: "crema download_data NAME FOLDER",
        discussion: """
            NAME is one of \(kinds.keys.sorted().joined(separator: ", ")). FOLDER receives the \
            folders train and test, a list of the files of each (train.txt, test.txt), and the \
            names of the classes (labels.txt): what a data set "from a folder of images" or "from \
            lists of images" is made of. "crema dataset NAME" makes the data set at once.
            """
    )

    @Argument(help: "Which data set, and the folder for its files.")
    var words: [String] = []

    /// The kinds of data sets that take nothing but their name.
    private static let kinds: [String: any ImageDatasetKind.Type] =
        DatasetKindCatalog.builtIn.kinds.reduce(into: [:]) { kinds, kind in
            guard kind.formOptions.isEmpty, let ready = kind as? any ImageDatasetKind.Type else {
                return
            }
            kinds[kind.about.name] = ready
        }

    func run() throws {
        try Self.check(words, are: 2...2)
        guard let kind = Self.kinds[words[0]] else {
            let known = Self.kinds.keys.sorted().joined(separator: ", ")
            throw UsageError("\"\(words[0])\" is not a ready-made data set; choose \(known)")
        }
        let say: @Sendable (String) -> Void = { Log.program.info("download_data.cpp", $0) }
        let (source, _) = try kind.init().source(say: say)
        try ClassFolders(of: source).write(to: words[1], say: say)
    }
}
