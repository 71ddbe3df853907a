import CremaData

/// How a record's numbers are scaled, cropped and mirrored, drawn by its place in its batch.
struct RecordTransform {
    private let transformer: DataTransformer
    private let random: Philox
    private let batchSize: Int

    init(_ transformer: DataTransformer, _ random: Philox, batchSize: Int) {
        (self.transformer, self.random, self.batchSize) = (transformer, random, batchSize)
    }

    var coding: ImageCoding { transformer.coding }

    /// The record of a number as it goes into a batch.
    ///
    /// Throws where crop or mean do not fit it.
    func sample(_ record: ImageRecord, number: Int, place: String) throws -> Sample {
        try checkCoding(of: record, place)
        let size = try transformer.outputShape(
            channels: record.channels,
            height: record.height,
            width: record.width
        )
        // By the number of the record, so that a resumed run draws what the first one would have.
        let draws = random.sequence(iteration: number / batchSize, element: number % batchSize)
        return Sample(
            place: place,
            shape: try Shape(checking: [size.channels, size.height, size.width]),
            target: record.target,
            isEncoded: record.isEncoded
        ) { [transformer] values in
            var draws = draws
            try transformer.transform(record, into: values, random: &draws)
        }
    }

    /// Throws where an image file came out grey or coloured as it is, and the mean
    /// is of the other kind.
    private func checkCoding(of record: ImageRecord, _ place: String) throws(DataError) {
        guard record.isEncoded, coding == .native, let channels = transformer.meanChannels,
            channels != record.channels, [1, 3].contains(channels)
        else { return }
        let (found, wanted, field) =
            channels == 3
            ? ("grey", "coloured images", "force_color") : ("coloured", "grey images", "force_gray")
        throw .invalidRecord(
            place: place,
            reason: "its image is \(found), but the mean is one of \(wanted); transform_param "
                + "{ \(field): true } makes all images so"
        )
    }
}
