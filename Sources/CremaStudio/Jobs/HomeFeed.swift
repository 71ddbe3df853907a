import CremaJobs
import Foundation

/// The rows of jobs that have changed, rendered once for all pages that show them in the same way.
actor HomeFeed {
    /// What a page has received so far, and how it shows it.
    struct Place: Hashable, Sendable {
        /// The store's version.
        var version: Int
        /// How many times the rows of running jobs were sent only because time had passed.
        fileprivate var tick = 0
        let language: Language
        let columns: ChosenColumns

        init(version: Int, language: Language, columns: ChosenColumns) {
            (self.version, self.language, self.columns) = (version, language, columns)
        }
    }

    private let store: JobStore
    private let views: Views
    private var version = 0
    private var tick = 0
    /// What is new for pages at a position; most have the same position, so it is made once.
    private var made: [Place: EventStream.News<Place>] = [:]
    private var looked: ContinuousClock.Instant?
    private var isLate = false

    /// The shortest time between two messages.
    private static let pause = Duration.seconds(1)

    init(store: JobStore, views: Views) { (self.store, self.views) = (store, views) }

    /// What a page has not got yet, and where it is then.
    func news(since place: Place) async -> EventStream.News<Place> {
        await look()
        guard place.version != version || place.tick != tick else {
            return EventStream.News(text: "", place: place)
        }
        if let found = made[place] { return found }
        var next = place
        (next.version, next.tick) = (version, tick)
        let text = await text(since: place, id: version)
        let found = EventStream.News(text: text, place: next)
        if made.count > 64 { made = [:] }
        made[place] = found
        return found
    }

    private func text(since place: Place, id: Int) async -> String {
        var events: [EventStream.Event] = []
        if place.version < (await store.listVersion) {
            events.append(EventStream.Event(type: "list", data: "", id: id))
        }
        let changed = await store.changed(since: place.version)
        if !changed.isEmpty, events.isEmpty {
            let tables = HomeTables(
                await store.all(),
                columns: place.columns,
                words: Words.of(place.language)
            )
            let view = HomeRowsView(rows: tables.rows(of: changed))
            // A template that cannot be rendered is found by a test.
            let rows = (try? views.text(view, in: place.language)) ?? ""
            events.append(EventStream.Event(type: "rows", data: rows, id: id))
        }
        return events.map(\.text).joined()
    }

    /// Notices what has changed, at most once per second.
    private func look() async {
        if let looked, looked.duration(to: .now) < HomeFeed.pause { return beatLater() }
        looked = .now
        let version = await store.version
        if version == self.version, await !store.changed(since: version).isEmpty { tick += 1 }
        self.version = version
        made = [:]
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
