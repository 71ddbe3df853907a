@testable import CremaEngine

// The operations on arrays in the plain order, through their own layouts.

extension ConvolutionOperation {
    func forward(
        x: [Float],
        w: [Float],
        b: [Float]?,
        _ geometry: ConvolutionGeometry
    ) throws -> [Float] {
        let y = Memory(shape: geometry.targetShape)
        let source = memory(geometry.sourceShape, x)
        let weights = memory(geometry.weightsShape, w)
        let bias = b.map { memory([geometry.outputs], $0) }
        try withExtendedLifetime((source, weights, bias)) {
            try forward(
                x: source.read(sourceLayout, .whole),
                w: weights.read(weightsLayout, .whole),
                b: bias?.read(nil, .whole),
                y: y.write(targetLayout, .whole),
                images: geometry.images
            )
        }
        return plain(y)
    }

    func backwardData(
        dy: [Float],
        w: [Float],
        _ geometry: ConvolutionGeometry
    ) throws -> [Float] {
        let dx = Memory(shape: geometry.sourceShape)
        let target = memory(geometry.targetShape, dy)
        let weights = memory(geometry.weightsShape, w)
        try withExtendedLifetime((target, weights)) {
            try backwardData(
                dy: target.read(targetLayout, .whole),
                w: weights.read(weightsLayout, .whole),
                dx: dx.write(sourceLayout, .whole),
                images: geometry.images
            )
        }
        return plain(dx)
    }

    func backwardWeights(
        x: [Float],
        dy: [Float],
        _ geometry: ConvolutionGeometry
    ) throws -> (dw: [Float], db: [Float]) {
        let dw = Memory(shape: geometry.weightsShape)
        let db = Memory(shape: [geometry.outputs])
        let source = memory(geometry.sourceShape, x)
        let target = memory(geometry.targetShape, dy)
        try withExtendedLifetime((source, target)) {
            try backwardWeights(
                x: source.read(sourceLayout, .whole),
                dy: target.read(targetLayout, .whole),
                dw: dw.write(weightsLayout, .whole),
                db: geometry.hasBias ? db.write(nil, .whole) : nil,
                images: geometry.images
            )
        }
        return (plain(dw), plain(db))
    }
}

extension PoolingOperation {
    /// Indices come back in the plain order too.
    func forward(
        x: [Float],
        images: Int,
        _ geometry: PoolingGeometry,
        layout: (any Layout)? = nil
    ) throws -> (y: [Float], indices: [Int32]) {
        let shape = geometry.targetShape.with(0, images)
        let source = memory(geometry.sourceShape.with(0, images), x)
        let y = Memory(shape: shape)
        let numbers = Memory(shape: shape)
        let count = y.count(layout, .whole)
        var indices = [Int32](repeating: 0, count: count)
        try withExtendedLifetime(source) {
            try forward(
                x: source.read(layout, .whole),
                y: y.write(layout, .whole),
                indices: &indices,
                images: images,
                layout: layout
            )
        }
        let floats = numbers.write(layout, .whole)
        for index in 0..<count { floats[index] = Float(indices[index]) }
        return (plain(y), plain(numbers).map { Int32($0) })
    }

    func backward(
        dy: [Float],
        indices: [Int32],
        images: Int,
        _ geometry: PoolingGeometry,
        layout: (any Layout)? = nil
    ) throws -> [Float] {
        let shape = geometry.targetShape.with(0, images)
        let dx = Memory(shape: geometry.sourceShape.with(0, images))
        let numbers = memory(shape, indices.map { Float($0) })
        let gradient = memory(shape, dy)
        let floats = numbers.read(layout, .whole)
        let packed = withExtendedLifetime(numbers) {
            (0..<numbers.count(layout, .whole)).map { Int32(floats[$0]) }
        }
        try withExtendedLifetime(gradient) {
            try backward(
                dy: gradient.read(layout, .whole),
                indices: packed,
                dx: dx.write(layout, .whole),
                images: images,
                layout: layout
            )
        }
        return plain(dx)
    }
}

extension InnerProductOperation {
    func forward(
        x: [Float],
        w: [Float],
        b: [Float]?,
        rows: Int,
        _ geometry: InnerProductGeometry
    ) throws -> [Float] {
        var y = [Float](repeating: .nan, count: rows * geometry.outputs)
        let images = rows / geometry.rowsPerImage
        if let b {
            try forward(x: x, w: w, b: b, y: &y, images: images)
        } else {
            try forward(x: x, w: w, b: nil, y: &y, images: images)
        }
        return y
    }

    func backwardData(
        dy: [Float],
        w: [Float],
        rows: Int,
        _ geometry: InnerProductGeometry
    ) throws -> [Float] {
        var dx = [Float](repeating: .nan, count: rows * geometry.inputs)
        try backwardData(dy: dy, w: w, dx: &dx, images: rows / geometry.rowsPerImage)
        return dx
    }

    func backwardWeights(
        x: [Float],
        dy: [Float],
        rows: Int,
        _ geometry: InnerProductGeometry
    ) throws -> (dw: [Float], db: [Float]) {
        var dw = [Float](repeating: .nan, count: geometry.inputs * geometry.outputs)
        var db = [Float](repeating: .nan, count: geometry.outputs)
        try backwardWeights(
            x: x,
            dy: dy,
            dw: &dw,
            db: &db,
            images: rows / geometry.rowsPerImage
        )
        return (dw, db)
    }
}

extension PoolingGeometry {
    /// The shapes of one image.
    var sourceShape: Shape { [1, channels, height, width] }
    var targetShape: Shape { [1, channels, outputHeight, outputWidth] }
}

/// Memory of a shape with those numbers.
func memory(_ shape: Shape, _ numbers: [Float]) -> Memory {
    let memory = Memory(shape: shape)
    _ = memory.write().update(fromContentsOf: numbers)
    return memory
}

/// The numbers of a memory in the plain order.
func plain(_ memory: Memory) -> [Float] {
    withExtendedLifetime(memory) { Array(memory.read()) }
}
