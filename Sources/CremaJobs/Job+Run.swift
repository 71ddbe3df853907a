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
            run.keepSnapshots = model.snapshotsKept
            if run.keepSnapshots != nil { run.measure = model.task.about.measure }
            run.earlyStopping = model.earlyStopping
            return run
        }
    }
}

extension ModelSettings {
    /// When its training ends before the last epoch; nil for never.
    fileprivate var earlyStopping: EarlyStopping? {
        guard solver.earlyStopping != .off else { return nil }
        return EarlyStopping(
            measure: solver.earlyStopping == .loss ? nil : task.about.measure,
            patience: solver.patience,
            minImprovement: solver.minImprovement
        )
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
