import CremaProto

@testable import CremaEngine

extension Solver {
    /// The solver of settings in prototxt, with nets in it.
    static func make(
        _ text: String,
        seed: UInt64 = 3,
        workers: Int = 1,
        log: Log = .none
    ) throws -> Solver {
        try Solver(
            SolverFile(SolverParameter.read(text: text, file: "solver.prototxt")),
            context: NetContext(
                device: ReferenceDevice(),
                workers: WorkerPool(count: workers),
                seed: seed,
                log: log
            )
        )
    }

    /// The weights of all parameters.
    var weights: [Float] { net.parameters.flatMap { Array($0.blob.data.read()) } }
}
