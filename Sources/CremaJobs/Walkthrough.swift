import CremaData
import CremaEvents
public import Foundation

/// The occlusion tutorial as jobs: MNIST, LeNet, and LeNet with a Python layer that blanks a part
/// of each image.
///
/// Where MNIST is not at hand and Fashion-MNIST is, that serves in its place; a data set of MNIST
/// that is made later goes before it. Jobs are found again by their names, so that nothing is made
/// or trained twice.
public struct Walkthrough: Sendable {
    /// A step of the tutorial: a job, in the order in which they are done.
    public enum Step: Sendable, CaseIterable {
        case dataset, occluded, plain

        /// The names that the job may have, by which it is found again; the first one found counts.
        var names: [String] {
            switch self {
            case .dataset: ["MNIST", "Fashion-MNIST"]
            case .occluded: ["LeNet with a blanked quarter"]
            case .plain: ["LeNet"]
            }
        }

        var kind: Job.Kind { self == .dataset ? .dataset : .model }
    }

    /// The folder that holds the jobs.
    public let jobs: URL
    /// The source of the Python layer.
    public let layerFile: String
    /// The class in that file.
    public static let layerClass = "HideQuarterLayer"

    /// A tutorial in a folder of jobs, with the text of a layer file that has the class
    /// `HideQuarterLayer`.
    public init(jobs: URL, layerFile: String) {
        self.jobs = jobs
        self.layerFile = layerFile
    }

    /// The job of a step that is there already and has not failed, the newest if there are several;
    /// of models only those on the tutorial's data set.
    public func existing(_ step: Step) -> JobFolder? {
        let dataset = step == .dataset ? nil : existing(.dataset)?.url.lastPathComponent
        let ids = (try? FileManager.default.contentsOfDirectory(atPath: jobs.path)) ?? []
        let folders = ids.filter(Job.isID).sorted().reversed()
            .map { JobFolder(url: jobs.appendingPathComponent($0)) }
        return step.names.lazy.compactMap { name in
            folders.first { folder in
                guard let job = try? folder.job(), job.name == name, job.kind == step.kind,
                    job.datasetID == dataset
                else { return false }
                return ![JobEvent.Status.error, .aborted].contains(folder.status())
            }
        }.first
    }

    /// The job of a step, made where it is not there: waiting, with the sources that it needs.
    ///
    /// Throws where the folder cannot be written.
    public func job(_ step: Step) throws -> JobFolder {
        if let folder = existing(step) { return folder }
        let job = Job(try settings(of: step))
        return try JobFolder.make(job, in: jobs) { folder in
            if let network = network(of: step) {
                try AtomicFile.write(path: folder.file("original.prototxt").path, text: network)
            }
            if step == .occluded {
                try AtomicFile.write(
                    path: folder.file(PythonLayerUse.fileName).path,
                    text: layerFile
                )
            }
            try folder.append(.status(.waiting))
        }
    }

    /// Makes all files of a model whose data set is done.
    public func prepare(_ folder: JobFolder, dataset: JobFolder) throws {
        guard !folder.has("solver.prototxt") else { return }
        func text(_ name: String) -> String? {
            // The plain model has no layer file; a network without text is refused below.
            try? String(contentsOf: folder.file(name), encoding: .utf8)
        }
        try ModelJob.prepare(
            folder: folder.path,
            settings: folder.job().model ?? ModelSettings(),
            network: text("original.prototxt") ?? "",
            pythonLayers: text(PythonLayerUse.fileName),
            dataset: DatasetFolder(path: dataset.path)
        )
    }

    private func network(of step: Step) -> String? {
        switch step {
        case .dataset: nil
        case .occluded: StandardNetwork.leNet(withPythonLayer: Self.layerClass)
        case .plain: StandardNetwork.leNet.prototxt
        }
    }

    private func settings(of step: Step) throws -> Job.Settings {
        if step == .dataset {
            let kind: any DatasetKind =
                MNIST.isOnlyFashionAtHand ? FashionMNISTDataset() : MNISTDataset()
            return .dataset(DatasetSettings(kind))
        }
        var model = ModelSettings(name: step.names[0], dataset: try job(.dataset).id)
        model.method = .custom
        model.solver.epochs = 3
        model.solver.randomSeed = 1
        return .model(model)
    }
}
