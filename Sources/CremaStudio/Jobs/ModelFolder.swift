import CremaJobs
import CremaProto
import Foundation

/// What the files in a model's folder contain about it.
struct ModelFolder: Sendable {
    let folder: JobFolder
    let job: Job
    /// The total number of iterations, from `solver.prototxt`; nil before it is made.
    let iterationCount: Int?

    init(_ folder: JobFolder) throws {
        self.folder = folder
        job = try folder.job()
        // A model that waits for its data set has none yet.
        let solver = try? SolverParameter.read(prototxt: folder.file("solver.prototxt").path)
        iterationCount = solver.map { Int($0.message.maxIter) }
    }

    var epochCount: Int { job.model?.solver.epochs ?? 1 }

    /// Iterations per epoch; 1 before it is known.
    var iterationsPerEpoch: Double {
        iterationCount.map { max(1, Double($0) / Double(max(1, epochCount))) } ?? 1
    }

    /// The epoch of an iteration, to three decimals.
    func epoch(of iteration: Int) -> Double {
        (Double(iteration) / iterationsPerEpoch * 1000).rounded() / 1000
    }

    /// A snapshot: its epoch, iteration and file.
    struct Snapshot: Sendable {
        var epoch: Double
        var iteration: Int
        var file: String
        var title: Phrase
        var isLast: Bool

        /// What a training that has no snapshot starts from.
        static let start = Snapshot(
            epoch: 0,
            iteration: 0,
            file: "",
            title: Phrase("model.epoch", ["epoch": "0"]),
            isLast: true
        )
    }

    /// The snapshots, the newest first.
    var snapshots: [Snapshot] {
        let found = folder.snapshots()
        return found.reversed().map { iteration, name in
            let epoch = epoch(of: iteration)
            return Snapshot(
                epoch: epoch,
                iteration: iteration,
                file: name,
                title: Phrase("model.epoch", ["epoch": Wording.plain(epoch)]),
                isLast: iteration == found.last?.iteration
            )
        }
    }

    /// The snapshot of an epoch as listed; the newest one if the epoch is empty or -1.
    ///
    /// Throws `badRequest` with the available epochs.
    func snapshot(ofEpoch epoch: String) throws -> Snapshot {
        let snapshots = snapshots
        guard let last = snapshots.first else {
            throw StudioError.badRequest(
                Phrase(folder.status().isOver ? "error.training_ended" : "error.no_snapshot")
            )
        }
        let value = Double(epoch)
        if epoch.isEmpty || value == -1 { return last }
        guard let found = snapshots.first(where: { $0.epoch == value }) else {
            let known = snapshots.reversed().map { Wording.plain($0.epoch) }
            throw StudioError.badRequest(
                Phrase("error.epoch", ["epoch": epoch, "known": known.joined(separator: ", ")])
            )
        }
        return found
    }

    var networkText: String? {
        // A folder that was tampered with is shown as far as it goes.
        try? String(contentsOf: folder.file("original.prototxt"), encoding: .utf8)
    }

    var layerFileText: String? {
        // Most models have none.
        try? String(contentsOf: folder.file(PythonLayerUse.fileName), encoding: .utf8)
    }

    /// The layers in Python that change what the net sees in both training and validation.
    var layersInValidation: [PythonLayerUse] {
        guard let text = networkText,
            let net = try? NetParameter.read(text: text, file: "network"),
            (try? net.validatingOnWholeImages()) != .some(nil)
        else { return [] }
        return ((try? net.pythonLayers()) ?? [])
            .filter { $0.stages.isSuperset(of: [.train, .val]) }
    }

    /// The network with those layers limited to training.
    ///
    /// Throws the reason if that is impossible.
    func networkValidatingOnWholeImages() throws -> String {
        let net = try NetParameter.read(text: networkText ?? "", file: "network")
        guard let text = try net.validatingOnWholeImages() else {
            throw StudioError.badRequest(Phrase("error.no_changing_layer"))
        }
        return text
    }
}
