import CremaJobs
import Foundation

/// The rows of all jobs, made once for all pages that show them.
actor HomeFeed {
    private let store: JobStore
    private var rows: [JobRow]?
    private var text = ""
    /// How many times the rows have changed.
    private var number = 0
    private var made: ContinuousClock.Instant?
    private var isLate = false

    /// Rows are made anew at most so often.
    private static let pause = Duration.seconds(1)

    init(store: JobStore) { self.store = store }

    /// The rows where they have changed since a page got them, and their number.
    func news(since number: Int) async -> EventStream.News<Int> {
        await makeRows()
        return EventStream.News(text: number == self.number ? "" : text, place: self.number)
    }

    private func makeRows() async {
        if let made, made.duration(to: .now) < HomeFeed.pause { return beatLater() }
        made = .now
        let rows = await store.all().map { JobRow($0) }
        guard rows != self.rows, let data = try? JSONEncoder().encode(rows) else { return }
        self.rows = rows
        let event = EventStream.Event(type: "jobs", data: String(decoding: data, as: UTF8.self))
        text = event.text
        number += 1
    }

    /// What changed so soon is shown a little later.
    private func beatLater() {
        guard !isLate else { return }
        isLate = true
        Task {
            // Nobody cancels it.
            try? await Task.sleep(for: HomeFeed.pause)
            isLate = false
            store.pulse.beat()
        }
    }
}
