import CremaData
import CremaEngine
public import CremaProto
import FoundationEssentials
import SwiftProtobuf

/// Writes the blobs of a trained net, for each image of its data, to databases: `extract_features`.
public struct ExtractFeaturesRun: NetRun {
    /// The command.
    public static let name = "extract_features"

    /// The trained weights.
    public var weights: String
    /// The net's prototxt, which has its own data layer.
    public var model: String
    /// The blobs.
    public var blobs: [String]
    /// The database of each blob.
    public var databases: [String]
    /// The number of batches.
    public var batches: Int
    /// `lmdb` or `leveldb`.
    public var backend = "lmdb"
    /// The number of workers; one per core if it is nil.
    public var workers: Int?

    /// A run with a net, its weights, and a number of batches.
    public init(weights: String, model: String, blobs: [String], databases: [String], batches: Int)
    {
        self.weights = weights
        self.model = model
        self.blobs = blobs
        self.databases = databases
        self.batches = batches
    }

    private static let logFile = "extract_features.cpp"

    /// TEST.
    public var state: NetState { NetState(phase: .test, level: 0, stages: []) }

    /// Extracts the features, in Caffe's words; like Caffe's tool, it logs them as errors to make
    /// them visible.
    public func run(in host: RunHost) throws {
        guard blobs.count == databases.count else {
            throw EngineError(
                "\(blobs.count) blobs for \(databases.count) databases; give one database per blob"
            )
        }
        host.log.error(Self.logFile, "Using CPU")
        let net = try netFile.makeNet(in: host, workers: workers, weights: [weights])
        var features = try zip(blobs, databases).map { name, database in
            guard let blob = net.blob(name) else {
                throw EngineError(
                    "Unknown feature blob name \(name) in the network \(model)"
                        + NearestName.question(name, in: net.blobs.map(\.name))
                )
            }
            host.log.info(Self.logFile, "Opening dataset \(database)")
            let new = try NewDatabase(path: database, backend: backend)
            return Feature(name: name, blob: blob, database: new)
        }
        host.log.error(Self.logFile, "Extracting Features")
        for batch in 0..<batches {
            net.context.clock.iteration = batch
            try net.forward()
            for index in features.indices {
                try features[index].write { host.log.error(Self.logFile, $0) }
            }
            host.progress(
                RunProgress(
                    task: "extract",
                    done: batch + 1,
                    total: batches,
                    images: net.batchSize
                )
            )
        }
        for feature in features {
            try feature.database.finish()
            host.log.error(Self.logFile, feature.progress)
        }
        host.log.error(Self.logFile, "Successfully extracted the features!")
    }
}

/// A blob that is written to a database.
private struct Feature {
    let name: String
    let blob: Blob
    let database: NewDatabase
    private var count = 0

    init(name: String, blob: Blob, database: NewDatabase) {
        self.name = name
        self.blob = blob
        self.database = database
    }

    var progress: String { "Extracted features of \(count) query images for feature blob \(name)" }

    /// Writes the blob's values for each image of the batch; the key is its number in ten digits.
    mutating func write(tell: (String) -> Void) throws {
        guard blob.shape.axisCount <= 4 else {
            throw EngineError(
                "blob \"\(name)\" has \(blob.shape.axisCount) axes; a database can hold up to 4 "
                    + "(images x channels x height x width)"
            )
        }
        let images = blob.shape.legacy(0)
        let values = Array(blob.data.read())
        let size = images == 0 ? 0 : values.count / images
        for image in 0..<images {
            var datum = Datum()
            datum.channels = Int32(blob.shape.legacy(1))
            datum.height = Int32(blob.shape.legacy(2))
            datum.width = Int32(blob.shape.legacy(3))
            datum.floatData = Array(values[image * size..<(image + 1) * size])
            let digits = String(count)
            let key = String(repeating: "0", count: max(0, 10 - digits.count)) + digits
            try database.put(key: key, value: datum.serializedBytes())
            count += 1
            if count % 1000 == 0 { tell(progress) }
        }
    }
}
