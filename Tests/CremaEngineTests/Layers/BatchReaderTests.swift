import CremaData
import Glibc
import Synchronization
import Testing

@testable import CremaEngine

@Suite struct BatchReaderTests {
    /// Numbers as records, some of which cannot be read, decoded or brought into one shape.
    private final class Numbers: RecordSource, Sendable {
        let unreadable: Int?
        let undecodable: Set<Int>
        let odd: Int?
        /// What each record's target is, by its number.
        let target: @Sendable (Int) -> Target
        let read = Atomic(0)

        init(
            unreadable: Int? = nil,
            undecodable: Set<Int> = [],
            odd: Int? = nil,
            target: @escaping @Sendable (Int) -> Target = { .label($0) }
        ) {
            (self.unreadable, self.undecodable, self.odd) = (unreadable, undecodable, odd)
            self.target = target
        }

        var targetDims: [Int] { target(0).dims }

        func record(_ number: Int) throws -> () throws -> Sample {
            read.wrappingAdd(1, ordering: .relaxed)
            if number == unreadable { throw EngineError("record \(number) cannot be read") }
            return { [self] in
                // Later records are ready before earlier ones.
                usleep(UInt32(number % 4 == 0 ? 2000 : 100))
                if undecodable.contains(number) {
                    throw EngineError("record \(number) cannot be decoded")
                }
                let shape: Shape = number == odd ? [1, 1, 3] : [1, 1, 2]
                return Sample(
                    place: "record \(number)",
                    shape: shape,
                    target: target(number)
                ) { values in
                    for i in values.indices { values[i] = Float(10 * number + i) }
                }
            }
        }
    }

    private func reader(
        _ source: Numbers,
        from first: Int = 0,
        batch: Int = 4,
        depth: Int = 2,
        threads: Int = 3
    ) throws -> BatchReader {
        try BatchReader(source, from: first, batchSize: batch, depth: depth, threads: threads)
    }

    @Test func `returns targets of several values, as many in each record`() throws {
        let reader = try reader(Numbers { .vector([Float($0), Float($0) / 2]) })
        #expect(try reader.next().targets == [0, 0, 1, 0.5, 2, 1, 3, 1.5])
        let uneven = try self.reader(
            Numbers { .vector(Array(repeating: 1, count: $0 == 2 ? 3 : 2)) }
        )
        #expect(throws: DataError.self) { try uneven.next() }
    }

    @Test(arguments: [1, 2, 5])
    func `fills batch after batch in order, however many threads there are`(threads: Int) throws {
        let reader = try reader(Numbers(), from: 6, threads: threads)
        for first in stride(from: 6, to: 40, by: 4) {
            let batch = try reader.next()
            #expect(batch.shape == [4, 1, 1, 2])
            #expect(batch.targets == (first..<first + 4).map(Float.init))
            let values = UnsafeBufferPointer(start: batch.values.floats, count: 8)
            #expect(
                values.elementsEqual(
                    (first..<first + 4).flatMap { [Float($0) * 10, Float($0) * 10 + 1] }
                )
            )
            reader.freeNext()
        }
    }

    @Test(arguments: [1, 3])
    func `reads no further ahead than its depth`(depth: Int) throws {
        let source = Numbers()
        let reader = try reader(source, depth: depth)
        for used in 0..<3 {
            _ = try reader.next()
            for _ in 0..<5000 where source.read.load(ordering: .relaxed) < 4 * (used + depth) {
                usleep(1000)
            }
            usleep(10_000)
            #expect(source.read.load(ordering: .relaxed) == 4 * (used + depth))
            reader.freeNext()
        }
    }

    @Test
    func `returns the batches before an unreadable record, then its error every time`()
        throws
    {
        for source in [Numbers(unreadable: 9), Numbers(undecodable: [9, 10, 13])] {
            let reader = try reader(source, depth: 4, threads: 4)
            for _ in 0..<2 {
                _ = try reader.next()
                reader.freeNext()
            }
            for _ in 0..<3 {
                let said = message { _ = try reader.next() }
                #expect(said?.hasPrefix("record 9 cannot be") == true)
                reader.freeNext()
            }
        }
    }

    @Test func `names the record of a batch whose shape differs from the first`() throws {
        let reader = try reader(Numbers(odd: 2))
        #expect(
            message { _ = try reader.next() }?.hasPrefix(
                "record 2: its shape is 1 x 1 x 3, but the batch began with 1 x 1 x 2"
            ) == true
        )
        let whole = try self.reader(Numbers(odd: 2), batch: 1)
        let widths = try (0..<4).map { _ in
            defer { whole.freeNext() }
            return try whole.next().shape[3]
        }
        #expect(widths == [2, 2, 3, 2])
    }

    @Test func `a reader that goes releases its source, whatever its threads are doing`() throws {
        for pause in [0, 500, 20_000] {
            weak var source: Numbers?
            do {
                let numbers = Numbers()
                source = numbers
                let reader = try reader(numbers)
                usleep(UInt32(pause))
                withExtendedLifetime(reader) {}
            }
            #expect(source == nil)
        }
    }
}
