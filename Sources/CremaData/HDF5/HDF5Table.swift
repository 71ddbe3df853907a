import CremaProto
import Glibc

/// An HDF5 file on the disk whose datasets grow by rows along their first axis.
///
/// It is whole after each call, so that others can read it between. Chunks of rows come first, and
/// behind them what leads to them, which the next rows overwrite.
public final class HDF5Table {
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

    /// A dataset so far.
    private struct Dataset {
        let name: String
        var extents: [Int]
        let chunk: [Int]
        var chunks: [(row: Int, address: Int)] = []
        /// The numbers of the last chunk, while rows are missing in it.
        var open: [Float] = []
    }

    /// The file.
    public let path: String
    private let descriptor: Int32
    private var datasets: [Dataset] = []
    /// Where the next chunk comes.
    private var end = HDF5Builder.superblockLength

    /// Makes the file, in place of one that is there.
    public init(creating path: String) throws(DataError) {
        self.path = path
        descriptor = path.withRawCString {
            Glibc.open($0, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        }
        guard descriptor >= 0 else { throw .lastSystemError("write", path) }
        try finish()
    }

    deinit { close(descriptor) }

    /// Appends rows to their datasets, which are made where they are not there.
    ///
    /// Throws where a dataset's rows have other extents, and where the disk is full.
    public func append(_ rows: [Rows]) throws(DataError) {
        for rows in rows where !rows.extents.contains(0) {
            let number = try number(of: rows)
            try append(rows, to: number)
        }
        try finish()
    }

    /// The number of the dataset that rows belong to.
    private func number(of rows: Rows) throws(DataError) -> Int {
        guard let number = datasets.firstIndex(where: { $0.name == rows.dataset }) else {
            // Chunks of about a mebibyte.
            let rowBytes = rows.extents.dropFirst().reduce(MemoryLayout<Float>.size, *)
            let chunk = rows.extents.replacingFirst(
                min(rows.extents[0], max(1, 1 << 20 / rowBytes))
            )
            datasets.append(
                Dataset(name: rows.dataset, extents: rows.extents.replacingFirst(0), chunk: chunk)
            )
            return datasets.count - 1
        }
        guard datasets[number].extents.dropFirst() == rows.extents.dropFirst() else {
            throw .invalidFile(
                path: path,
                reason:
                    "\"\(rows.dataset)\" has the extents \(datasets[number].extents) so far, to "
                    + "which rows of \(rows.extents) cannot be added"
            )
        }
        return number
    }

    private func append(_ rows: Rows, to number: Int) throws(DataError) {
        let size = datasets[number].chunk.reduce(1, *)
        var rest = rows.values[...]
        while !rest.isEmpty {
            if datasets[number].open.isEmpty {
                let row = datasets[number].chunks.count * datasets[number].chunk[0]
                datasets[number].chunks.append((row, end))
                end += (size * MemoryLayout<Float>.size + 7) / 8 * 8
            }
            let taken = rest.prefix(size - datasets[number].open.count)
            rest = rest.dropFirst(taken.count)
            datasets[number].open += taken
            try writeLastChunk(of: datasets[number], size: size)
            if datasets[number].open.count == size { datasets[number].open = [] }
        }
        datasets[number].extents[0] += rows.extents[0]
    }

    private func writeLastChunk(of dataset: Dataset, size: Int) throws(DataError) {
        guard let address = dataset.chunks.last?.address else { return }
        let zeros = [Float](repeating: 0, count: size - dataset.open.count)
        try write(dataset.open + zeros, at: address)
    }

    /// Writes what leads to the chunks.
    private func finish() throws(DataError) {
        var builder = HDF5Builder(at: end)
        let entries = datasets.map { dataset in
            (
                name: dataset.name,
                header: builder.addDataset(
                    .float32,
                    extents: dataset.extents,
                    chunk: dataset.chunk,
                    at: dataset.chunks
                )
            )
        }
        let root = builder.addGroup(entries)
        try write(builder.bytes, at: end)
        try write(HDF5Builder.superblock(root: root, end: builder.end), at: 0)
    }

    private func write<Number>(_ values: [Number], at address: Int) throws(DataError) {
        let isWritten = values.withUnsafeBytes { bytes in
            var written = 0
            while written < bytes.count {
                let rest = UnsafeRawBufferPointer(rebasing: bytes[written...])
                let place = off_t(address + written)
                let count = retryingInterrupts {
                    pwrite(descriptor, rest.baseAddress, rest.count, place)
                }
                if count < 0 { return false }
                written += count
            }
            return true
        }
        guard isWritten else { throw .lastSystemError("write", path) }
    }
}

extension [Int] {
    fileprivate func replacingFirst(_ first: Int) -> [Int] { [first] + dropFirst() }
}
