import Testing

@testable import CremaEngine

@Suite struct DNNLDeviceTests {
    let device: DNNLDevice
    let reference = ReferenceDevice()

    init() throws {
        device = try DNNLDevice(file: nil)
    }

    @Test(arguments: Geometries.convolutions)
    func `every order convolves like the reference`(_ geometry: ConvolutionGeometry) throws {
        let sample = ConvolutionSample(geometry)
        let expected = try sample.results(of: reference.makeConvolution(geometry))
        for name in device.candidateNames(geometry) {
            guard let operation = device.candidate(name, geometry) else { continue }
            let found = try sample.results(of: operation)
            #expect(difference(found.y, expected.y) < 1e-4, "\(name): y")
            #expect(difference(found.dx, expected.dx) < 1e-4, "\(name): dx")
            #expect(difference(found.dw, expected.dw) < 1e-4, "\(name): dw")
            #expect(difference(found.db, expected.db) < 1e-4, "\(name): db")
        }
    }

    @Test(arguments: Geometries.convolutions)
    func `up to three axes convolve in a fast order`(_ geometry: ConvolutionGeometry) throws {
        let operation = try device.makeConvolution(geometry)
        #expect((operation.name == "reference") == (geometry.size.count > 3))
        #expect(device.choices == [geometry.description: operation.name])
    }

    @Test func `images that no layout describes are convolved in the plain order`() throws {
        var geometry = Geometries.convolutions[1]
        geometry.isPlain = true
        let operation = try device.makeConvolution(geometry)
        #expect(operation.sourceLayout == nil && operation.targetLayout == nil)
        #expect(operation.weightsLayout == nil)
        #expect(device.choices.isEmpty && device.candidateNames(geometry).isEmpty)
    }

    @Test(arguments: Geometries.convolutions)
    func `every order leaves zeros in its padding`(_ geometry: ConvolutionGeometry) throws {
        let sample = ConvolutionSample(geometry)
        for name in device.candidateNames(geometry) {
            guard let operation = device.candidate(name, geometry) else { continue }
            let memories = try sample.memories(of: operation)
            #expect(hasZerosInPadding(memories.y, operation.targetLayout), "\(name): y")
            #expect(hasZerosInPadding(memories.dx, operation.sourceLayout), "\(name): dx")
            #expect(hasZerosInPadding(memories.dw, operation.weightsLayout), "\(name): dw")
        }
    }

    @Test(arguments: Geometries.convolutions)
    func `shares of a batch are the whole batch`(_ geometry: ConvolutionGeometry) throws {
        let operation = try device.makeConvolution(geometry)
        let sample = ConvolutionSample(geometry)
        let expected = try sample.results(of: operation)
        for total in [2, 3, geometry.images + 1] {
            let found = try sample.results(of: operation, shares: total)
            #expect(difference(found.y, expected.y) < 1e-4)
            #expect(difference(found.dx, expected.dx) < 1e-4)
            #expect(difference(found.dw, expected.dw) < 1e-4)
            #expect(difference(found.db, expected.db) < 1e-4)
        }
    }

    @Test(arguments: Geometries.convolutions)
    func `threads at once compute the same bits as one`(_ geometry: ConvolutionGeometry)
        async throws
    {
        let operation = try device.makeConvolution(geometry)
        let sample = ConvolutionSample(geometry)
        let expected = try sample.results(of: operation)
        try await withThrowingTaskGroup(of: ConvolutionSample.Results.self) { group in
            for _ in 0..<4 {
                group.addTask { try sample.results(of: operation) }
            }
            for try await found in group { #expect(found == expected) }
        }
    }

    @Test(arguments: Geometries.poolings)
    func `every order pools like the reference`(_ geometry: PoolingGeometry) throws {
        var numbers = Numbers(seed: 4)
        let x = numbers.array(3 * geometry.sourceShape.count)
        let dy = numbers.array(3 * geometry.targetShape.count)
        let expected = try reference.makePooling(geometry).forward(x: x, images: 3, geometry)
        let dx = try reference.makePooling(geometry).backward(
            dy: dy,
            indices: expected.indices,
            images: 3,
            geometry
        )
        let operation = device.makePooling(geometry)
        let layouts: [ChannelsLayout?] = [nil, .channelsLast, .blocks8, .blocks16]
        for layout in layouts {
            #expect(operation.supports(layout))
            let found = try operation.forward(x: x, images: 3, geometry, layout: layout)
            #expect(difference(found.y, expected.y) < 1e-6)
            #expect(geometry.method == .average || found.indices == expected.indices)
            let gradient = try operation.backward(
                dy: dy,
                indices: expected.indices,
                images: 3,
                geometry,
                layout: layout
            )
            #expect(difference(gradient, dx) < 1e-6)
        }
    }

    @Test(arguments: Geometries.innerProducts)
    func `an inner product is that of the reference`(_ geometry: InnerProductGeometry) throws {
        let (wanted, found) = (
            reference.makeInnerProduct(geometry), device.makeInnerProduct(geometry)
        )
        for images in [0, 1, 7] {
            let rows = images * geometry.rowsPerImage
            var numbers = Numbers(seed: 5)
            let x = numbers.array(rows * geometry.inputs)
            let w = numbers.array(geometry.inputs * geometry.outputs)
            let b = geometry.hasBias ? numbers.array(geometry.outputs) : nil
            let dy = numbers.array(rows * geometry.outputs)
            #expect(
                difference(
                    try found.forward(x: x, w: w, b: b, rows: rows, geometry),
                    try wanted.forward(x: x, w: w, b: b, rows: rows, geometry)
                ) < 1e-4
            )
            #expect(
                difference(
                    try found.backwardData(dy: dy, w: w, rows: rows, geometry),
                    try wanted.backwardData(dy: dy, w: w, rows: rows, geometry)
                ) < 1e-4
            )
            let gradient = try found.backwardWeights(x: x, dy: dy, rows: rows, geometry)
            let expected = try wanted.backwardWeights(x: x, dy: dy, rows: rows, geometry)
            #expect(difference(gradient.dw, expected.dw) < 1e-4)
            #expect(difference(gradient.db, expected.db) < 1e-4)
        }
    }
}
