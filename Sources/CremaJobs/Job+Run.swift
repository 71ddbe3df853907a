public import CremaRuns
public import Foundation

extension Job {
    /// The run that does the job in its folder, whose files are all there.
    ///
    /// Throws where this version knows no way to do it.
    public func run(in folder: JobFolder) throws(JobError) -> any Run {
        switch settings {
        case .dataset(let dataset):
            return try BuildDatasetRun(dataset, into: folder.path)
        case .model(let model):
            var run = TrainRun(solver: folder.file("solver.prototxt").path)
            run.snapshot = try folder.stateToGoOnFrom()
            run.jobDir = folder.path
            // A snapshot has weights of its own.
            if run.snapshot == nil { run.weights = folder.startWeights?.path }
            run.keepStates = model.solverStates == .all ? nil : 1
            return run
        }
    }
}

extension JobFolder {
    /// The name of the file of the run that does the job.
    public static let runFile = "run.json"

    /// Writes a run into the folder, for `crema run`, and returns its file.
    public func write(_ run: any Run) throws -> URL {
        let file = file(Self.runFile)
        try RunDescription(run).write(to: file.path)
        return file
    }
}
