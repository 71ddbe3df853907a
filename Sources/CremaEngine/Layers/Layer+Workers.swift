// Layers whose grain is the batch have all workers to themselves while they run.
extension Layer {
    /// Has the workers compute so many rows at the same time, each a run of them.
    ///
    /// `cost` is about how many multiplications a row takes; what is done sooner than it is dealt
    /// stays on this thread.
    func deal(
        _ rows: Int,
        cost: Int,
        _ body: (_ worker: Int, _ rows: Range<Int>) throws -> Void
    ) throws {
        let total = workerCount(rows, cost: cost)
        guard total > 1, let workers = context.workers else { return try body(0, 0..<rows) }
        try workers.run { worker in
            guard worker < total else { return }
            try body(worker, Share(index: worker, of: total).images(of: rows))
        }
    }

    /// How many workers so many rows are dealt over.
    func workerCount(_ rows: Int, cost: Int) -> Int {
        let least = 200_000
        guard let workers = context.workers, rows * cost > least else { return 1 }
        return min(workers.count, rows)
    }
}
