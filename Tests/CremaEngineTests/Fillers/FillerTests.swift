import CremaData
import CremaProto
import Testing

@testable import CremaEngine

@Suite struct FillerTests {
    private func filled(
        _ type: String,
        _ shape: Shape,
        seed: UInt64 = 1,
        _ set: (inout FillerParameter) -> Void = { _ in }
    ) throws -> [Float] {
        var parameter = FillerParameter()
        parameter.type = type
        set(&parameter)
        let blob = Blob(shape: shape)
        try FillerCatalog.fill(blob, parameter, random: Philox(seed: seed, stream: 0))
        return Array(blob.data.read())
    }

    private func deviation(_ values: [Float]) -> Float {
        let mean = values.reduce(0, +) / Float(values.count)
        return (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Float(values.count))
            .squareRoot()
    }

    @Test func `lists fillers once, in the order of their names`() {
        let names = FillerCatalog.fillers.map { $0.type }
        #expect(names == Set(names).sorted())
    }

    @Test func `gives the same numbers for the same seed`() throws {
        for filler in FillerCatalog.fillers {
            let first = try filled(filler.type, [2, 3, 4, 4])
            #expect(try filled(filler.type, [2, 3, 4, 4]) == first)
            let isFixed = ["constant", "bilinear"].contains(filler.type)
            #expect(try (filled(filler.type, [2, 3, 4, 4], seed: 2) == first) == isFixed)
        }
    }

    @Test func `spreads evenly within bounds`() throws {
        let values = try filled("uniform", [100, 100]) { ($0.min, $0.max) = (-2, 4) }
        #expect(values.allSatisfy { (-2..<4).contains($0) })
        #expect(abs(values.reduce(0, +) / 10000 - 1) < 0.1)
        #expect(abs(deviation(values) - 3 / Float(3).squareRoot()) < 0.05)
    }

    @Test func `spreads normally around a mean`() throws {
        let values = try filled("gaussian", [100, 100]) { ($0.mean, $0.std) = (3, 0.5) }
        #expect(abs(values.reduce(0, +) / 10000 - 3) < 0.05)
        #expect(abs(deviation(values) - 0.5) < 0.02)
    }

    @Test func `a sparse filler keeps about so many inputs per output`() throws {
        let values = try filled("gaussian", [50, 200]) { $0.sparse = 10 }
        let kept = values.filter { $0 != 0 }.count
        #expect((1700...2300).contains(kept))
    }

    @Test(arguments: [
        (FillerParameter.VarianceNorm.fanIn, 50), (.fanOut, 40), (.average, 45),
    ])
    func `scales by the fan`(norm: FillerParameter.VarianceNorm, fan: Int) throws {
        // 20 outputs of 25 inputs with kernels of 2: fan in 50, fan out 40.
        let shape: Shape = [20, 25, 2]
        let bound = (3 / Float(fan)).squareRoot()
        let uniform = try filled("xavier", shape) { $0.varianceNorm = norm }
        #expect(uniform.allSatisfy { abs($0) <= bound })
        #expect(uniform.contains { abs($0) > 0.95 * bound })
        let normal = try filled("msra", shape) { $0.varianceNorm = norm }
        #expect(abs(deviation(normal) / (2 / Float(fan)).squareRoot() - 1) < 0.1)
    }

    @Test func `sums each output's inputs to 1 on the unit ball`() throws {
        let values = try filled("positive_unitball", [5, 20])
        for row in 0..<5 {
            #expect(abs(values[row * 20..<(row + 1) * 20].reduce(0, +) - 1) < 1e-5)
        }
        #expect(values.allSatisfy { $0 >= 0 })
    }

    @Test func `interpolates between pixels`() throws {
        let kernel: [Float] = [0.25, 0.75, 0.75, 0.25]
        let values = try filled("bilinear", [1, 1, 4, 4])
        #expect(values == kernel.flatMap { row in kernel.map { row * $0 } })
    }

    @Test func `reports what is wrong with a filler`() {
        #expect(
            message { _ = try filled("xaviar", [2]) }?.hasSuffix("xavier; did you mean \"xavier\"?")
                == true
        )
        #expect(message { _ = try filled("uniform", [2]) { $0.min = 2 } } != nil)
        #expect(message { _ = try filled("gaussian", [2]) { $0.std = -1 } } != nil)
        #expect(message { _ = try filled("xavier", [2]) { $0.sparse = 3 } } != nil)
        #expect(message { _ = try filled("xavier", [0, 2]) } != nil)
        #expect(message { _ = try filled("bilinear", [4, 4]) } != nil)
    }
}
