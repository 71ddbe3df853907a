import CHDF5

/// An HDF5 file on the disk whose datasets grow by rows along their first axis.
///
/// It is open only while it is written to, so that others can read it between.
public struct HDF5Table: Sendable {
    /// The file.
    public let path: String

    /// Rows for one dataset: their numbers, and the extents with the number of rows first.
    public struct Rows {
        let dataset: String
        let values: UnsafeBufferPointer<Float>
        let extents: [Int]

        /// Rows of 32-bit floats.
        public init(dataset: String, _ values: UnsafeBufferPointer<Float>, extents: [Int]) {
            precondition(values.count == extents.reduce(1, *), "as many numbers as the extents say")
            precondition(!extents.isEmpty, "rows have an axis to count them")
            self.dataset = dataset
            self.values = values
            self.extents = extents
        }
    }

    /// Makes the file, in place of one that is there.
    public init(creating path: String) throws(DataError) {
        self.path = path
        try HDF5Library.locked { () throws(DataError) in
            let access = HDF5Library.fileAccess()
            defer { H5Pclose(access) }
            let truncate: UInt32 = 2
            let file = H5Fcreate(path, truncate, crema_h5_default, access)
            guard file >= 0 else { throw failure("write") }
            H5Fclose(file)
        }
    }

    /// Appends rows to their datasets, which are made where they are not there.
    ///
    /// Throws where a dataset's rows have other extents, and where the disk is full.
    public func append(_ rows: [Rows]) throws(DataError) {
        try HDF5Library.locked { () throws(DataError) in
            let access = HDF5Library.fileAccess()
            defer { H5Pclose(access) }
            let readWrite: UInt32 = 1
            let file = H5Fopen(path, readWrite, access)
            guard file >= 0 else { throw failure("write") }
            defer { H5Fclose(file) }
            for rows in rows where !rows.extents.contains(0) { try append(rows, to: file) }
            guard H5Fflush(file, H5F_SCOPE_GLOBAL) >= 0 else { throw failure("write") }
        }
    }

    private func append(_ rows: Rows, to file: hid_t) throws(DataError) {
        let isThere = H5Lexists(file, rows.dataset, crema_h5_default) > 0
        let dataset =
            isThere ? H5Dopen2(file, rows.dataset, crema_h5_default) : create(rows, in: file)
        guard dataset >= 0 else { throw failure("write \(rows.dataset) in") }
        defer { H5Dclose(dataset) }
        let start = isThere ? try rowCount(of: dataset, fitting: rows) : 0
        var dims = rows.extents.map { hsize_t($0) }
        var first = [hsize_t](repeating: 0, count: dims.count)
        first[0] = hsize_t(start)
        let block = H5Screate_simple(Int32(dims.count), dims, nil)
        defer { H5Sclose(block) }
        let counts = dims
        dims[0] += hsize_t(start)
        guard H5Dset_extent(dataset, dims) >= 0 else { throw failure("write") }
        let space = H5Dget_space(dataset)
        defer { H5Sclose(space) }
        let isSelected = H5Sselect_hyperslab(space, H5S_SELECT_SET, first, nil, counts, nil) >= 0
        let float = crema_h5_native_float(), usual = crema_h5_default
        guard isSelected,
            H5Dwrite(dataset, float, block, space, usual, rows.values.baseAddress) >= 0
        else { throw failure("write \(rows.dataset) in") }
    }

    /// Makes an empty dataset for such rows, in pieces of about a mebibyte.
    private func create(_ rows: Rows, in file: hid_t) -> hid_t {
        let dims = rows.extents.map { hsize_t($0) }
        var limits = dims, start = dims, chunk = dims
        limits[0] = crema_h5_unlimited
        start[0] = 0
        let rowBytes = rows.extents.dropFirst().reduce(MemoryLayout<Float>.size, *)
        chunk[0] = min(dims[0], hsize_t(max(1, (1 << 20) / rowBytes)))
        let space = H5Screate_simple(Int32(dims.count), start, limits)
        defer { H5Sclose(space) }
        let list = H5Pcreate(crema_h5_dataset_create())
        defer { H5Pclose(list) }
        H5Pset_chunk(list, Int32(chunk.count), chunk)
        H5Pset_obj_track_times(list, false)
        let usual = crema_h5_default
        return H5Dcreate2(
            file,
            rows.dataset,
            crema_h5_native_float(),
            space,
            usual,
            list,
            usual
        )
    }

    private func rowCount(of dataset: hid_t, fitting rows: Rows) throws(DataError) -> Int {
        let space = H5Dget_space(dataset)
        defer { H5Sclose(space) }
        var dims = [hsize_t](repeating: 0, count: 32)
        let count = max(H5Sget_simple_extent_dims(space, &dims, nil), 0)
        let extents = dims.prefix(Int(count)).map { Int(clamping: $0) }
        guard extents.dropFirst() == rows.extents.dropFirst() else {
            throw .invalidFile(
                path: path,
                reason: "\"\(rows.dataset)\" has the extents \(extents) so far, to which rows of "
                    + "\(rows.extents) cannot be added"
            )
        }
        return extents[0]
    }

    private func failure(_ operation: String) -> DataError {
        .system(operation: operation, path: path, reason: HDF5Library.lastReason())
    }
}
