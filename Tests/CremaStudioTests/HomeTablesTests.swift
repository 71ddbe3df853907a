import CremaEvents
import CremaJobs
import CremaProto
import Foundation
import HTTPTypes
import Hummingbird
import Testing

@testable import CremaStudio

@Suite struct HomeTablesTests {
    /// A model that has ended, with these outputs of its validation.
    @discardableResult
    private func makeModel(
        _ name: String,
        accuracies: [Float] = [],
        group: String = "",
        tags: [String] = [],
        on dataset: String,
        _ studio: Studio
    ) async throws -> String {
        var job = Job(.model(ModelSettings(name: name, dataset: dataset)))
        (job.group, job.tags) = (group, tags)
        try await studio.store.create(job)
        for (place, accuracy) in accuracies.enumerated() {
            let row = JobEvent.TestRow(iteration: place, outputs: ["accuracy": accuracy])
            try await studio.store.append(.test(row), to: job.id)
        }
        try await studio.store.setStatus(.done, of: job.id)
        return job.id
    }

    /// The names in the rows of a page, in order.
    private func names(_ client: StudioClient, _ uri: String, cookie: String = "") async throws
        -> [String]
    {
        let headers: HTTPFields = cookie.isEmpty ? [:] : [.cookie: cookie]
        let page = try await client.execute(uri: uri, method: .get, headers: headers)
        #expect(page.status == .ok)
        let rows = page.text.matches(of: #/<th scope="row" class="name"><a [^>]*>([^<]*)</#)
        return rows.map { String($0.1) }
    }

    @Test func `the tables sort by any column and by several, and those without a value come last`()
        async throws
    {
        try await StudioFixture().run { client, studio in
            let dataset = try await studio.makeDataset("Digits")
            try await makeModel("b", accuracies: [0.9, 0.5], on: dataset, studio)
            try await makeModel("a", accuracies: [0.7], on: dataset, studio)
            try await makeModel("C", on: dataset, studio)
            try await makeModel("d", accuracies: [0.7], on: dataset, studio)
            let cases = [
                ("/?models_sort=name", ["a", "b", "C", "d"]),
                ("/?models_sort=-name", ["d", "C", "b", "a"]),
                ("/?models_sort=-best,-name", ["b", "d", "a", "C"]),
                ("/?models_sort=best,name", ["a", "d", "b", "C"]),
                ("/?models_sort=accuracy,name", ["b", "a", "d", "C"]),
                ("/?models_sort=accuracy%20(val)%20min,name", ["b", "a", "d", "C"]),
                ("/?models_sort=unknown,name", ["a", "b", "C", "d"]),
            ]
            for (uri, expected) in cases {
                #expect(try await names(client, uri) == expected + ["Digits"], "\(uri)")
            }
        }
    }

    @Test func `a header shows its order and leads to the other one`() async throws {
        try await StudioFixture().run { client, studio in
            let dataset = try await studio.makeDataset("Digits")
            try await makeModel("a", on: dataset, studio)
            let page = try await client.execute(uri: "/?models_sort=name", method: .get).text
            #expect(page.contains(#"class="name" aria-sort="ascending""#))
            #expect(page.contains(#"href="/?models_sort=-name""#))
            #expect(page.contains(#"data-add="/?models_sort=name,-best""#))
        }
    }

    @Test func `search, group and tag narrow the tables`() async throws {
        try await StudioFixture().run { client, studio in
            let dataset = try await studio.makeDataset("Digits")
            try await makeModel("LeNet", group: "sweep", tags: ["good"], on: dataset, studio)
            try await makeModel("AlexNet", group: "sweep & co", on: dataset, studio)
            let cases = [
                ("/?q=lenet", ["LeNet"]), ("/?q=sweep%20alex", ["AlexNet"]),
                ("/?q=good", ["LeNet"]), ("/?group=sweep", ["LeNet"]),
                ("/?group=sweep%20%26%20co", ["AlexNet"]), ("/?tag=good", ["LeNet"]),
                ("/?q=digits", ["Digits"]), ("/?q=nothing", []),
            ]
            for (uri, expected) in cases {
                #expect(try await names(client, uri) == expected, "\(uri)")
            }
            let page = try await client.execute(uri: "/?group=sweep", method: .get).text
            #expect(page.contains("Group: sweep"))
            let all = try await client.execute(uri: "/", method: .get).text
            #expect(all.contains("/?group=sweep%20%26%20co"))
        }
    }

    @Test func `a table has pages, and any page number is answered`() async throws {
        try await StudioFixture().run { client, studio in
            let dataset = try await studio.makeDataset("Digits")
            for number in 1...52 {
                let name = String(format: "m%02d", number)
                try await makeModel(name, on: dataset, studio)
            }
            let first = try await names(client, "/?models_sort=name")
            #expect(first.count == 51)
            #expect(first.first == "m01")
            for page in ["2", "3", "9223372036854775807"] {
                let uri = "/?models_sort=name&models_page=\(page)"
                #expect(try await names(client, uri) == ["m51", "m52", "Digits"], "\(page)")
            }
            for page in ["0", "-9223372036854775808", "x", "99999999999999999999"] {
                #expect(try await names(client, "/?models_page=\(page)").count == 51)
            }
            let page = try await client.execute(uri: "/?models_page=2", method: .get).text
            #expect(page.contains("51–52 of 52"))
        }
    }

    @Test func `the columns are those that the browser keeps`() async throws {
        try await StudioFixture().run { client, studio in
            let dataset = try await studio.makeDataset("Digits")
            try await makeModel("a", accuracies: [0.25], on: dataset, studio)
            func page(_ cookie: String) async throws -> String {
                try await client.execute(
                    uri: "/",
                    method: .get,
                    headers: [.cookie: cookie]
                ).text
            }
            let usual = try await page("x=y")
            #expect(usual.contains("25.0 %"))
            let chosen = try await page(
                "crema_columns_models=accuracy%20(val)%20max%7Cdataset%7Cunknown"
            )
            #expect(!chosen.contains("25.0 %"))
            #expect(chosen.contains("accuracy (val), largest"))
            #expect(chosen.contains("0.25"))
            #expect(
                try await names(client, "/", cookie: "crema_columns_models=%") == ["a", "Digits"]
            )
        }
    }

