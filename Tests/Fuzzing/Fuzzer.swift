import CremaData
import Glibc
import TestSupport

/// Damages good files of one kind, hands them to their reader, and counts what came of it.
///
/// The input of a number depends on the seed, the format and the number alone, so any of
/// them can be made again.
public struct Fuzzer {
    /// What became of the inputs so far.
    public struct Counts: Equatable {
        /// Inputs that were read in spite of everything.
        public var read = 0
        /// Inputs that were refused with an error.
        public var refused = 0
    }

    /// A refusal that tells its reader nothing.
    public struct WordlessError: Error, CustomStringConvertible {
        /// The format, the input's number, and what it said.
        public let description: String
    }

    /// The kind of files.
    public let format: any FileFormat
    private let philox: Philox
    private let folder: TemporaryFolder

    /// A fuzzer over one kind of files.
    ///
    /// Throws where the samples cannot be made.
    public init(_ format: any FileFormat.Type, seed: UInt64) throws {
        self.format = try format.init()
        philox = Philox(seed: seed, stream: Philox.stream(named: format.name))
        folder = try TemporaryFolder()
    }

    /// The input of a number: a good file with one to eight damages, more often few.
    public func input(_ number: Int) -> [UInt8] {
        var random = philox.sequence(iteration: number, element: 0)
        let samples = format.samples
        var bytes = samples[random.nextIndex(below: samples.count)]
        for _ in 0..<1 + random.nextIndex(below: 1 + random.nextIndex(below: 8)) {
            let mutation =
                format.isOfNumbers && random.nextIndex(below: 4) > 0
                ? .replaceNumber
                : Mutation.allCases[random.nextIndex(below: Mutation.allCases.count)]
            mutation.apply(
                to: &bytes,
                pieces: format.pieces,
                other: samples[random.nextIndex(below: samples.count)],
                random: &random
            )
        }
        return bytes
    }

    /// Reads the inputs of those numbers; `watch` receives each number and its
    /// file before their turn.
    ///
    /// Throws `WordlessError` at the first refusal without words; a reader that ends the
    /// process ends this one.
    public func run(_ numbers: Range<Int>, watch: (Int, String) -> Void = { _, _ in }) throws
        -> Counts
    {
        var counts = Counts()
        let path = folder("input")
        for number in numbers {
            try write(input(number), to: path)
            watch(number, path)
            do {
                try format.read(path)
                counts.read += 1
            } catch {
                guard "\(error)".count > 10 else {
                    throw WordlessError(
                        description: "\(type(of: format).name), input \(number): \"\(error)\""
                    )
                }
                counts.refused += 1
            }
        }
        return counts
    }

    /// Writes a file that need not last, without waiting for the disk.
    private func write(_ bytes: [UInt8], to path: String) throws {
        guard let file = fopen(path, "w") else {
            throw DataError.system(operation: "write", path: path, reason: "no file could be made")
        }
        fwrite(bytes, 1, bytes.count, file)
        fclose(file)
    }
}
