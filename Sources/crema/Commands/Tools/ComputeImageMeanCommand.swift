import ArgumentParser
import CremaData
import CremaEngine

/// `crema compute_image_mean INPUT_DB [OUTPUT_FILE]`: the mean of a database's images.
struct ComputeImageMeanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compute_image_mean",
        abstract: "Computes the mean of a database's images.",
        usage: "crema compute_image_mean [FLAGS] INPUT_DB [OUTPUT_FILE]"
    )

    @Option(name: .caffe("backend"), help: "The kind of database: lmdb or leveldb.")
    var backend = "lmdb"

    @Argument(help: "The database, and the .binaryproto to write.")
    var words: [String] = []

    func run() throws {
        try Self.check(words, are: 1...2)
        let log = Log.program
        let file = "compute_image_mean.cpp"
        let mean = try DatabaseMean.image(
            of: words[0],
            backend: backend,
            tell: log.listen(as: file)
        )
        if words.count == 2 {
            log.info(file, "Write to \(words[1])")
            try AtomicFile.write(path: words[1], mean.bytes)
        }
        log.info(file, "Number of channels: \(mean.channels)")
        for (channel, value) in DatabaseMean.channelMeans(of: mean).enumerated() {
            log.info(file, "mean_value channel [\(channel)]: \(caffeText(value))")
        }
    }
}
