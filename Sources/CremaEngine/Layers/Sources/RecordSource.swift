import CremaData

/// Where a layer's records come from: record after record, as their numbers alone decide.
protocol RecordSource: AnyObject {
    /// Reads the record of a number, counted on past the last one, and gives the work that is left
    /// to be done with it.
    ///
    /// Called by one thread at a time, for numbers in increasing order as a rule; the work is done
    /// by several threads at once.
    func record(_ number: Int) throws -> () throws -> Sample

    /// Channels, height and width of the first record.
    func firstShape() throws -> Shape

    /// The shape of each record's target, behind the axis of the batch.
    var targetDims: [Int] { get }
}

extension RecordSource {
    func firstShape() throws -> Shape { try record(0)().shape }

    /// None: one number, that of a class.
    var targetDims: [Int] { [] }
}

/// One record, decoded, on its way into a batch.
struct Sample {
    /// What the record is called in errors.
    let place: String
    /// Channels, height and width.
    let shape: Shape
    /// What a net should find in it.
    let target: Target
    /// Whether it was an image file, which can be decoded to grey or to colour.
    var isEncoded = false
    /// Writes its numbers, whatever was there before.
    var write: (UnsafeMutableBufferPointer<Float>) throws -> Void
}

extension Sample {
    /// The sample without the image that it is made from, where that is large: it then is
    /// the numbers that go into the batch, so that the image's room can be left before the
    /// batch is ready for it.
    func leaving(_ room: DecodingRoom) throws -> Sample {
        guard room.isLarge else { return self }
        var values = [Float](repeating: 0, count: shape.count)
        try values.withUnsafeMutableBufferPointer { try write($0) }
        var sample = self
        sample.write = { [values] in _ = $0.update(fromContentsOf: values) }
        return sample
    }
}
