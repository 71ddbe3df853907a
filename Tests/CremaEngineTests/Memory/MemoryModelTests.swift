import Testing

@testable import CremaEngine

/// Memory by random operations, against a plain array that every operation is done to as well.
///
/// A failure names its seed: `MemoryModel(seed: N).run()` repeats it.
struct MemoryModelTests {
    @Test(arguments: 0..<40)
    func `memory in any order holds what a plain array holds`(seed: Int) {
        var model = MemoryModel(seed: UInt64(seed))
        let finding = model.run(operations: 250)
        #expect(finding == nil, "seed \(seed): \(finding ?? "")")
    }

    @Test(arguments: 0..<40)
    func `memory viewed in two shapes holds the same numbers in both`(seed: Int) {
        var random = Dice(seed: UInt64(1000 + seed))
        let original = Memory(shape: [6, 4, 5])
        let shapes: [Shape] = [[6, 4, 5], [4, 6, 5], [120], [2, 60]]
        let views = shapes.map { original.seen(in: $0) }
        var model = [Float](repeating: 0, count: 120)
        for operation in 0..<200 {
            let view = views[random.below(views.count)]
            let share = random.share()
            let first = share.images(of: view.shape.images).lowerBound * view.shape.imageCount
            switch random.below(4) {
            case 0:
                let numbers = view.update(share)
                for index in numbers.indices { numbers[index] = random.number() }
                for index in numbers.indices { model[first + index] = numbers[index] }
            case 1:
                let layout = Layouts.any(&random)
                let packed = view.read(layout, .whole)
                let plain = layout.unpacked(packed, view.shape, images: view.shape.images)
                #expect(plain == model, "seed \(seed), operation \(operation)")
            case 2:
                view.clear()
                model = [Float](repeating: 0, count: 120)
            default:
                let numbers = Array(view.read(share))
                #expect(
                    numbers == Array(model[first..<first + numbers.count]),
                    "seed \(seed), operation \(operation)"
                )
            }
        }
    }
}

/// The orders other than the plain one.
private enum Layouts {
    private static let all: [any Layout] = [
        ChannelsLayout.channelsLast, ChannelsLayout.blocks8, ChannelsLayout.blocks16,
    ]

    static func any(_ dice: inout Dice) -> any Layout { all[dice.below(all.count)] }
}

extension Layout {
    /// Images of this layout in the plain order.
    fileprivate func unpacked(
        _ packed: UnsafePointer<Float>,
        _ shape: Shape,
        images: Int
    ) -> [Float] {
        var plain = [Float](repeating: .nan, count: images * shape.imageCount)
        plain.withUnsafeMutableBufferPointer { buffer in
            guard let start = buffer.baseAddress, !buffer.isEmpty else { return }
            unpack(packed, into: start, shape: shape, images: images)
        }
        return plain
    }
}

/// Numbers from a seed.
struct Dice {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

    /// A number from 0 on and below a bound.
    mutating func below(_ bound: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int((state >> 33) % UInt64(bound))
    }

    mutating func number() -> Float { Float(below(20001) - 10000) / 64 }

    mutating func share() -> Share {
        let total = 1 + below(4)
        return Share(index: below(total), of: total)
    }
}

/// A memory, the array that it should equal, and a row of random operations on both.
private struct MemoryModel {
    private var dice: Dice
    private let memory: Memory
    private var model: [Float]
    /// Whether what an operation read was right.
    private var isRight = true
    /// The views that are held.
    private var pins: [Memory.Buffer] = []

    private static let shapes: [Shape] = [
        [3, 5, 2, 2], [1, 17, 3, 1], [8, 1, 1, 1], [4, 16, 2, 3], [0, 3, 2, 2], [2, 33, 1, 4],
    ]

    init(seed: UInt64) {
        dice = Dice(seed: seed)
        let shape = Self.shapes[dice.below(Self.shapes.count)]
        memory = Memory(shape: shape)
        model = [Float](repeating: 0, count: shape.count)
    }

