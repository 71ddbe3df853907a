import CremaData
import CremaProto

/// The layers that read a data set of HDF5 files in place of a Data layer.
///
/// HDF5Data does not transform, and its tops are called as its datasets are. The mean image was
/// subtracted when the files were written, and a Power layer scales and renames.
struct HDF5Reader {
    /// The datasets of a file.
    private static let datasets = ["data", "label"]

    /// Throws `FormErrors` or `PrototxtError` if the form, or a Data layer by its index, requires
    /// more than HDF5Data does.
    static func check(
        _ net: Prototxt<NetParameter>,
        layers: [Int?],
        _ options: NetworkOptions
    ) throws {
        var errors = FormErrors()
        if options.mean != .image { errors.add("use_mean", Phrase("form.hdf5_mean")) }
        if options.cropSize != nil { errors.add("crop_size", Phrase("form.hdf5_crop")) }
        guard errors.isEmpty else { throw errors }
        for case let index? in layers {
            var others = net.message.layer[index].transformParam
            others.clearScale()
            guard others == TransformationParameter() else {
                throw net.error(
                    ofLayer: index,
                    field: "transform_param",
                    "the data set is in HDF5, whose images are scaled and nothing else; leave "
                        + "\"scale\" alone here, or build the data set as LMDB"
                )
            }
        }
    }

    /// The layers that read a list of files as a Data layer reads a database.
    static func layers(
        for data: LayerParameter,
        list: String,
        shuffle: Bool
    ) -> [LayerParameter] {
        var reader = LayerParameter()
        reader.name = data.name
        reader.type = "HDF5Data"
        reader.top = datasets
        reader.include = data.include
        reader.hdf5DataParam.source = list
        reader.hdf5DataParam.batchSize = data.dataParam.batchSize
        if shuffle { reader.hdf5DataParam.shuffle = true }
        let scales = [data.transformParam.scale, 1]
        let tops = data.top + datasets.dropFirst(data.top.count)
        let powers = zip(zip(datasets, tops), scales).compactMap { blobs, scale in
            power(from: blobs.0, to: blobs.1, scale, for: data)
        }
        return [reader] + powers
    }

    private static func power(
        from bottom: String,
        to top: String,
        _ scale: Float,
        for data: LayerParameter
    ) -> LayerParameter? {
        guard bottom != top || scale != 1 else { return nil }
        var layer = LayerParameter()
        layer.name = "\(data.name)-\(top)"
        layer.type = "Power"
        layer.bottom = [bottom]
        layer.top = [top]
        layer.include = data.include
        layer.powerParam.scale = scale
        return layer
    }

    /// What was done to the images when the files were written, but for their scale, which a layer
    /// of the deploy net has, too.
    static func transform(_ dataset: DatasetFolder) -> TransformationParameter {
        var transform = TransformationParameter()
        transform.meanFile = dataset.meanFile
        return transform
    }
}

extension LayerParameter {
    /// The database that it reads, or the list of HDF5 files.
    var recordSource: String {
        get { type == "HDF5Data" ? hdf5DataParam.source : dataParam.source }
        set {
            if type == "HDF5Data" {
                hdf5DataParam.source = newValue
            } else {
                dataParam.source = newValue
            }
        }
    }
}
