import CremaData

/// The rows of HDF5 files, file after file and then from the first again, with one
/// file in memory at a time.
///
/// A row is one item along the first axis of each dataset. Shuffled, each round has its own order
/// of the files and each file its own order of rows in it; both depend on the seed and the round
/// alone, so that a resumed run has them again.
final class HDF5Rows {
    /// A dataset of the file in memory.
    private struct Table {
        let rowExtents: [Int]
        let values: [Float]
    }

    private let files: [FilePath]
    private let datasets: [String]
    /// What the orders are drawn from; nil keeps the files' own.
    private let random: Philox?

    private var round = 0
    private var fileOrder: [Int] = []
    /// The place in `fileOrder` of the file in memory.
    private var place = -1
    private var loaded: Int?
    private var tables: [Table] = []
    private var rowOrder: [Int] = []
    /// The place in `rowOrder` of the next row.
    private var row = 0
    private var rowExtents: [[Int]] = []

    /// The rows of the files that a text file lists, separated by white space.
    ///
    /// Throws where it lists none, or where the first of them lacks a dataset.
    init(list path: String, datasets: [String], random: Philox?) throws {
        files = try FileBytes.paths(listedIn: path)
        self.datasets = datasets
        self.random = random
        guard let first = files.first else {
            throw DataError.invalidFile(path: path, reason: "it lists no HDF5 file")
        }
        fileOrder = order(of: files.count, element: 0)
        rowExtents = try extents(of: HDF5File(path: first)).map { Array($0.dropFirst()) }
    }

    /// The extents of a row in each dataset.
    var rowShapes: [[Int]] { rowExtents }

    /// Begins at that row, counted on past the end of the last file.
    func seek(toRow number: Int) throws {
        let counts = try files.map { try extents(of: HDF5File(path: $0))[0][0] }
        let total = counts.reduce(0, +)
        guard total > 0 else { throw noRows() }
        round = number / total
        fileOrder = order(of: files.count, element: 0)
        place = 0
        var rest = number % total
        while rest >= counts[fileOrder[place]] {
            rest -= counts[fileOrder[place]]
            place += 1
        }
        try load()
        row = rest
    }

    /// Copies the next row of each dataset to where it belongs.
    func next(into targets: [UnsafeMutablePointer<Float>]) throws {
        var empty = 0
        while row == rowOrder.count {
            guard empty <= files.count else { throw noRows() }
            try openNext()
            empty += 1
        }
        for (table, target) in zip(tables, targets) {
            let size = table.rowExtents.reduce(1, *)
            let start = rowOrder[row] * size
            table.values.withUnsafeBufferPointer { values in
                target.update(from: values.baseAddress! + start, count: size)
            }
        }
        row += 1
    }

    private func openNext() throws {
        place += 1
        if place == files.count {
            round += 1
            place = 0
            fileOrder = order(of: files.count, element: 0)
        }
        try load()
    }

    /// Reads the file at `place`, unless it is the one in memory, and begins with its first row.
    private func load() throws {
        let number = fileOrder[place]
        if loaded != number {
            let file = try HDF5File(path: files[number])
            let count = try extents(of: file)[0][0]
            // The old numbers go before the new ones come.
            (tables, loaded) = ([], nil)
            tables = try datasets.enumerated().map { index, name in
                let (extents, values) = try file.floats(of: name)
                let own = Array(extents.dropFirst())
                guard own == rowExtents[index] else {
                    throw DataError.invalidFile(
                        path: file.path,
                        reason: "\"\(name)\" has rows of \(own), those of the first file are "
                            + "\(rowExtents[index])"
                    )
                }
                return Table(rowExtents: own, values: values)
            }
            loaded = number
            rowOrder = Array(0..<count)
        }
        rowOrder = order(of: rowOrder.count, element: 1 + number)
        row = 0
    }

    /// The extents of the datasets of a file, which have rows, and as many of them.
    private func extents(of file: HDF5File) throws -> [[Int]] {
        let all = try datasets.map { try file.extents(of: $0) }
        for (name, extents) in zip(datasets, all) {
            guard let count = extents.first else {
                throw DataError.invalidFile(
                    path: file.path,
                    reason: "\"\(name)\" has no rows: it is one number"
                )
            }
            guard count == all[0][0] else {
                throw DataError.invalidFile(
                    path: file.path,
                    reason: "\"\(name)\" has \(count) rows, \"\(datasets[0])\" has \(all[0][0])"
                )
            }
        }
        return all
    }

    /// The numbers below a count, in the order of this round: of files (element 0), or
    /// of the rows of a file.
    private func order(of count: Int, element: Int) -> [Int] {
        var order = Array(0..<count)
        guard let random else { return order }
        var draws = random.sequence(iteration: round, element: element)
        draws.shuffle(&order)
        return order
    }

    private func noRows() -> DataError {
        .invalidFile(path: "\(files[0])", reason: "none of the files has a row")
    }
}
