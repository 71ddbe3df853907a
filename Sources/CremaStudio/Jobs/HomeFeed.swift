import CremaJobs
import Foundation

/// The rows of all jobs, rendered once for all pages that show them in a language.
actor HomeFeed {
    private let store: JobStore
    private var jobs: [JobSummary] = []
    /// Their rows in English, by which it is known whether anything has changed.
    private var rows: [JobRow]?
    private var time = 0.0
    /// The rows as they are sent, in the languages that are being read.
    private var texts: [Language: String] = [:]
    /// How many times the rows have changed.
    private var number = 0
    private var made: ContinuousClock.Instant?
    private var isLate = false

    /// The shortest time between two renderings of the rows.
    private static let pause = Duration.seconds(1)

    init(store: JobStore) { self.store = store }

    /// The rows and their version, if they have changed since a page received them.
    func news(since number: Int, in language: Language) async -> EventStream.News<Int> {
        await makeRows()
        let text = number == self.number ? "" : text(in: language)
        return EventStream.News(text: text, place: self.number)
    }

    private func text(in language: Language) -> String {
        if let text = texts[language] { return text }
        let rows = jobs.map { JobRow($0, Words.of(language), now: time) }
        guard let data = try? JSONEncoder().encode(rows) else { return "" }
        let event = EventStream.Event(type: "jobs", data: String(decoding: data, as: UTF8.self))
        texts[language] = event.text
        return event.text
    }

    private func makeRows() async {
        if let made, made.duration(to: .now) < HomeFeed.pause { return beatLater() }
        made = .now
        let jobs = await store.all()
        let time = Date().timeIntervalSince1970
        let rows = jobs.map { JobRow($0, Words.of(.english), now: time) }
        guard rows != self.rows else { return }
        (self.jobs, self.rows, self.time, texts) = (jobs, rows, time, [:])
        number += 1
    }

    /// A change that follows too soon is shown a little later.
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
