import CremaData
import CremaProto

/// Writes its bottoms into the datasets `data` and `label` of an HDF5 file, N x C x H x W each.
///
/// The first pass starts a new file; each further pass appends its rows, where Caffe aborts.
final class HDF5OutputLayer: Layer {
    override class var description: LayerDescription {
        LayerDescription(
            type: "HDF5Output",
            summary: "Writes data and labels into an HDF5 file.",
            notes: [
                "The file holds `data` and `label`."
            ],
            differences: [
                .init(
                    "Each pass adds its rows; Caffe aborts at the second pass."
                )
            ],
            field: "hdf5_output_param",
            usage: "bottom: \"data\" bottom: \"label\" hdf5_output_param { file_name: "
                + "\"features.h5\" }",
            bottoms: .exactly(2),
            tops: .exactly(0)
        )
    }

    private var table: HDF5Table?

    private var fileName: String { parameter.hdf5OutputParam.fileName }

    override var grain: Grain { .batch }

    override func allowsForceBackward(bottom index: Int) -> Bool { false }

    override func setUp(bottom: [Blob], top: [Blob]) throws {
        guard !fileName.isEmpty else {
            throw error(
                "file_name is missing; it names the HDF5 file to write",
                field: "hdf5_output_param"
            )
        }
        let folder = Folder.parent(of: fileName)
        guard Folder.exists(folder) else {
            throw error(
                "cannot write \(fileName): there is no folder \(folder)",
                field: "hdf5_output_param.file_name"
            )
        }
    }

    override func reshape(bottom: [Blob], top: [Blob]) throws {
        for bottom in bottom where bottom.shape.axisCount > 4 {
            throw error("writes blobs of at most 4 axes, found the shape \(bottom.shape)")
        }
        guard bottom[0].shape.legacy(0) == bottom[1].shape.legacy(0) else {
            throw error(
                "there are \(bottom[0].shape.legacy(0)) data items and "
                    + "\(bottom[1].shape.legacy(0)) labels; the counts must be equal"
            )
        }
    }

    override func forward(bottom: [Blob], top: [Blob], share: Share) throws {
        do {
            let table = try self.table ?? HDF5Table(creating: fileName)
            self.table = table
            try table.append(
                zip(["data", "label"], bottom).map { name, blob in
                    HDF5Table.Rows(
                        dataset: name,
                        blob.data.read(),
                        extents: (0..<4).map(blob.shape.legacy)
                    )
                }
            )
        } catch let failure as DataError {
            throw error(failure, field: "hdf5_output_param.file_name")
        }
    }
}
