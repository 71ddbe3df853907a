import CLevelDB
import CremaProto

/// How the library opens a folder.
final class LevelDBOptions {
    private let options: OpaquePointer

    /// For reading, or for a folder that must not be there yet.
    init(creates: Bool = false) {
        options = leveldb_options_create()
        leveldb_options_set_create_if_missing(options, creates ? 1 : 0)
        leveldb_options_set_error_if_exists(options, creates ? 1 : 0)
        leveldb_options_set_paranoid_checks(options, 1)
        // Caffe's sizes; its records are large.
        leveldb_options_set_block_size(options, 65536)
        leveldb_options_set_max_open_files(options, 100)
        leveldb_options_set_write_buffer_size(options, 32 << 20)
    }

    deinit {
        leveldb_options_destroy(options)
    }

    /// The handle of a folder.
    func open(_ folder: String) throws(DataError) -> OpaquePointer {
        var handle: OpaquePointer?
        try LevelDBFiles.check(folder, "open") { message in
            handle = folder.withRawCString { leveldb_open(options, $0, message) }
        }
        guard let handle else { preconditionFailure("the library opens or says why not") }
        return handle
    }
}
