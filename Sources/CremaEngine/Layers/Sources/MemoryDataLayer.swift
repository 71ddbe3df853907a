public import CremaData
import CremaProto

/// Batches of numbers that the program hands over, again and again.
///
/// Tops: N x C x H x W and the labels, whose shape is N until there are numbers and N x 1 x 1 x 1
/// from then on, as in Caffe.
public final class MemoryDataLayer: Layer, RecordReading {
    override public class var description: LayerDescription {
        LayerDescription(
            type: "MemoryData",
            summary: "Provides data that a program has put in.",
            notes: [
                "The program provides its images, in Python with `net.set_input_arrays`; the layer "
                    + "then cycles through them.",
                "Labels have the shape N until there are images, then N x 1 x 1 x 1.",
            ],
            differences: [
                .draws
            ],
            field: "memory_data_param",
            moreFields: ["transform_param"],
            usage: "memory_data_param { batch_size: 10 channels: 3 height: 227 width: 227 }",
            bottoms: .exactly(0),
            tops: .exactly(2)
        )
    }

    private(set) var position = 0
    private var values: [Float] = []
    private var labels: [Float] = []
    /// Whether records were added that no pass has been through yet.
    private var hasNewRecords = false
    /// Items that were added so far, so that the next ones draw other crops.
    private var addedCount = 0

    private var fields: MemoryDataParameter { parameter.memoryDataParam }
    private var count: Int { labels.count }

    /// How many items make a batch.
    public var batchSize: Int { Int(fields.batchSize) }

    /// The shape of one item: C x H x W.
    public var itemShape: [Int] { [fields.channels, fields.height, fields.width].map(Int.init) }

    override public var grain: Grain { .batch }
    override public var reshapesAlways: Bool { true }

    override public func setUp(bottom: [Blob], top: [Blob]) throws {
        _ = try positive(fields.batchSize, field: "memory_data_param.batch_size")
        _ = try positive(fields.channels, field: "memory_data_param.channels")
        _ = try positive(fields.height, field: "memory_data_param.height")
        _ = try positive(fields.width, field: "memory_data_param.width")
        _ = try shape([batchSize] + itemShape, field: "memory_data_param.batch_size")
    }

    override public func reshape(bottom: [Blob], top: [Blob]) throws {
        top[0].reshape(to: Shape([batchSize] + itemShape))
        top[1].reshape(to: count == 0 ? [batchSize] : [batchSize, 1, 1, 1])
    }

    override public func forward(bottom: [Blob], top: [Blob], share: Share) throws {
        guard count > 0 else {
            throw error("there are no data yet; call reset, or add, before the net runs")
        }
        // The position of a file need not be where a batch begins.
        let first = position / batchSize % (count / batchSize) * batchSize
        let size = itemShape.reduce(1, *)
        _ = top[0].data.write().update(
            fromContentsOf: values[first * size..<(first + batchSize) * size]
        )
        _ = top[1].data.write().update(fromContentsOf: labels[first..<first + batchSize])
        position += batchSize
        if position % count == 0 { hasNewRecords = false }
    }

    func seek(toRecord position: Int) throws { self.position = position }

    /// Takes `count` items, copied, and begins with the first of them.
    ///
    /// `data` has `count` x C x H x W numbers, `labels` one an item. Throws unless `count` is a
    /// multiple of the batch size, from 1, and the numbers are as many.
    public func reset(
        data: UnsafeBufferPointer<Float>,
        labels: UnsafeBufferPointer<Float>,
        count: Int
    ) throws {
        try requireWholeBatches(count)
        let size = itemShape.reduce(1, *)
        guard data.count / size == count, data.count % size == 0, labels.count == count else {
            throw error(
                "\(count) items of \(sizeText(itemShape)) need \(count) labels and \(size) numbers "
                    + "each; found \(data.count) numbers and \(labels.count) labels"
            )
        }
        values = Array(data)
        self.labels = Array(labels)
        position = 0
    }

    /// Takes records, transformed according to `transform_param`, and begins
    /// with the first of them.
    ///
    /// Throws unless they are a multiple of the batch size, those added before have all been used,
    /// and each comes out in the layer's shape.
    public func add(_ records: [ImageRecord]) throws {
        guard !hasNewRecords else {
            throw error(
                "records were added before that the net has not used up; run it over all of them "
                    + "first"
            )
        }
        try requireWholeBatches(records.count)
        let size = itemShape.reduce(1, *)
        var values = [Float](repeating: 0, count: records.count * size)
        do {
            let transformer = try DataTransformer(parameter.transformParam, phase: context.phase)
            let random = Philox(seed: context.seed, stream: Philox.stream(named: name))
            for (index, record) in records.enumerated() {
                var draws = random.sequence(iteration: addedCount, element: index)
                try transform(record, transformer, &draws, into: &values, at: index * size)
            }
        } catch let failure as DataError {
            throw error("\(failure)")
        }
        self.values = values
        labels = records.flatMap(\.target.values)
        position = 0
        addedCount += 1
        hasNewRecords = true
    }

    private func transform(
        _ record: ImageRecord,
        _ transformer: DataTransformer,
        _ draws: inout PhiloxSequence,
        into values: inout [Float],
        at start: Int
    ) throws {
        let shape = try transformer.outputShape(
            channels: record.channels,
            height: record.height,
            width: record.width
        )
        let dims = [shape.channels, shape.height, shape.width]
        guard dims == itemShape else {
            throw error(
                "a record comes out as \(sizeText(dims)) (channels x height x width), but "
                    + "memory_data_param has \(sizeText(itemShape))"
            )
        }
        try values.withUnsafeMutableBufferPointer {
            let item = UnsafeMutableBufferPointer(
                rebasing: $0[start..<start + dims.reduce(1, *)]
            )
            try transformer.transform(record, into: item, random: &draws)
        }
    }

    private func requireWholeBatches(_ count: Int) throws {
        guard count > 0, count % batchSize == 0 else {
            throw error(
                "found \(count) items; their number is a multiple of batch_size, \(batchSize), "
                    + "from \(batchSize)"
            )
        }
    }

    private func sizeText(_ dims: [Int]) -> String {
        dims.map(String.init).joined(separator: " x ")
    }
}
