import CremaData
import CremaProto

/// Blobs of made-up numbers, each drawn by a filler.
///
/// `shape`, or the old `num`, `channels`, `height` and `width`, is given once for all tops or
/// once for each, and so is `data_filler` (0 everywhere without one). Constant tops are filled
/// once; others again in each forward pass.
final class DummyDataLayer: Layer, RecordReading {
    override class var description: LayerDescription {
        LayerDescription(
            type: "DummyData",
            summary: "Generates its data with fillers.",
            notes: [
                "Constant tops are filled once, others again in each pass."
            ],
            field: "dummy_data_param",
            usage:
                "dummy_data_param { shape { dim: 10 dim: 3 } data_filler { type: \"gaussian\" } }",
            bottoms: .exactly(0),
            tops: .atLeast(1)
        )
    }

    private var fields: DummyDataParameter { parameter.dummyDataParam }
    private var pass: UInt64 = 0

    override var grain: Grain { .batch }
    // Constant tops are filled once.
    override var topUse: TopUse { .values }

    // A pass of random numbers is a record, so that a resumed run goes on with the next one.
    var position: Int { Int(pass) }
    let batchSize = 1

    func seek(toRecord position: Int) { pass = UInt64(position) }

    override func setUp(bottom: [Blob], top: [Blob]) throws {
        try requireCount("data_filler", fields.dataFiller.count, of: top, allowsNone: true)
        let isOld = !fields.num.isEmpty
        guard !isOld || fields.shape.isEmpty else {
            throw error(
                "give either shape or num, channels, height and width, found both",
                field: "dummy_data_param.shape"
            )
        }
        if isOld {
            for (name, list) in oldFields { try requireCount(name, list.count, of: top) }
        } else {
            try requireCount("shape", fields.shape.count, of: top)
        }
        for (index, top) in top.enumerated() {
            top.reshape(to: try shape(of: index))
            if filler(of: index).type == ConstantFiller.type { try fill(top, index) }
        }
    }

    private var oldFields: [(name: String, list: [UInt32])] {
        [
            ("num", fields.num), ("channels", fields.channels), ("height", fields.height),
            ("width", fields.width),
        ]
    }

    private func requireCount(
        _ name: String,
        _ count: Int,
        of top: [Blob],
        allowsNone: Bool = false
    ) throws {
        guard count == 1 || count == top.count || count == 0 && allowsNone else {
            throw error(
                "\(name) is given once for all tops or once for each of the \(top.count); found it "
                    + "\(count) times",
                field: "dummy_data_param.\(name)"
            )
        }
    }

    private func shape(of index: Int) throws -> Shape {
        if fields.num.isEmpty {
            let shape = fields.shape[fields.shape.count == 1 ? 0 : index]
            return try self.shape(shape.dim.map(Int.init), field: "dummy_data_param.shape")
        }
        return try shape(
            oldFields.map { Int($0.list[$0.list.count == 1 ? 0 : index]) },
            field: "dummy_data_param.num"
        )
    }

    private func filler(of index: Int) -> FillerParameter {
        guard !fields.dataFiller.isEmpty else { return .constant(0) }
        return fields.dataFiller[fields.dataFiller.count == 1 ? 0 : index]
    }

    private func fill(_ top: Blob, _ index: Int) throws {
        let stream = Philox.stream(named: "\(name)/\(index)") &+ pass
        do {
            try FillerCatalog.fill(
                top,
                filler(of: index),
                random: Philox(seed: context.seed, stream: stream),
                isOutline: context.isOutline
            )
        } catch let failure as EngineError {
            throw error(failure.message, field: "dummy_data_param.data_filler")
        }
    }

    override func reshape(bottom: [Blob], top: [Blob]) throws {}

    override func forward(bottom: [Blob], top: [Blob], share: Share) throws {
        pass += 1
        for (index, top) in top.enumerated() where filler(of: index).type != ConstantFiller.type {
            try fill(top, index)
        }
    }
}
