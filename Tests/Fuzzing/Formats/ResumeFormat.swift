import CremaData
import CremaEngine
import Glibc
import TestSupport

/// What is next to a solver's state for a run that goes on, taken up by a
/// solver that then goes on.
struct ResumeFormat: FileFormat {
    static let name = "resume"
    let isOfNumbers = true
    let samples: [[UInt8]]
    let pieces = JSONPieces.all
    private let folder: TemporaryFolder
    private let solver: Solver

    init() throws {
        folder = try TemporaryFolder()
        solver = try SampleNets.solver(snapshotPrefix: folder("run"))
        try solver.step(3)
        try solver.snapshot()
        samples = [try FileBytes.read(path: folder("run_iter_3.resume.json"))]
    }

    func read(_ path: String) throws {
        rename(path, folder("run_iter_3.resume.json"))
        try solver.restore(folder("run_iter_3.solverstate"))
        try solver.step(1)
    }
}
