@testable import CremaEngine

/// Numbers for a convolution, and what an operation makes of them.
struct ConvolutionSample {
    let geometry: ConvolutionGeometry
    let x, w, b, dy: [Float]

    /// In the plain order.
    struct Results: Equatable {
        var y, dx, dw, db: [Float]
    }

    init(_ geometry: ConvolutionGeometry) {
        self.geometry = geometry
        var numbers = Numbers(seed: 6)
        x = numbers.array(geometry.sourceShape.count)
        w = numbers.array(geometry.weightsShape.count)
        b = numbers.array(geometry.outputs)
        dy = numbers.array(geometry.targetShape.count)
    }

    func results(of operation: any ConvolutionOperation) throws -> Results {
        let memories = try memories(of: operation)
        return Results(
            y: plain(memories.y),
            dx: plain(memories.dx),
            dw: plain(memories.dw),
            db: plain(memories.db)
        )
    }

    /// The results in the orders of the operation.
    func memories(
        of operation: any ConvolutionOperation
    ) throws -> (y: Memory, dx: Memory, dw: Memory, db: Memory) {
        let y = Memory(shape: geometry.targetShape)
        let dx = Memory(shape: geometry.sourceShape)
        let dw = Memory(shape: geometry.weightsShape)
        let db = Memory(shape: [geometry.outputs])
        try run(operation, share: .whole, y: y, dx: dx, dw: dw, db: db)
        return (y, dx, dw, db)
    }

    /// The results of a batch that is dealt out, with the gradients of the weights added up.
    func results(of operation: any ConvolutionOperation, shares total: Int) throws -> Results {
        let y = Memory(shape: geometry.targetShape)
        let dx = Memory(shape: geometry.sourceShape)
        var dw = [Float](repeating: 0, count: w.count)
        var db = [Float](repeating: 0, count: b.count)
        for index in 0..<total {
            let dwPart = Memory(shape: geometry.weightsShape)
            let dbPart = Memory(shape: [b.count])
            let share = Share(index: index, of: total)
            try run(operation, share: share, y: y, dx: dx, dw: dwPart, db: dbPart)
            for (index, part) in plain(dwPart).enumerated() { dw[index] += part }
            for (index, part) in plain(dbPart).enumerated() { db[index] += part }
        }
        return Results(y: plain(y), dx: plain(dx), dw: dw, db: db)
    }

    private func run(
        _ operation: any ConvolutionOperation,
        share: Share,
        y: Memory,
        dx: Memory,
        dw: Memory,
        db: Memory
    ) throws {
        let source = memory(geometry.sourceShape, x)
        let target = memory(geometry.targetShape, dy)
        let weights = memory(geometry.weightsShape, w)
        let bias = memory([geometry.outputs], b)
        let images = share.images(of: geometry.images).count
        try withExtendedLifetime((source, target, weights, bias)) {
            let hasBias = geometry.hasBias
            let w = weights.read(operation.weightsLayout, .whole)
            try operation.forward(
                x: source.read(operation.sourceLayout, share),
                w: w,
                b: hasBias ? bias.read(nil, .whole) : nil,
                y: y.write(operation.targetLayout, share),
                images: images
            )
            try operation.backwardData(
                dy: target.read(operation.targetLayout, share),
                w: w,
                dx: dx.write(operation.sourceLayout, share),
                images: images
            )
            try operation.backwardWeights(
                x: source.read(operation.sourceLayout, share),
                dy: target.read(operation.targetLayout, share),
                dw: dw.write(operation.weightsLayout, .whole),
                db: hasBias ? db.write(nil, .whole) : nil,
                images: images
            )
        }
    }
}

/// Whether what lies between the elements is zero: as many numbers differ from it as in the plain
/// order.
func hasZerosInPadding(_ memory: Memory, _ layout: (any Layout)?) -> Bool {
    withExtendedLifetime(memory) {
        let packed = UnsafeBufferPointer(
            start: memory.read(layout, .whole),
            count: memory.count(layout, .whole)
        )
        return packed.count { $0 != 0 } == memory.read().count { $0 != 0 }
    }
}
