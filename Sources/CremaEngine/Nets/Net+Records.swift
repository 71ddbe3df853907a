extension Net {
    /// Has every layer that reads records go on with those of a forward pass, as a resumed run must.
    ///
    /// Throws where there is no such pass.
    func seekRecords(toPass pass: Int) throws {
        for node in nodes {
            guard let layer = node.layer as? any RecordReading else { continue }
            let (record, overflows) = pass.multipliedReportingOverflow(by: layer.batchSize)
            guard !overflows, record >= 0 else {
                throw layer.error("there is no forward pass \(pass) to go on with")
            }
            try layer.seek(toRecord: record)
        }
    }
}
