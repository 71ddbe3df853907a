import CremaEngine
import CremaProto
import SwiftProtobuf

/// A solver's state, restored into a solver.
struct SolverstateFormat: FileFormat {
    static let name = "solverstate"
    let samples: [[UInt8]]
    let pieces = ProtobufPieces.all
    private let solver: Solver

    init() throws {
        solver = try SampleNets.solver()
        var state = SolverState()
        state.iter = 7
        state.currentStep = 1
        let shapes = solver.net.parameters.map(\.blob.shape)
        state.history = (shapes + shapes).map { shape in
            var blob = BlobProto()
            blob.shape.dim = shape.dims.map(Int64.init)
            blob.data = Array(repeating: 0.5, count: shape.count)
            return blob
        }
        samples = [try state.serializedBytes()]
    }

    func read(_ path: String) throws {
        try solver.restore(path)
    }
}
