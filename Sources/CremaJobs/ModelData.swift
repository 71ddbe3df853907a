import CremaData
import CremaProto
import Foundation

/// What a model learned from, as its `train_val.prototxt` says.
struct ModelData {
    /// The nets of training and validation.
    let trainVal: NetParameter
    /// The data set.
    let dataset: DatasetFolder
    /// How its images come into the net.
    let transform: TransformationParameter

    /// Throws `JobError` where the data set is gone.
    init(of folder: JobFolder) throws {
        let file = folder.file("train_val.prototxt").path
        trainVal = try NetParameter.read(prototxt: file).message
        guard let layer = trainVal.layer.first(where: \.isData) else {
            throw JobError(Phrase("job_error.no_data_layer", ["file": file]))
        }
        let database = URL(fileURLWithPath: layer.recordSource)
        let path = database.deletingLastPathComponent().path
        guard FileManager.default.fileExists(atPath: path) else {
            throw JobError(Phrase("job_error.dataset_gone", ["folder": path]))
        }
        dataset = try DatasetFolder(path: path)
        transform = dataset.backend == .hdf5 ? HDF5Reader.transform(dataset) : layer.transformParam
    }
}
