import Glibc

/// Work on item after item, done on every core at once and handed over in the order of the items.
///
/// Results that wait for those before them take no more than about `limit` bytes, and one result a
/// core besides: who works ahead stops there.
struct OrderedWork<Item: Sendable, Result: Sendable>: Sendable {
    /// The next item, nil after the last; asked for by one thread at a time, in order.
    let next: @Sendable () -> Item?
    /// What becomes of an item; asked for by all threads at once.
    let transform: @Sendable (Item) -> Result
    /// The bytes that a result takes.
    let size: @Sendable (Result) -> Int
    /// The bytes that may wait.
    var limit = 64 << 20

    /// Does the work, handing each result to `body` on the calling thread; where that throws, what
    /// is left is not done.
    func run<Failure: Error>(_ body: (Result) throws(Failure) -> Void) throws(Failure) {
        let queue = OrderedQueue(self)
        let threads = queue.start()
        defer {
            queue.end()
            for thread in threads { pthread_join(thread, nil) }
        }
        // Where the system gives no thread, this one does it all.
        if threads.isEmpty {
            while let item = next() { try body(transform(item)) }
            return
        }
        while let result = queue.take() { try body(result) }
    }
}

extension OrderedWork where Item == Int {
    /// Work on the numbers of a range.
    init(
        on range: Range<Int>,
        size: @escaping @Sendable (Result) -> Int,
        _ transform: @escaping @Sendable (Int) -> Result
    ) {
        let numbers = Numbers(range)
        self.init(next: { numbers.next() }, transform: transform, size: size)
    }
}

/// The numbers of a range, one by one; asked by one thread at a time.
private final class Numbers: @unchecked Sendable {
    private var range: Range<Int>

    init(_ range: Range<Int>) { self.range = range }

    func next() -> Int? { range.popFirst() }
}

/// What the threads and the one that takes share.
private final class OrderedQueue<Item: Sendable, Result: Sendable>: @unchecked Sendable {
    private let work: OrderedWork<Item, Result>
    /// Held by the thread that takes an item, so that items are taken in order.
    private let asking = Monitor()
    /// Guards all that follows.
    private let monitor = Monitor()
    private var results: [Int: Result] = [:]
    private var waitingBytes = 0
    private var taken = 0
    private var begun = 0
    private var hasItems = true
    private var isEnding = false

    init(_ work: OrderedWork<Item, Result>) { self.work = work }

    func start() -> [pthread_t] {
        // With fewer threads than cores the work takes longer; without any, the caller does it.
        (0..<availableCores).compactMap { _ in try? startThread { [self] in workOn() } }
    }

    /// The next result in order; nil after the last.
    func take() -> Result? {
        monitor.locked {
            while results[taken] == nil, hasItems || taken < begun { monitor.wait() }
            guard let result = results.removeValue(forKey: taken) else { return nil }
            waitingBytes -= work.size(result)
            taken += 1
            monitor.tellAll()
            return result
        }
    }

    func end() {
        monitor.locked {
            isEnding = true
            monitor.tellAll()
        }
    }

    private func workOn() {
        while let (number, item) = begin() {
            let result = work.transform(item)
            monitor.locked {
                results[number] = result
                waitingBytes += work.size(result)
                monitor.tellAll()
            }
        }
    }

    /// The next item and its number, once there is memory for its result.
    private func begin() -> (Int, Item)? {
        asking.locked {
            let goesOn = monitor.locked {
                // The result that is waited for is never held up.
                while !isEnding, waitingBytes > work.limit, begun > taken { monitor.wait() }
                return !isEnding && hasItems
            }
            guard goesOn else { return nil }
            let item = work.next()
            return monitor.locked {
                guard let item else {
                    hasItems = false
                    monitor.tellAll()
                    return nil
                }
                defer { begun += 1 }
                return (begun, item)
            }
        }
    }
}
