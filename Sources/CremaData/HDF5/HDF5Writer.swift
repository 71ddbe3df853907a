import CHDF5

/// An HDF5 file in the making, in memory until it is saved.
///
/// A path such as `data/ip1/0` makes the groups that it leads through. The same calls give the same
/// bytes: no times are kept.
public final class HDF5Writer {
    private let id: hid_t
    /// What errors name: the file that it will be.
    private let path: String

    /// An empty file that is to be saved at a path.
    public init(path: String) throws(DataError) {
        self.path = path
        id = try HDF5Library.locked { () throws(DataError) in
            let access = H5Pcreate(crema_h5_file_access())
            defer { H5Pclose(access) }
            H5Pset_fclose_degree(access, H5F_CLOSE_STRONG)
            H5Pset_fapl_core(access, 1 << 20, false)
            // Two files in memory at a time are told apart by their names.
            HDF5Writer.made += 1
            let truncate: UInt32 = 2
            let id = H5Fcreate("\(HDF5Writer.made) \(path)", truncate, crema_h5_default, access)
            guard id >= 0 else {
                throw .invalidFile(path: path, reason: HDF5Library.lastReason())
            }
            return id
        }
    }

    /// How many were made so far; only touched while the library is locked.
    nonisolated(unsafe) private static var made = 0

    deinit { try? HDF5Library.locked { () throws(DataError) in _ = H5Fclose(id) } }

    /// Makes a group, with those it is in; nothing happens where it is there.
    public func makeGroup(_ path: String) throws(DataError) {
        try HDF5Library.locked { () throws(DataError) in
            var walked = ""
            for name in path.split(separator: "/") {
                walked += walked.isEmpty ? "\(name)" : "/\(name)"
                if H5Lexists(id, walked, crema_h5_default) > 0 { continue }
                let usual = crema_h5_default
                let group = H5Gcreate2(id, walked, usual, usual, usual)
                guard group >= 0 else { throw error(walked) }
                H5Gclose(group)
            }
        }
    }

    /// Adds a dataset of 32-bit floats.
    public func add(
        _ path: String,
        _ values: UnsafeBufferPointer<Float>,
        extents: [Int]
    ) throws(DataError) {
        precondition(values.count == extents.reduce(1, *), "as many numbers as the extents say")
        try add(path, crema_h5_native_float(), extents, values.baseAddress)
    }

    /// Adds a dataset of one 32-bit integer, on one axis as Caffe has it.
    public func add(_ path: String, _ value: Int32) throws(DataError) {
        var value = value
        try add(path, crema_h5_native_int(), [1], &value)
    }

    /// Adds a text as a scalar of a fixed length, ended by a zero.
    public func add(_ path: String, _ text: String) throws(DataError) {
        let bytes = Array(text.utf8) + [0]
        try HDF5Library.locked { () throws(DataError) in
            let type = H5Tcopy(crema_h5_c_string())
            defer { H5Tclose(type) }
            guard H5Tset_size(type, bytes.count) >= 0 else { throw error(path) }
            try add(path, type, [], bytes)
        }
    }

    private func add(
        _ path: String,
        _ type: hid_t,
        _ extents: [Int],
        _ values: UnsafeRawPointer?
    ) throws(DataError) {
        if let slash = path.lastIndex(of: "/") { try makeGroup(String(path[..<slash])) }
        try HDF5Library.locked { () throws(DataError) in
            let dims = extents.map { hsize_t($0) }
            let space = H5Screate_simple(Int32(dims.count), dims, nil)
            defer { H5Sclose(space) }
            let list = H5Pcreate(crema_h5_dataset_create())
            defer { H5Pclose(list) }
            H5Pset_obj_track_times(list, false)
            let usual = crema_h5_default
            let dataset = H5Dcreate2(id, path, type, space, usual, list, usual)
            guard dataset >= 0 else { throw error(path) }
            defer { H5Dclose(dataset) }
            guard let values, !extents.contains(0) else { return }
            guard H5Dwrite(dataset, type, crema_h5_whole, crema_h5_whole, usual, values) >= 0 else {
                throw error(path)
            }
        }
    }

    private func error(_ object: String) -> DataError {
        .invalidFile(
            path: path,
            reason: "\"\(object)\" cannot be written (\(HDF5Library.lastReason()))"
        )
    }

    /// Writes the file in full under its path, or leaves what was there before.
    public func save() throws(DataError) {
        let bytes = try HDF5Library.locked { () throws(DataError) in
            H5Fflush(id, H5F_SCOPE_GLOBAL)
            let count = H5Fget_file_image(id, nil, 0)
            guard count > 0 else { throw error("/") }
            return [UInt8](unsafeUninitializedCapacity: count) { buffer, written in
                written = max(H5Fget_file_image(id, buffer.baseAddress, count), 0)
            }
        }
        try AtomicFile.write(path: path, bytes)
    }
}
