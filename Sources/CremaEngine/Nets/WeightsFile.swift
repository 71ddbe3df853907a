public import CremaData
public import CremaProto

/// A file of trained weights, in either of Caffe's forms.
///
/// Its first bytes identify it, not its name.
public enum WeightsFile {
    /// A serialised `NetParameter` (`.caffemodel`).
    case binaryProto(NetParameter)
    /// HDF5 (`.caffemodel.h5`).
    case hdf5(HDF5File)

    /// Opens a file; throws where it is missing or damaged.
    public init(path: String) throws {
        self =
            HDF5File.isOne(at: path)
            ? .hdf5(try HDF5File(path: path))
            : .binaryProto(try NetParameter.read(caffemodel: path))
    }

    /// The names of the layers that have weights in it.
    var learnedLayers: [String] {
        get throws {
            switch self {
            case .binaryProto(let proto): proto.layer.filter { !$0.blobs.isEmpty }.map(\.name)
            case .hdf5(let file):
                try file.groups(from: "data").filter { !$0.datasets.isEmpty }
                    .map { String($0.path.dropFirst("data/".count)) }
            }
        }
    }
}

extension Net {
    /// Takes the weights of the layers that have the same names here.
    ///
    /// Returns the names of those that took some. Throws where a layer has another number of
    /// parameters, or one of another shape.
    @discardableResult
    public func copyTrainedLayers(from file: WeightsFile, log: Log = .none) throws -> Set<String> {
        switch file {
        case .binaryProto(let proto): try copyTrainedLayers(from: proto, log: log)
        case .hdf5(let file): try copyTrainedLayers(from: file, log: log)
        }
    }
}
