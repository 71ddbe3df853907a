/// One kind of file that comes from outside and must be read or refused, whatever is in it.
public protocol FileFormat: SendableMetatype {
    /// The name, as `fuzz` takes it.
    static var name: String { get }
    /// Good files, from which damaged ones are made.
    var samples: [[UInt8]] { get }
    /// Whether numbers are what matters in it, and three damages in four change one.
    var isOfNumbers: Bool { get }
    /// Pieces that mean something in this kind of file, to be put where they do not belong.
    var pieces: [[UInt8]] { get }

    /// Makes the samples.
    init() throws

    /// Reads a file, and uses what was read as the engine does.
    ///
    /// Throws the reader's own error.
    func read(_ path: String) throws
}

extension FileFormat {
    /// They are not, as in most.
    public var isOfNumbers: Bool { false }
}

/// The kinds of files, in the order in which they are tried.
public enum FileFormats {
    /// All of them.
    public static let all: [any FileFormat.Type] = [
        NetTextFormat.self, SolverTextFormat.self, CaffemodelFormat.self, SolverstateFormat.self,
        BinaryprotoFormat.self, MeanFormat.self, DatumFormat.self, LMDBFormat.self,
        WindowFileFormat.self, HDF5SnapshotFormat.self, HDF5DataFormat.self, ImageFileFormat.self,
        ImageListFormat.self, NetFormat.self, ResumeFormat.self, JobFormat.self,
        EventsFormat.self, DatasetFormat.self, TrainingLogFormat.self, LevelDBManifestFormat.self,
    ]
}
