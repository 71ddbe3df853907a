/// The events of a job as pages show them, added line by line: no more lines of each curve than a
/// chart can show, and every line of all other kinds.
///
/// Where a job goes on from an earlier iteration, the curves behind it and the errors so far are
/// dropped: the job does that part again.
public struct EventHistory: Sendable {
    /// A line of `events.jsonl`.
    public struct Line: Sendable {
        /// Its number, from 1.
        public let number: Int
        /// Its bytes, without the end.
        public let bytes: [UInt8]
        let kind: JobEvent.Kind?

        /// The event in it.
        public var event: JobEvent? { EventRecord(line: bytes)?.event }
    }

    /// The number of lines so far.
    public private(set) var count = 0
    private var thinned: [JobEvent.Kind: Thinned] = [:]
    private var others: [Line] = []

    /// How many notices, errors and snapshots a page can show.
    private static let mostOthers = 4000

    /// An empty history.
    public init() {}

    /// Adds the next line.
    public mutating func append(_ bytes: UnsafeRawBufferPointer) {
        count += 1
        let kind = JobEvent.Kind(ofLine: bytes)
        let line = Line(number: count, bytes: Array(bytes), kind: kind)
        switch kind {
        case .train, .test, .progress:
            thinned[kind ?? .train, default: Thinned()].append(line)
        case .layers:
            // Their lines are long, and their charts small.
            thinned[.layers, default: Thinned(most: 100, mostRecent: 50)].append(line)
        default:
            if kind == .request { drop(what: line.event?.request) }
            others.append(line)
            // Half at a time, as each removal moves the rest.
            if others.count > 2 * Self.mostOthers { others.removeFirst(Self.mostOthers) }
        }
    }

    /// Drops what no longer counts after a request.
    private mutating func drop(what request: JobEvent.Request?) {
        guard case .goOn(let iteration) = request else { return }
        for kind in [JobEvent.Kind.train, .test, .layers] { thinned[kind]?.drop(from: iteration) }
        others.removeAll { $0.kind == .error }
    }

    /// The lines after a number, in order, thinned if there are many.
    public func lines(after number: Int) -> [Line] {
        var found = others.after(number)
        for curve in thinned.values { found += curve.lines(after: number) }
        return found.sorted { $0.number < $1.number }
    }

    /// The lines of training and of validation, in order, thinned if there are many.
    public var curves: [Line] {
        let found = [JobEvent.Kind.train, .test].flatMap { thinned[$0]?.lines(after: 0) ?? [] }
        return found.sorted { $0.number < $1.number }
    }

    /// The last events of a kind that is not thinned, up to a limit.
    public func last(_ most: Int, _ kind: JobEvent.Kind) -> [JobEvent] {
        Array(others.lazy.filter { $0.kind == kind }.suffix(most).compactMap(\.event))
    }
}

/// The lines of one curve: the newest in full, and every nth of all so far.
private struct Thinned: Sendable {
    /// As many as a chart has pixels; a curve has between one and two times as many lines.
    private let most: Int
    /// Lines that an open page may not have received yet.
    private let mostRecent: Int

    private var kept: [EventHistory.Line] = []
    private var recent: [EventHistory.Line] = []
    private var count = 0
    private var stride = 1

    init(most: Int = 1000, mostRecent: Int = 512) {
        (self.most, self.mostRecent) = (most, mostRecent)
    }

    mutating func append(_ line: EventHistory.Line) {
        if count.isMultiple(of: stride) { kept.append(line) }
        count += 1
        recent.append(line)
        if recent.count > 2 * mostRecent { recent.removeFirst(mostRecent) }
        guard kept.count > 2 * most else { return }
        stride *= 2
        kept = kept.enumerated().filter { $0.offset.isMultiple(of: 2) }.map(\.element)
    }

    /// Drops the lines of an iteration and of all later ones.
    mutating func drop(from iteration: Int) {
        let isLate = { (line: EventHistory.Line) in
            line.event?.iteration.map { $0 >= iteration } ?? false
        }
        kept.removeAll(where: isLate)
        recent.removeAll(where: isLate)
    }

    func lines(after number: Int) -> [EventHistory.Line] {
        let first = recent.first?.number ?? .max
        return kept.after(number).filter { $0.number < first } + recent.after(number)
    }
}

extension [EventHistory.Line] {
    /// Those with a greater number, from an ordered array.
    fileprivate func after(_ number: Int) -> ArraySlice<EventHistory.Line> {
        var (low, high) = (startIndex, endIndex)
        while low < high {
            let middle = low + (high - low) / 2
            if self[middle].number > number { high = middle } else { low = middle + 1 }
        }
        return self[low...]
    }
}
