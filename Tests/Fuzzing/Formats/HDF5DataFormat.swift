import CremaData
import TestSupport

/// Datasets in HDF5: packed as h5py does, and appended as HDF5Output does.
struct HDF5DataFormat: FileFormat {
    static let name = "hdf5-data"
    let samples: [[UInt8]]
    let pieces = HDF5Pieces.all

    init() throws {
        let folder = try TemporaryFolder()
        let table = try HDF5Table(creating: folder("table.h5"))
        let values = (0..<24).map(Float.init)
        for _ in 0..<3 {
            try values.withUnsafeBufferPointer { values in
                let whole = HDF5Table.Rows(dataset: "data", values, extents: [4, 3, 2])
                let part = UnsafeBufferPointer(rebasing: values[..<4])
                try table.append([whole, .init(dataset: "label", part, extents: [4])])
            }
        }
        let tests = Folder.parent(of: Folder.parent(of: Folder.parent(of: #filePath)))
        samples = [
            try FileBytes.read(path: folder("table.h5")),
            try FileBytes.read(path: "\(tests)/CremaDataTests/Fixtures/packed.h5"),
        ]
    }

    func read(_ path: String) throws {
        let file = try HDF5File(path: path)
        for dataset in try file.groups(from: "/")[0].datasets {
            _ = try file.floats(of: dataset)
        }
    }
}
