import ArgumentParser
import CremaEngine
import CremaRuns

/// `crema extract_features WEIGHTS NET BLOBS DATABASES BATCHES DB_TYPE`: a net's blobs as
/// databases.
struct ExtractFeaturesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "extract_features",
        abstract: "Writes the blobs of a trained net, computed from its data, to databases.",
        usage: """
            crema extract_features WEIGHTS NET BLOB[,BLOB…] DB_NAME[,DB_NAME…] BATCHES DB_TYPE [CPU]
            """
    )

    @Argument(
        help: """
            The weights, the net's prototxt, blobs and a database for each, the number of batches, \
            and lmdb or leveldb.
            """
    )
    var words: [String] = []

    @OptionGroup var python: PythonOptions

    func run() throws {
        try Self.check(words, are: 6...)
        guard let batches = Int(words[4]), batches >= 0 else {
            throw EngineError("the number of batches must be a whole number, found \"\(words[4])\"")
        }
        var run = ExtractFeaturesRun(
            weights: words[0],
            model: words[1],
            blobs: words[2].split(separator: ",").map(String.init),
            databases: words[3].split(separator: ",").map(String.init),
            batches: batches
        )
        run.backend = words[5]
        if words.count > 6, words[6] == "GPU" {
            Log.program.warning(
                "extract_features.cpp",
                "There is no GPU device; the CPU is used instead."
            )
        }
        try start(run, python: python)
    }
}
