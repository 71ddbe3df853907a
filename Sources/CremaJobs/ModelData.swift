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
            throw JobError("\(file) has no Data layer, so the data set is not known")
        }
        let database = URL(fileURLWithPath: layer.recordSource)
        let path = database.deletingLastPathComponent().path
        guard FileManager.default.fileExists(atPath: path) else {
            throw JobError(
                "\(path), the data set that the model learned from, is gone, "
                    + "and with it the names of the classes and the mean; put the folder back"
            )
        }
        dataset = try DatasetFolder(path: path)
        transform = dataset.backend == .hdf5 ? HDF5Reader.transform(dataset) : layer.transformParam
    }
}
