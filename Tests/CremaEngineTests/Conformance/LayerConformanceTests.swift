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

    @Test(arguments: cases) func `computes the gradient that finite differences show`(_ item: Case)
        throws
    {
        let wrong = try item.makeBench().wrongSlopes()
        #expect(wrong.isEmpty, "\(wrong.prefix(5).joined(separator: "; "))")
    }

    @Test func `notices a gradient that is wrong for one element`() throws {
        let wrong = try LayerBench(
            CrookedLayer.self,
            CrookedLayer.description.examples[0],
            on: ReferenceDevice()
        ).wrongSlopes()
        #expect(wrong.count == 1 && wrong[0].hasPrefix("bottom 0, element 2 "))
    }

    /// y = x, but its third element sends back a slope of 1.01.
    private final class CrookedLayer: Layer {
        override class var description: LayerDescription {
            LayerDescription(
                type: "Crooked",
                summary: "Has a wrong slope.",
                bottoms: .exactly(1),
                tops: .exactly(1),
                examples: [.init("", bottoms: [[4]], range: 2...3)]
            )
        }

        override func reshape(bottom: [Blob], top: [Blob]) throws {
            top[0].reshape(to: bottom[0].shape)
        }

        override func forward(bottom: [Blob], top: [Blob], share: Share) throws {
            _ = top[0].data.write().update(from: bottom[0].data.read())
        }

        override func backward(
            top: [Blob],
            propagateDown: [Bool],
            bottom: [Blob],
            share: Share
        ) throws {
            let dx = bottom[0].diff.write()
            _ = dx.update(from: top[0].diff.read())
            dx[2] *= 1.01
        }
    }

    @Test(arguments: cases) func `computes the same in two shares as in one`(_ item: Case) throws {
        let whole = try item.makeBench()
        let dealt = try item.makeBench()
        try run(whole)
        try run(dealt, shares: 2)
        expectEqual(whole, dealt)
    }

    @Test(arguments: cases.filter { $0.type.description.inPlace == .allowed })
    func `computes the same in place`(_ item: Case) throws {
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
    func `computes the same in a padded layout`(_ item: Case) throws {
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

    @Test(arguments: cases) func `accepts an empty batch, or reports why not`(_ item: Case) throws {
        let bench = try item.makeBench()
        let images = bench.bottoms[0].shape.images
        for bottom in bench.bottoms where bottom.shape.dims.first == images {
            bottom.reshape(to: bottom.shape.with(0, 0))
        }
        do { try run(bench) } catch is EngineError { return }
        for memory in bench.tops.map(\.data) + bench.layer.blobs.map(\.diff) {
            #expect(memory.read().allSatisfy { $0.isFinite })
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