    @Test func `jobs that run come first, and what waits is among them`() async throws {
        try await StudioFixture(script: "sleep 600").run { client, studio in
            let done = try await studio.makeDataset("Digits")
            try await makeModel("old", on: done, studio)
            let id = try await studio.startDataset("new")
            _ = try await studio.wait(for: id) { $0.jobStatus == .running }
            #expect(try await names(client, "/") == ["new", "old", "Digits"])
            try await studio.queue.abort(id)
        }
    }

    @Test func `sorted by group, a table has a heading for each`() async throws {
        try await StudioFixture().run { client, studio in
            let dataset = try await studio.makeDataset("Digits")
            for (name, group) in [("a", "two"), ("b", "one"), ("c", ""), ("d", "one")] {
                try await makeModel(name, group: group, on: dataset, studio)
            }
            let uri = "/?models_sort=group,name"
            #expect(try await names(client, uri) == ["b", "d", "a", "c", "Digits"])
            let page = try await client.execute(uri: uri, method: .get).text
            let headings = page.matches(of: #/scope="rowgroup"[^>]*>([^<]*)</#).map { $0.1 }
            #expect(headings == ["one", "two", "Without a group"])
        }
    }

    @Test func `an open page receives the rows that have changed, and no others`() async throws {
        try await StudioFixture().run { _, studio in
            let dataset = try await studio.makeDataset("Digits")
            let quiet = try await makeModel("quiet", on: dataset, studio)
            let loud = try await makeModel("loud", on: dataset, studio)
            let place = HomeFeed.Place(
                version: await studio.store.version,
                language: .english,
                columns: ChosenColumns()
            )
            try await studio.store.append(.notice(.verbatim("news")), to: loud)
            let news = await studio.homeFeed.news(since: place)
            #expect(news.text.contains("event: rows"))
            #expect(news.text.contains(loud))
            #expect(!news.text.contains(quiet))
            #expect(await studio.homeFeed.news(since: news.place).text == "")
        }
    }

    @Test(arguments: [true, false])
    func `an open page learns that a job came or has another name`(isNew: Bool) async throws {
        try await StudioFixture().run { _, studio in
            let id = try await studio.makeDataset("Digits")
            let place = HomeFeed.Place(
                version: await studio.store.version,
                language: .english,
                columns: ChosenColumns()
            )
            if isNew {
                _ = try await studio.makeDataset("Clothes")
            } else {
                var job = try studio.store.jobFolder(id).job()
                job.name = "Numbers"
                try await studio.store.update(job)
            }
            #expect(await studio.homeFeed.news(since: place).text.contains("event: list"))
        }
    }

    @Test func `a page of an earlier studio is brought up to date`() async throws {
        let fixture = try StudioFixture()
        let earlier = try await openStore(fixture.options.jobsFolder).version
        try await Task.sleep(for: .milliseconds(5))
        try await fixture.run { _, studio in
            let place = HomeFeed.Place(
                version: earlier,
                language: .english,
                columns: ChosenColumns()
            )
            #expect(await studio.homeFeed.news(since: place).text.contains("event: list"))
        }
    }
}
