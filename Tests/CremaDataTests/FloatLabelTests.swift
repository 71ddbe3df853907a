import CremaData
import Testing

/// Labels of Datums as forks write them.
struct FloatLabelTests {
    /// A Datum of one pixel, and whatever else.
    private func datum(_ extra: [UInt8]) -> [UInt8] {
        [0x08, 1, 0x10, 1, 0x18, 1, 0x22, 1, 7] + extra
    }

    private func label(_ extra: [UInt8]) throws -> Int? {
        try ImageRecord(datum: datum(extra), place: "db").target.label
    }

    @Test func `a whole number in a float's bits is the label`() throws {
        #expect(try label([0x2D, 0, 0, 0x40, 0x40]) == 3)
        #expect(try label([0x2D, 0, 0, 0, 0]) == 0)
        // Behind other fields that are not Caffe's: a number, a text, eight bytes.
        #expect(
            try label([
                0x40, 9, 0x4A, 2, 0x2D, 0x2D, 0x51, 1, 2, 3, 4, 5, 6, 7, 8, 0x2D, 0, 0, 0x80, 0x3F,
            ]) == 1
        )
        #expect(try label([0x28, 5]) == 5)
        #expect(try label([]) == 0)
    }

    @Test(
        arguments: [[0x2D, 0, 0, 0, 0x3F], [0x2D, 0, 0, 0xC0, 0x7F], [0x2D, 0, 0, 0x80, 0x7F]]
            as [[UInt8]]
    )
    func `a float that is not a whole number is refused`(_ extra: [UInt8]) {
        let error = #expect(throws: DataError.self) { try label(extra) }
        #expect(error?.description == "db: its label is a float that is not a whole number")
    }
}
