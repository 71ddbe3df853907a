import Testing

@testable import CremaEngine

/// Memory and blobs that several workers, or several owners, see at the same time.
struct SharedMemoryTests {
    private static let layouts: [(any Layout)?] = [
        nil, ChannelsLayout.channelsLast, ChannelsLayout.blocks8, ChannelsLayout.blocks16,
    ]

    @Test(arguments: [2, 3, 4])
    func `workers change their shares at the same time, each in an order of its own`(
        count: Int
    ) throws {
        let pool = WorkerPool(count: count)
        let memory = Memory(shape: [7, 5, 3, 2])
        for round in 0..<200 {
            try pool.run { worker in
                let share = Share(index: worker, of: count)
                let layout = Self.layouts[(worker + round) % Self.layouts.count]
                let numbers = memory.update(layout, share)
                for index in 0..<memory.count(layout, share) {
                    // The padding stays 0.
                    numbers[index] = layout == nil ? numbers[index] + 1 : numbers[index] * 2
                }
            }
        }
        // Each worker has added 1 and doubled three times, again and again, modulo what a float
        // holds.
        for worker in 0..<count {
            var wanted: Float = 0
            for round in 0..<200 {
                let isPlain = (worker + round) % Self.layouts.count == 0
                wanted = isPlain ? wanted + 1 : wanted * 2
            }
            let numbers = Array(memory.read(Share(index: worker, of: count)))
            #expect(numbers.allSatisfy { $0 == wanted })
        }
    }

    @Test func `workers read a parameter whole, and the first of them reorders it for all`() throws
    {
        let pool = WorkerPool(count: 4)
        let memory = Memory(shape: [6, 4, 3, 3])
        let other = memory.seen(in: [12, 2, 3, 3])
        for round in 0..<100 {
            let numbers = (round % 2 == 0 ? memory : other).update()
            for index in numbers.indices { numbers[index] = Float(index + round) }
            let layout = Self.layouts[round % Self.layouts.count]
            try pool.run { worker in
                let seen = worker % 2 == 0 ? memory : other
                let first = seen.read(layout, .whole)[0]
                if first != Float(round) { throw EngineError("round \(round) reads \(first)") }
            }
        }
    }

    @Test func `blobs that share show one another's numbers, in shapes of their own`() {
        let owner = Blob(shape: [2, 6]), sharer = Blob(shape: [3, 4])
        sharer.shareData(with: owner)
        sharer.shareDiff(with: owner)
        for (index, value) in owner.data.write().indices.map({ ($0, Float($0)) }) {
            owner.data.update()[index] = value
        }
        #expect(Array(sharer.data.read()) == (0..<12).map(Float.init))
        sharer.diff.update()[7] = 5
        #expect(owner.diff.read()[7] == 5)
        let packed = sharer.data.read(ChannelsLayout.channelsLast, .whole)
        #expect(packed[1] == 1)
        owner.data.update()[1] = 9
        #expect(sharer.data.read(ChannelsLayout.channelsLast, .whole)[1] == 9)
    }

    @Test func `a sharer that changes its shape leaves the numbers to their owner`() {
        let owner = Blob(shape: [2, 6]), sharer = Blob(shape: [12])
        sharer.shareData(with: owner)
        owner.data.update()[3] = 4
        sharer.reshape(to: [2, 2])
        #expect(Array(sharer.data.read()) == [0, 0, 0, 0])
        sharer.data.update()[3] = 8
        #expect(owner.data.read()[3] == 4)
    }

    @Test func `a view keeps its numbers when the memory outgrows it`() {
        let memory = Memory(shape: [2, 2])
        memory.update()[0] = 3
        let view = memory.pin()
        memory.reshape(to: [2, 2000])
        memory.update()[0] = 5
        #expect(view.floats[0] == 3)
        memory.unpin()
    }

    @Test func `the parts of all workers add up to the gradient, whatever their order`() throws {
        let pool = WorkerPool(count: 3)
        for layout in Self.layouts {
            let blob = Blob(shape: [4, 5, 2, 2])
            blob.preparePartials(3)
            try pool.run { worker in
                let part = blob.partial(Share(index: worker, of: 3)).write()
                for index in part.indices { part[index] = Float(index * (worker + 1)) }
            }
            blob.bringTogether(3, layout: layout)
            try pool.run { worker in
                blob.gatherPartials(3, layout: layout, slice: Share(index: worker, of: 3))
            }
            #expect(Array(blob.diff.read()) == (0..<80).map { Float($0 * 6) })
        }
    }
}
