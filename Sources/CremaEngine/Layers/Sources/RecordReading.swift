/// A layer that reads records in a fixed order, one batch a forward pass.
protocol RecordReading: Layer {
    /// The number of the next record, counted on past the end of what is read.
    var position: Int { get }

    /// The number of records of a forward pass.
    var batchSize: Int { get }

    /// Goes on at that record, as a resumed run must.
    func seek(toRecord position: Int) throws
}
