import Synchronization
import Testing

@testable import CremaData

@Suite struct BoundedMemoryTests {
    @Test func `hands results over in order, however long each takes`() throws {
        var seen: [Int] = []
        let work = OrderedWork(on: 0..<500, size: { _ in 1 }) { number in
            (0..<(number % 7) * 300).reduce(number) { $0 ^ $1 ^ $1 }
        }
        work.run { (number: Int) in seen.append(number) }
        #expect(seen == Array(0..<500))
    }

    @Test func `works no further ahead than its memory allows`() throws {
        let begun = Atomic(0)
        var taken = 0
        var most = 0
        // Each result takes a quarter of the limit.
        let work = OrderedWork(on: 0..<400, size: { _ in 16 << 20 }) { number in
            begun.wrappingAdd(1, ordering: .relaxed)
            return number
        }
        work.run { (_: Int) in
            taken += 1
            most = max(most, begun.load(ordering: .relaxed) - taken)
        }
        #expect(taken == 400)
        #expect(most <= 5 + availableCores)
    }

    @Test func `stops where a result is refused`() throws {
        struct Refused: Error {}
        let done = Atomic(0)
        let work = OrderedWork(on: 0..<100_000, size: { _ in 1 << 20 }) { number in
            done.wrappingAdd(1, ordering: .relaxed)
            return number
        }
        #expect(throws: Refused.self) {
            try work.run { (number: Int) throws(Refused) in
                if number == 10 { throw Refused() }
            }
        }
        #expect(done.load(ordering: .relaxed) < 100_000)
    }

    @Test func `images of one process share its memory, and one that is larger comes alone`() throws
    {
        let used = Mutex(0)
        let most = Mutex(0)
        let sizes = [DecodingRoom.limit / 3, DecodingRoom.limit / 2, 2 * DecodingRoom.limit, 1000]
        let work = OrderedWork(on: 0..<200, size: { _ in 0 }) { number in
            let size = sizes[number % sizes.count]
            let room = DecodingRoom()
            defer { room.leave() }
            room.take(size)
            let sum = used.withLock {
                $0 += size
                return $0
            }
            most.withLock { $0 = max($0, sum) }
            used.withLock { $0 -= size }
            return number
        }
        work.run { (_: Int) in }
        #expect(most.withLock { $0 } <= 2 * DecodingRoom.limit)
    }

    @Test func `a worker that holds room may take more without waiting for itself`() {
        let room = DecodingRoom()
        room.take(DecodingRoom.limit)
        room.take(DecodingRoom.limit)
        #expect(room.isLarge)
        room.leave()
        #expect(!room.isLarge)
    }
}
