import Synchronization
import Testing

@testable import CremaEngine

/// The workers: each does its part of each piece of work once, and a failure leaves them ready for
/// the next.
struct WorkerPoolTests {
    private struct Failure: Error, Equatable { var worker: Int }

    @Test(arguments: [1, 2, 3, 8])
    func `every worker does every piece of work once`(count: Int) throws {
        let pool = WorkerPool(count: count)
        let done = (0..<count).map { _ in Counter() }
        for _ in 0..<2000 {
            try pool.run { worker in done[worker].add() }
        }
        #expect(done.map(\.value) == Array(repeating: 2000, count: count))
    }

    @Test func `no worker sleeps through work that comes after a pause`() throws {
        let pool = WorkerPool(count: 4)
        let done = Counter()
        for round in 0..<40 {
            try pool.run { _ in done.add() }
            // Longer than the workers spin, so that they are asleep or falling asleep.
            let pause = ContinuousClock.now + .microseconds(50 * (round % 8))
            while ContinuousClock.now < pause {}
        }
        #expect(done.value == 160)
    }

    @Test func `the error of the first worker that had one is thrown, when all are done`() throws {
        let pool = WorkerPool(count: 4)
        for round in 0..<200 {
            let done = Counter()
            #expect(throws: Failure(worker: 1)) {
                try pool.run { worker in
                    defer { done.add() }
                    if worker == 1 || worker == 3 { throw Failure(worker: worker) }
                }
            }
            #expect(done.value == 4, "round \(round)")
        }
        let done = Counter()
        try pool.run { _ in done.add() }
        #expect(done.value == 4)
    }

    @Test(arguments: [2, 4])
    func `nested work runs on the thread that started it`(count: Int) throws {
        let pool = WorkerPool(count: count)
        let done = Counter()
        for _ in 0..<100 {
            try pool.run { _ in
                try pool.run { _ in done.add() }
            }
        }
        #expect(done.value == 100 * count * count)
        #expect(throws: Failure(worker: 1)) {
            try pool.run { _ in
                try pool.run { worker in
                    if worker == 1 { throw Failure(worker: worker) }
                }
            }
        }
    }

    @Test func `two threads may give work to one pool`() async throws {
        let pool = WorkerPool(count: 3)
        let done = Counter()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    for _ in 0..<300 { try pool.run { _ in done.add() } }
                }
            }
            try await group.waitForAll()
        }
        #expect(done.value == 4 * 300 * 3)
    }

    @Test func `pools come and go with their threads`() throws {
        let done = Counter()
        for _ in 0..<100 {
            let pool = WorkerPool(count: 3)
            try pool.run { _ in done.add() }
        }
        #expect(done.value == 300)
    }

    @Test func `the clock may be read while it is set`() throws {
        let clock = Clock(seed: 1)
        try WorkerPool(count: 3).run { worker in
            for number in 0..<5000 {
                if worker == 0 {
                    (clock.iteration, clock.pass) = (number, number)
                    clock.seed = UInt64(number)
                } else if clock.iteration < 0 || clock.pass < 0 || clock.seed > 5000 {
                    throw Failure(worker: worker)
                }
            }
        }
        #expect((clock.iteration, clock.pass, clock.seed) == (4999, 4999, 4999))
    }
}

/// A count that all threads may add to.
private final class Counter: Sendable {
    private let count = Atomic<Int>(0)

    var value: Int { count.load(ordering: .acquiring) }

    func add() { count.wrappingAdd(1, ordering: .acquiringAndReleasing) }
}
