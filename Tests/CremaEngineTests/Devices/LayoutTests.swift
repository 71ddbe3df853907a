import Testing

@testable import CremaEngine

@Suite struct LayoutTests {
    static let channels: [ChannelsLayout] = [.channelsLast, .blocks8, .blocks16]

    static let shapes: [Shape] = [
        [4, 3, 5, 5], [3, 20, 7, 9], [2, 64, 40, 3], [5, 1, 4, 4], [3, 17], [2, 16, 6],
        [2, 9, 3, 4, 5], [6], [0, 4, 3, 3], [2, 0, 3, 3],
    ]

    @Test(arguments: channels, shapes)
    func `images come back as they were`(_ layout: ChannelsLayout, _ shape: Shape) {
        var numbers = Numbers(seed: 7)
        let values = numbers.array(shape.count)
        let images = memory(shape, values)
        let packed = Memory(shape: shape)
        let target = packed.write(layout, .whole)
        withExtendedLifetime(images) {
            target.update(from: images.read(layout, .whole), count: images.count(layout, .whole))
        }
        #expect(plain(packed) == values)
        #expect(hasZerosInPadding(images, layout))
        let image = shape.with(0, 1)
        #expect(layout.isPadded(shape) == (layout.count(of: image, images: 1) != image.count))
    }

    @Test func `channels last stores the channels of a pixel next to each other`() {
        let shape: Shape = [1, 2, 1, 3]
        var packed = [Float](repeating: 0, count: 6)
        ChannelsLayout.channelsLast.pack(
            [1, 2, 3, 10, 20, 30],
            into: &packed,
            shape: shape,
            images: 1
        )
        #expect(packed == [1, 10, 2, 20, 3, 30])
    }

    @Test func `a block that the channels do not fill is padded`() {
        var packed = [Float](repeating: .nan, count: 16)
        ChannelsLayout.blocks8.pack(
            [1, 2, 10, 20, 30, 40],
            into: &packed,
            shape: [1, 3, 1, 2],
            images: 1
        )
        #expect(packed == [1, 10, 30, 0, 0, 0, 0, 0, 2, 20, 40, 0, 0, 0, 0, 0])
    }

    @Test(arguments: Geometries.convolutions)
    func `weights come back as they were`(_ geometry: ConvolutionGeometry) throws {
        let device = try DNNLDevice(file: nil)
        var numbers = Numbers(seed: 8)
        let values = numbers.array(geometry.weightsShape.count)
        for name in device.candidateNames(geometry) {
            let again = device.candidate(name, geometry)?.weightsLayout
            guard let layout = device.candidate(name, geometry)?.weightsLayout else { continue }
            #expect(again === layout, "a layout is one object")
            let weights = memory(geometry.weightsShape, values)
            let packed = Memory(shape: geometry.weightsShape)
            let target = packed.write(layout, .whole)
            withExtendedLifetime(weights) {
                target.update(
                    from: weights.read(layout, .whole),
                    count: weights.count(layout, .whole)
                )
            }
            #expect(plain(packed) == values, "\(name)")
            #expect(hasZerosInPadding(weights, layout), "\(name)")
        }
    }

    @Test(arguments: channels, 1...3)
    func `memory reads what was written, in any order and by any share`(
        _ layout: ChannelsLayout,
        _ total: Int
    ) {
        let shape: Shape = [5, 20, 3, 3]
        var numbers = Numbers(seed: 9)
        let values = numbers.array(shape.count)
        let images = memory(shape, values)
        withExtendedLifetime(images) {
            for index in 0..<total {
                let share = Share(index: index, of: total)
                let count = images.count(layout, share)
                let floats = images.update(layout, share)
                for place in 0..<count { floats[place] *= 2 }
                #expect(images.currentLayout(share) === layout)
            }
            #expect(Array(images.read()) == values.map { $0 * 2 })
            let whole = images.update(.whole)
            for place in whole.indices { whole[place] += 1 }
            // Another layout than the last one, by other shares than before.
            for index in 0..<4 {
                let share = Share(index: index, of: 4)
                let floats = images.update(ChannelsLayout.blocks8, share)
                #expect(floats[0] == values[share.images(of: 5).lowerBound * 180] * 2 + 1)
                floats[0] = Float(index)
            }
            var expected = values.map { $0 * 2 + 1 }
            for index in 0..<4 {
                expected[Share(index: index, of: 4).images(of: 5).lowerBound * 180] = Float(index)
            }
            #expect(Array(images.read()) == expected)
        }
    }
}
