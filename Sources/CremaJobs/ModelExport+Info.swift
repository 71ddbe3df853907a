import CremaEngine
import CremaProto
import Foundation

extension ModelExport {
    /// The content of `info.json`, with DIGITS' keys where it has them.
    struct Info: Encodable {
        let id: String
        let name: String
        let datasetID: String?
        let created: String
        let epoch: Double
        let framework = "caffe"
        let flavor = "Crema"
        let version = Version.crema
        let caffeVersion = Version.caffe
        /// Height, width and channels.
        let imageDimensions: [Int]
        let resizeMode: String
        let cropSize: UInt32?
        let meanSubtraction: String
        let meanFile: String?
        let labelsFile = "labels.txt"
        let snapshotFile: String
        let modelFile: String?
        let deployFile: String?
        let trainValFile = "train_val.prototxt"
        let solverFile = "solver.prototxt"
        let layerFile: String?

        enum CodingKeys: String, CodingKey {
            case id, name, epoch, framework
            case datasetID = "dataset_id"
            case created = "creation time"
            case flavor = "caffe flavor"
            case version = "crema version"
            case caffeVersion = "caffe version"
            case imageDimensions = "image dimensions"
            case resizeMode = "image resize mode"
            case cropSize = "crop size"
            case meanSubtraction = "mean subtraction"
            case meanFile = "mean file"
            case labelsFile = "labels file"
            case snapshotFile = "snapshot file"
            case modelFile = "model file"
            case deployFile = "deploy file"
            case trainValFile = "train_val file"
            case solverFile = "solver file"
            case layerFile = "python layer file"
        }

        init(
            _ job: Job,
            _ data: ModelData,
            snapshot: String,
            epoch: Double,
            files: [String: Content]
        ) {
            func known(_ name: String) -> String? { files[name] == nil ? nil : name }
            let (dataset, transform) = (data.dataset, data.transform)
            id = job.id
            name = job.name
            datasetID = job.datasetID
            created = Date(year1To9999: job.created).formatted(.iso8601)
            self.epoch = epoch
            imageDimensions = [dataset.height, dataset.width, dataset.channels]
            resizeMode = dataset.resizeMode
            cropSize = transform.cropSize > 0 ? transform.cropSize : nil
            meanSubtraction =
                transform.hasMeanFile ? "image" : transform.meanValue.isEmpty ? "none" : "pixel"
            let mean = transform.hasMeanFile ? transform.meanFile : dataset.meanFile
            meanFile = known(URL(fileURLWithPath: mean).lastPathComponent)
            snapshotFile = snapshot
            modelFile = known("original.prototxt")
            deployFile = known("deploy.prototxt")
            layerFile = known(PythonLayerUse.fileName)
        }

        /// The file's text.
        func json() throws -> String {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
        }
    }
}
