import CremaData

/// A file of the user's code that a layer is made of, as it was when the layer was made.
///
/// Weights of such a layer are worth little without its code, so the two are kept together.
public struct SourceFile: Hashable, Sendable {
    /// The file's name, without a folder.
    public let name: String
    /// What the file holds.
    public let bytes: [UInt8]

    /// A file with that name and contents.
    public init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }
}

extension Net {
    /// The files of all layers, each once, in the order of the layers.
    public var sourceFiles: [SourceFile] {
        var seen: Set<SourceFile> = []
        return nodes.flatMap(\.layer.sourceFiles).filter { seen.insert($0).inserted }
    }
    /// Leaves the files of all layers next to a file of weights: `lenet.layers.py` next to
    /// `lenet.caffemodel`.
    public func keepSourceFiles(besideWeights path: String) throws {
        for file in sourceFiles {
            try AtomicFile.write(path: "\(snapshotStem(of: path)).\(file.name)", file.bytes)
        }
    }
}
