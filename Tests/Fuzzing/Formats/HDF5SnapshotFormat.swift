import CremaData
import CremaEngine
import CremaProto
import TestSupport

/// Weights and solver states in HDF5, taken by a net and a solver.
struct HDF5SnapshotFormat: FileFormat {
    static let name = "hdf5-snapshot"
    let samples: [[UInt8]]
    let pieces = HDF5Pieces.all
    private let solver: Solver
    /// Where the weights are that the state names.
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        var parameter = try SampleNets.solver().parameter
        parameter.snapshotFormat = .hdf5
        parameter.snapshotPrefix = folder("sample")
        solver = try Solver(parameter, net: SampleNets.net(), testNets: [])
        try solver.snapshot()
        samples = [
            try FileBytes.read(path: folder("sample_iter_0.caffemodel.h5")),
            try FileBytes.read(path: folder("sample_iter_0.solverstate.h5")),
        ]
    }

    func read(_ path: String) throws {
        let file = try HDF5File(path: path)
        if try file.contains("history") {
            try solver.restore(path)
        } else {
            try solver.net.copyTrainedLayers(from: file)
        }
    }
}
