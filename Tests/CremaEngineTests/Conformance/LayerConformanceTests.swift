import Testing

@testable import CremaEngine

/// What every layer of the catalog is held to, by being listed.
@Suite struct LayerConformanceTests {
    /// An example of a layer, on a device.
    struct Case: CustomTestStringConvertible {
        let type: Layer.Type
        let number: Int
        let device: String

        var example: LayerDescription.Example { type.description.examples[number] }
        var testDescription: String {
            "\(type.description.type) \(number) { \(example.prototxt) } on \(device)"
        }

        func makeBench(inPlace: Bool = false) throws -> LayerBench {
            let device = try DeviceCatalog.builtIn.makeDevice(named: device)
            return try LayerBench(type, example, on: device, inPlace: inPlace)
        }
    }

    static let cases = DeviceCatalog.builtIn.entries.flatMap { device in
        LayerCatalog.builtIn.types.flatMap { type in
            type.description.examples.indices.map {
                Case(type: type, number: $0, device: device.name)
            }
        }
    }

    // Caffe's gradient checker: the slope by differences is the reference.
    @Test(arguments: cases) func `sends back the slope that differences show`(_ item: Case) throws {
        let bench = try item.makeBench()
        let example = bench.example
        try bench.forward()
        try bench.backward()
        for (name, blob) in bench.inputs {
            let gradient = Array(blob.diff.read())
            var failures: [String] = []
            for index in gradient.indices {
                let value = blob.data.read()[index]
                if name.hasPrefix("bottom"), let kink = example.kink,
                    abs(value - kink.at) <= kink.range
                {
                    continue
                }
                let slope = try bench.slope(of: blob, index)
                let scale = max(abs(slope), abs(Double(gradient[index])), 1)
                if !(abs(Double(gradient[index]) - slope) <= Double(example.threshold) * scale) {
                    failures.append(
                        "element \(index), \(value): backward says \(gradient[index]), "
                            + "differences \(slope)"
                    )
                }
            }
            #expect(failures.isEmpty, "\(name): \(failures.prefix(5).joined(separator: "; "))")
        }
    }

    @Test(arguments: cases) func `gives the same in two shares as in one`(_ item: Case) throws {
        let whole = try item.makeBench()
        let dealt = try item.makeBench()
        try run(whole)
        try run(dealt, shares: 2)
        expectEqual(whole, dealt)
    }

    @Test(arguments: cases.filter { $0.type.description.inPlace == .allowed })
    func `gives the same in place`(_ item: Case) throws {
        let apart = try item.makeBench()
        let inPlace = try item.makeBench(inPlace: true)
        try run(apart)
        try inPlace.forward()
        expectClose("top", Array(apart.tops[0].data.read()), Array(inPlace.tops[0].data.read()))
        try inPlace.backward()
        for (one, other) in zip(apart.inputs, inPlace.inputs) {
            expectClose(one.name, Array(one.blob.diff.read()), Array(other.blob.diff.read()))
        }
    }

    @Test(arguments: cases.filter { $0.example.bottoms.allSatisfy { $0.axisCount == 4 } })
    func `gives the same in a padded layout`(_ item: Case) throws {
        let plain = try item.makeBench()
        let packed = try item.makeBench()
        let layout = PaddedLayout()
        try run(plain)
        for bottom in packed.bottoms { _ = bottom.data.update(layout, .whole) }
        try packed.forward()
        for (one, other) in zip(plain.tops, packed.tops) {
            expectCleanPadding(other.data, layout)
            expectClose("top", Array(one.data.read()), Array(other.data.read()))
            _ = other.diff.write().update(from: one.diff.read())
            if other.shape.axisCount == 4 { _ = other.diff.update(layout, .whole) }
        }
        try packed.backwardFromDiffs()
        for bottom in packed.bottoms { expectCleanPadding(bottom.diff, layout) }
        for (one, other) in zip(plain.inputs, packed.inputs) {
            expectClose(one.name, Array(one.blob.diff.read()), Array(other.blob.diff.read()))
        }
    }

    private func run(_ bench: LayerBench, shares: Int = 1) throws {
        try bench.forward(shares: shares)
        try bench.backward(shares: shares)
    }

    private func expectEqual(_ one: LayerBench, _ other: LayerBench) {
        for (index, tops) in zip(one.tops, other.tops).enumerated() {
            expectClose("top \(index)", Array(tops.0.data.read()), Array(tops.1.data.read()))
        }
        for (one, other) in zip(one.inputs, other.inputs) {
            expectClose(one.name, Array(one.blob.diff.read()), Array(other.blob.diff.read()))
        }
    }

    private func expectClose(_ name: String, _ wanted: [Float], _ found: [Float]) {
        #expect(wanted.count == found.count, "\(name)")
        for (index, (wanted, found)) in zip(wanted, found).enumerated()
        where !(abs(wanted - found) <= 1e-5 * max(abs(wanted), 1)) {
            Issue.record("\(name), element \(index): wanted \(wanted), found \(found)")
            return
        }
    }

    private func expectCleanPadding(_ memory: Memory, _ layout: PaddedLayout) {
        guard memory.currentLayout(.whole) === layout else { return }
        #expect(layout.hasCleanPadding(memory.read(layout, .whole), shape: memory.shape))
    }
}

extension LayerBench {
    /// The slope of the objective at an element of an input, by differences.
    func slope(of blob: Blob, _ index: Int) throws -> Double {
        let value = blob.data.read()[index]
        func objective(at value: Float) throws -> Double {
            blob.data.update()[index] = value
            try forward()
            return self.objective
        }
        let (low, high) = (value - example.step, value + example.step)
        let difference = try objective(at: high) - objective(at: low)
        blob.data.update()[index] = value
        // The step that was taken after rounding.
        return difference / (Double(high) - Double(low))
    }
}
