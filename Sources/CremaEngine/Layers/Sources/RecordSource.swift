/// Where a layer's records come from: record after record, as their numbers alone decide.
protocol RecordSource: AnyObject {
    /// Reads the record of a number, counted on past the last one, and gives the work that is left
    /// to be done with it.
    ///
    /// Called by one thread at a time, for numbers in rising order as a rule; the work is done by
    /// several threads at once.
    func record(_ number: Int) throws -> () throws -> Sample

    /// Channels, height and width of the first record.
    func firstShape() throws -> Shape
}

extension RecordSource {
    func firstShape() throws -> Shape { try record(0)().shape }
}

/// One record, decoded, on its way into a batch.
struct Sample {
    /// What the record is called in errors.
    let place: String
    /// Channels, height and width.
    let shape: Shape
    /// The number of its class.
    let label: Int
    /// Writes its numbers; what stood there before is no matter.
    let write: (UnsafeMutableBufferPointer<Float>) throws -> Void
}