    /// What goes wrong first in so many operations; nil where nothing does.
    mutating func run(operations: Int) -> String? {
        for operation in 0..<operations {
            let name = step()
            if !isRight || !agrees() {
                return "operation \(operation), \(name): other numbers than the array"
            }
        }
        return nil
    }

    /// Whether the memory holds the array's numbers.
    ///
    /// That is looked at now and then, as a look makes the plain order current.
    private mutating func agrees() -> Bool {
        guard dice.below(4) == 0 else { return true }
        return Array(memory.read()) == model
    }

    /// Does one operation, and gives its name.
    private mutating func step() -> String {
        switch dice.below(9) {
        case 0: return write()
        case 1: return update()
        case 2: return readShare()
        case 3: return readLayout()
        case 4: return pin()
        case 5: return unpin()
        case 6: return writeThroughView()
        case 7 where dice.below(8) == 0: return reshape()
        case 8 where dice.below(3) == 0:
            memory.clear()
            for index in model.indices { model[index] = 0 }
            return "clear"
        default: return segment()
        }
    }

    /// The elements of a share in the plain order.
    private func range(of share: Share) -> Range<Int> {
        let images = share.images(of: memory.shape.images), size = memory.shape.imageCount
        return images.lowerBound * size..<images.upperBound * size
    }

    private mutating func write() -> String {
        let share = dice.share(), range = range(of: share)
        let numbers = memory.write(share)
        for index in numbers.indices {
            numbers[index] = dice.number()
            model[range.lowerBound + index] = numbers[index]
        }
        return "write \(share)"
    }

    private mutating func update() -> String {
        let share = dice.share(), range = range(of: share)
        let numbers = memory.update(share)
        for index in numbers.indices {
            numbers[index] += 1
            model[range.lowerBound + index] += 1
        }
        return "update \(share)"
    }

    private mutating func readShare() -> String {
        let share = dice.share()
        isRight = Array(memory.read(share)) == Array(model[range(of: share)])
        return "read \(share)"
    }

    private mutating func readLayout() -> String {
        let share = dice.share(), layout = Layouts.any(&dice)
        let images = share.images(of: memory.shape.images).count
        let found = layout.unpacked(memory.read(layout, share), memory.shape, images: images)
        isRight = found == Array(model[range(of: share)])
        return "read \(layout.name) \(share)"
    }

    /// What a layer does: each share by itself, in a layout that its work has chosen.
    private mutating func segment() -> String {
        let total = 1 + dice.below(4)
        for index in 0..<total {
            let share = Share(index: index, of: total), layout = Layouts.any(&dice)
            let count = memory.count(layout, share)
            let numbers = memory.update(layout, share)
            // Doubled, so that the padding stays zero.
            for index in 0..<count { numbers[index] *= 0.5 }
            for index in range(of: share) { model[index] *= 0.5 }
            isRight = isRight && memory.currentLayout(share) === layout
        }
        return "segment of \(total)"
    }

    private mutating func pin() -> String {
        pins.append(memory.pin())
        return "pin"
    }

    private mutating func unpin() -> String {
        if pins.popLast() != nil { memory.unpin() }
        return "unpin"
    }

    /// Somebody outside writes; the net settles the views before and after.
    private mutating func writeThroughView() -> String {
        memory.settleView()
        // A memory that has grown has left the buffer of an older view.
        let current = memory.read().baseAddress
        guard let view = pins.last, UnsafePointer(view.floats) == current, !model.isEmpty else {
            return "no view"
        }
        let index = dice.below(model.count)
        view.floats[index] = dice.number()
        model[index] = view.floats[index]
        memory.settleView()
        return "write through a view"
    }

    /// Numbers stay where they fit; what is beyond them may be anything, so it is written.
    private mutating func reshape() -> String {
        let shape = Self.shapes[dice.below(Self.shapes.count)]
        let fits = shape.count <= model.count
        memory.reshape(to: shape)
        if fits {
            model = Array(model.prefix(shape.count))
        } else {
            let numbers = memory.write()
            for index in numbers.indices { numbers[index] = dice.number() }
            model = Array(numbers)
        }
        return "reshape to \(shape)"
    }
}
