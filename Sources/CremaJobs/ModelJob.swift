import CremaData
public import CremaProto
import Foundation

/// The files of a model's folder, made from its settings.
public enum ModelJob {
    /// Writes the prototxts of a model, its solver's, and its layer file where there is one.
    ///
    /// - Parameters:
    ///   - folder: The model's folder, as an absolute path.
    ///   - settings: How it is trained.
    ///   - network: The prototxt as the user wrote it; errors are those of `custom_network`.
    ///   - pythonLayers: The text of the file with the Python layers.
    ///   - dataset: The data set that the model learns from.
    ///   - place: Where the files are written, where that is not their folder yet.
    /// - Returns: Warnings, in sentences.
    /// - Throws: `FormErrors`, before anything is written, where the network is wrong.
    @discardableResult
    public static func prepare(
        folder: String,
        settings: ModelSettings,
        network: String,
        pythonLayers: String?,
        dataset: DatasetFolder,
        writingTo place: String? = nil
    ) throws -> [Phrase] {
        var errors = FormErrors()
        let net = errors.collecting("custom_network") {
            try read(network, hasFile: pythonLayers != nil)
        }
        guard let net else { throw errors }
        let task = settings.task
        guard task.learns(from: dataset.targets) else {
            throw FormErrors(["dataset": [Phrase("form.dataset_targets")]])
        }
        if settings.method == .standard, let standard = task.network(settings.standardNetwork),
            let words = task.refusal(
                of: standard,
                on: dataset,
                cropSize: settings.images.cropSize
            )
        {
            throw FormErrors(["standard_networks": [words]])
        }
        let made = errors.collecting("custom_network") {
            try NetworkStages(net, task: task, dataset: dataset, options: settings.images)
        }
        guard let made else { throw errors }

        let amounts = SolverSettings.Amounts(
            trainImages: dataset.trainCount,
            trainBatch: made.trainBatch,
            valImages: dataset.valCount,
            valBatch: made.valBatch
        )
        let place = place ?? folder
        if let pythonLayers {
            try write(pythonLayers, PythonLayerUse.fileName, place)
        }
        try write(network, "original.prototxt", place)
        try write(made.trainVal.prototxt(), "train_val.prototxt", place)
        try write(made.deploy.prototxt(), "deploy.prototxt", place)
        try write(settings.solver.solver(amounts, folder: folder), "solver.prototxt", place)
        return made.warnings
    }

    private static func read(_ network: String, hasFile: Bool) throws -> Prototxt<NetParameter> {
        let net = try NetParameter.read(text: network, file: "network")
        try net.checkLayerTypes()
        let needsFile = try net.pythonLayers().first { $0.module == PythonLayerUse.fileModule }
        if let needsFile, !hasFile {
            throw FormErrors([
                "python_layer_client_file": [
                    Phrase(
                        "form.layer_file_missing",
                        [
                            "layer": needsFile.name, "class": needsFile.className,
                            "file": PythonLayerUse.fileName,
                        ]
                    )
                ]
            ])
        }
        return net
    }

    private static func write(_ text: String, _ name: String, _ folder: String) throws {
        try AtomicFile.write(path: "\(folder)/\(name)", text: text)
    }
}
