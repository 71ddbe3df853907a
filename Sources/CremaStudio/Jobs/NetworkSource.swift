import CremaData
import CremaEvents
import CremaJobs
import CremaProto
import Foundation

/// What a new model is made of, besides its settings.
struct NetworkSource: Sendable {
    /// Its network, as a prototxt.
    var text: String
    /// The weights that its training starts from; nil for the network's own fillers.
    var weights: URL?
    /// The code of its layers in Python.
    var layerFile: LayerFile?
}

extension Studio {
    /// The network that a form means: a standard one, the editor's, or that of a model with one of
    /// its snapshots.
    ///
    /// Throws `FormErrors` at the fields that are wrong.
    func networkSource(
        of settings: ModelSettings,
        editor text: String,
        layerFile: LayerFile?
    ) async throws -> NetworkSource {
        if settings.method == .pretrained {
            return try await pretrainedSource(of: settings, layerFile)
        }
        guard settings.method == .previous else {
            let text = try settings.network(editor: text)
            let weights = try settings.usedWeights.map { path in
                try FormErrors.naming(ModelSettings.weightsName) {
                    let file = try weightsFile(path)
                    try file.checkIsWeights()
                    return file
                }
            }
            return NetworkSource(text: text, weights: weights, layerFile: layerFile)
        }
        let field = ModelSettings.previousName
        guard let job = await store.find(settings.previousNetwork, .model) else {
            throw FormErrors([field: [Phrase("form.choose_previous")]])
        }
        guard job.imageTaskName == settings.taskName else {
            let kind = job.imageTask.about.phrase(.model)
            throw FormErrors([
                field: [Phrase("form.previous_of_other_task", ["name": job.name, "kind": kind])]
            ])
        }
        let model = try ModelFolder(store.jobFolder(job.id))
        let network = try FormErrors.naming(field) {
            let net = try NetParameter.read(text: model.networkText ?? "", file: "network")
            return job.datasetID == settings.dataset ? net.text : net.retraining()
        }
        let weights = try FormErrors.naming(ModelSettings.snapshotName(of: job.id)) {
            try model.weights(of: settings.previousSnapshot, measuredBy: job.imageTask)
        }
        let kept = model.layerFileText.map {
            LayerFile(name: PythonLayerUse.fileName, text: $0, key: "")
        }
        return NetworkSource(text: network, weights: weights, layerFile: layerFile ?? kept)
    }
}

extension Studio {
    /// The file of weights that a form names: below the data root, or that of a model, by the path
    /// that Customize replies.
    private func weightsFile(_ path: String) throws -> URL {
        let file = URL(fileURLWithPath: path).standardizedFileURL
        let folder = file.deletingLastPathComponent()
        let places = [store.folder, pretrained.folder].map(\.standardizedFileURL.path)
        let isOfModel =
            places.contains(folder.deletingLastPathComponent().path)
            && Job.isID(folder.lastPathComponent) && Folder.hasFile(file.path)
        return isOfModel ? file : try dataRoot.resolve(path)
    }

    /// The network of a pretrained model; its last layer is kept where the classes are the same.
    private func pretrainedSource(
        of settings: ModelSettings,
        _ layerFile: LayerFile?
    ) async throws -> NetworkSource {
        let (field, id) = (ModelSettings.pretrainedName, settings.pretrainedNetwork)
        guard let weights = pretrained.file(.weights, of: id),
            let text = pretrained.text(.network, of: id)
        else { throw FormErrors([field: [Phrase("form.choose_pretrained")]]) }
        let net = try FormErrors.naming(field) {
            try NetParameter.read(text: text, file: "network")
        }
        let labels = store.jobFolder(settings.dataset).file("labels.txt")
        // One that is still being built has no classes yet.
        let classes = try? String(contentsOf: labels, encoding: .utf8)
        let isSame = classes != nil && classes == pretrained.text(.labels, of: id)
        let kept = pretrained.text(.layers, of: id).map {
            LayerFile(name: PythonLayerUse.fileName, text: $0, key: "")
        }
        return NetworkSource(
            text: isSame ? text : net.retraining(),
            weights: weights,
            layerFile: layerFile ?? kept
        )
    }
}

extension ModelFolder {
    /// The weights that another model starts from, by the word of a form: an epoch, `best`, `last`,
    /// -1 for those that this model itself started from, 0 or nothing for none.
    ///
    /// Throws `badRequest` where there are none of this kind.
    func weights(of snapshot: String, measuredBy task: any ImageTask) throws -> URL? {
        if snapshot.isEmpty || Double(snapshot) == 0 { return nil }
        if Double(snapshot) == -1 {
            guard let weights = folder.startWeights else {
                throw StudioError.badRequest(Phrase("error.no_start_weights"))
            }
            return weights
        }
        let found =
            switch snapshot.lowercased() {
            case "last": try self.snapshot(ofEpoch: "")
            case "best": try bestSnapshot(measuredBy: task)
            default: try self.snapshot(ofEpoch: snapshot)
            }
        return folder.file(found.file)
    }
}

extension URL {
    /// Throws `badRequest` unless the file may have weights, by its first bytes.
    fileprivate func checkIsWeights() throws {
        guard try resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true else {
            throw StudioError.badRequest(Phrase("error.not_a_file", ["path": path]))
        }
        let file = try FileHandle(forReadingFrom: self)
        let head = try file.read(upToCount: ForeignFile.headSize) ?? Data()
        let reason = head.isEmpty ? "is empty" : ForeignFile.reason(of: head)
        guard let reason else { return }
        throw StudioError.badRequest(
            Phrase("error.not_weights", ["name": lastPathComponent, "reason": reason])
        )
    }
}
