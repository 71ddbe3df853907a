import CremaData
import CremaProto

/// Rows of HDF5 files, `batch_size` of them a pass.
///
/// `source` is a text file that lists the files; paths are relative to where the program was
/// started. A top is filled from the dataset with its name, whose numbers may be floats or
/// integers of any size: N x (the extents of a row). A batch may span files; after the last
/// comes the first again.
final class HDF5DataLayer: Layer, RecordReading {
    override class var description: LayerDescription {
        LayerDescription(
            type: "HDF5Data",
            summary: "Reads the datasets in HDF5 files that are named like its tops.",
            notes: [
                "Each top is the dataset with its name; all have the same number of rows.",
                "A batch may continue in the next file; after the last file comes the first.",
            ],
            field: "hdf5_data_param",
            usage:
                "top: \"data\" top: \"label\" hdf5_data_param { source: \"train.txt\" batch_size: "
                + "10 }",
            bottoms: .exactly(0),
            tops: .atLeast(1)
        )
    }

    private(set) var position = 0
    private var rows: HDF5Rows?

    private var fields: HDF5DataParameter { parameter.hdf5DataParam }

    var batchSize: Int { Int(fields.batchSize) }

    override var grain: Grain { .batch }

    override func setUp(bottom: [Blob], top: [Blob]) throws {
        guard !parameter.hasTransformParam else {
            throw error(
                "HDF5Data does not transform its numbers; remove transform_param",
                field: "transform_param"
            )
        }
        let batch = try positive(fields.batchSize, field: "hdf5_data_param.batch_size")
        guard !fields.source.isEmpty else {
            throw error(
                "source is missing; it names a text file that lists HDF5 files",
                field: "hdf5_data_param"
            )
        }
        let random = Philox(seed: context.seed, stream: Philox.stream(named: name))
        let rows = try reading {
            try HDF5Rows(
                list: fields.source,
                datasets: parameter.top,
                random: fields.shuffle ? random : nil
            )
        }
        for (top, extents) in zip(top, rows.rowShapes) {
            top.reshape(to: try shape([batch] + extents, field: "hdf5_data_param.batch_size"))
        }
        self.rows = rows
    }

    override func reshape(bottom: [Blob], top: [Blob]) throws {}

    override func forward(bottom: [Blob], top: [Blob], share: Share) throws {
        let starts = top.map { $0.data.write(nil, .whole) }
        let sizes = top.map(\.shape.imageCount)
        try reading {
            for item in 0..<batchSize {
                try rows?.next(into: zip(starts, sizes).map { $0 + item * $1 })
                position += 1
            }
        }
    }

    func seek(toRecord position: Int) throws {
        guard position != self.position else { return }
        try reading { try rows?.seek(toRow: position) }
        self.position = position
    }

    /// Gives an error about files the name of this layer.
    private func reading<Result>(_ body: () throws -> Result) throws -> Result {
        do { return try body() } catch let failure as DataError {
            throw error(failure, field: "hdf5_data_param.source")
        }
    }
}
