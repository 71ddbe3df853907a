import Testing

@testable import CremaEngine

@Suite struct ReferenceDeviceTests {
    let device = ReferenceDevice()

    @Test func `a convolution does not flip its kernel`() throws {
        let geometry = ConvolutionGeometry.make(
            images: 1,
            from: 1,
            to: 1,
            size: [3, 3],
            kernel: [2, 2]
        )
        let y = try device.makeConvolution(geometry).forward(
            x: [1, 2, 3, 4, 5, 6, 7, 8, 9],
            w: [1, 10, 100, 1000],
            b: [0.5],
            geometry
        )
        #expect(y == [5421.5, 6532.5, 8754.5, 9865.5])
    }

    @Test func `stride, padding and dilation select the right inputs`() throws {
        let geometry = ConvolutionGeometry.make(
            images: 1,
            from: 1,
            to: 1,
            size: [4],
            kernel: [2],
            stride: [2],
            pad: [1],
            dilation: [3]
        )
        let y = try device.makeConvolution(geometry).forward(
            x: [1, 2, 3, 4],
            w: [1, 10],
            b: nil,
            geometry
        )
        #expect(geometry.outputSize == [2])
        #expect(y == [30, 2])
    }

    @Test func `a group reads its own channels`() throws {
        let geometry = ConvolutionGeometry.make(
            images: 1,
            from: 2,
            to: 2,
            groups: 2,
            size: [1, 2],
            kernel: [1, 1]
        )
        let y = try device.makeConvolution(geometry).forward(
            x: [1, 2, 3, 4],
            w: [10, 100],
            b: nil,
            geometry
        )
        #expect(y == [10, 20, 300, 400])
    }

    /// With no bias y is linear in x and in w, so its product with any dy is that of dx with x and
    /// of dw with w.
    @Test(arguments: Geometries.convolutions)
    func `gradients of a convolution are its adjoints`(_ geometry: ConvolutionGeometry) throws {
        let operation = device.makeConvolution(geometry)
        var numbers = Numbers(seed: 1)
        let x = numbers.array(geometry.sourceShape.count)
        let w = numbers.array(geometry.weightsShape.count)
        let dy = numbers.array(geometry.targetShape.count)
        let product = dot(try operation.forward(x: x, w: w, b: nil, geometry), dy)
        let dx = try operation.backwardData(dy: dy, w: w, geometry)
        let (dw, db) = try operation.backwardWeights(x: x, dy: dy, geometry)
        let scale = Float(dy.count).squareRoot()
        #expect(abs(dot(dx, x) - product) / scale < 1e-3)
        #expect(abs(dot(dw, w) - product) / scale < 1e-3)
        let plane = geometry.outputSize.reduce(1, *)
        let sums = (0..<geometry.outputs).map { output in
            (0..<geometry.images).reduce(Float(0)) { sum, image in
                let first = (image * geometry.outputs + output) * plane
                return sum + dy[first..<first + plane].reduce(0, +)
            }
        }
        #expect(!geometry.hasBias || difference(db, sums) < 1e-4)
    }

    @Test func `a maximum is the first one, and never padding`() throws {
        let geometry = PoolingGeometry.make(
            .max,
            channels: 1,
            size: (2, 2),
            output: (2, 2),
            kernel: 2,
            stride: 1,
            pad: 1
        )
        let pooled = try device.makePooling(geometry).forward(
            x: [-1, -1, -2, -1],
            images: 1,
            geometry
        )
        #expect(pooled.y == [-1, -1, -1, -1])
        #expect(pooled.indices == [0, 0, 0, 0])
    }

    @Test func `a window without a number has no index and takes no gradient`() throws {
        let geometry = PoolingGeometry.make(
            .max,
            channels: 1,
            size: (1, 2),
            output: (1, 1),
            kernel: 2,
            stride: 1
        )
        let operation = device.makePooling(geometry)
        let pooled = try operation.forward(x: [.nan, .nan], images: 1, geometry)
        #expect(pooled.indices == [-1])
        #expect(pooled.y == [-Float.greatestFiniteMagnitude])
        let dx = try operation.backward(dy: [1], indices: pooled.indices, images: 1, geometry)
        #expect(dx == [0, 0])
    }

    /// Caffe's own numbers for ones(4x4).
    @Test func `a mean counts padding as zeros, but nothing beyond it`() throws {
        let padded = PoolingGeometry.make(
            .average,
            channels: 1,
            size: (4, 4),
            output: (3, 3),
            kernel: 2,
            stride: 2,
            pad: 1
        )
        let ones = [Float](repeating: 1, count: 16)
        #expect(
            try device.makePooling(padded).forward(x: ones, images: 1, padded).y
                == [0.25, 0.5, 0.25, 0.5, 1, 0.5, 0.25, 0.5, 0.25]
        )
        let ragged = PoolingGeometry.make(
            .average,
            channels: 1,
            size: (4, 4),
            output: (2, 2),
            kernel: 3,
            stride: 2
        )
        #expect(
            try device.makePooling(ragged).forward(x: ones, images: 1, ragged).y == [1, 1, 1, 1]
        )
    }

    @Test(arguments: Geometries.poolings)
    func `the gradient of a pooling is its adjoint`(_ geometry: PoolingGeometry) throws {
        let operation = device.makePooling(geometry)
        var numbers = Numbers(seed: 2)
        let x = numbers.array(2 * geometry.sourceShape.count)
        let pooled = try operation.forward(x: x, images: 2, geometry)
        let dy = numbers.array(pooled.y.count)
        let dx = try operation.backward(dy: dy, indices: pooled.indices, images: 2, geometry)
        #expect(abs(dot(dx, x) - dot(dy, pooled.y)) < 1e-3)
    }

    @Test func `an inner product multiplies rows by the weights or by their transpose`() throws {
        let plain = InnerProductGeometry(
            rowsPerImage: 1,
            inputs: 2,
            outputs: 3,
            isTransposed: false,
            hasBias: true
        )
        let y = try device.makeInnerProduct(plain).forward(
            x: [1, 2, 3, 4],
            w: [1, 10, 2, 20, 3, 30],
            b: [0, 1, 2],
            rows: 2,
            plain
        )
        #expect(y == [21, 43, 65, 43, 87, 131])
        var transposed = plain
        transposed.isTransposed = true
        let same = try device.makeInnerProduct(transposed).forward(
            x: [1, 2, 3, 4],
            w: [1, 2, 3, 10, 20, 30],
            b: [0, 1, 2],
            rows: 2,
            transposed
        )
        #expect(same == y)
    }

    @Test(arguments: Geometries.innerProducts)
    func `gradients of an inner product are its adjoints`(_ geometry: InnerProductGeometry) throws {
        let operation = device.makeInnerProduct(geometry)
        let rows = 2 * geometry.rowsPerImage
        var numbers = Numbers(seed: 3)
        let x = numbers.array(rows * geometry.inputs)
        let w = numbers.array(geometry.inputs * geometry.outputs)
        let dy = numbers.array(rows * geometry.outputs)
        let product = dot(try operation.forward(x: x, w: w, b: nil, rows: rows, geometry), dy)
        #expect(
            abs(dot(try operation.backwardData(dy: dy, w: w, rows: rows, geometry), x) - product)
                < 1e-2
        )
        #expect(
            abs(
                dot(try operation.backwardWeights(x: x, dy: dy, rows: rows, geometry).dw, w)
                    - product
            ) < 1e-2
        )
    }
}
