import ArgumentParser
import CremaData
import CremaProto
import Hummingbird
import Testing

@testable import CremaJobs
@testable import CremaStudio
@testable import crema

/// Stripes that are drawn, as whoever adds a kind of data set would write it.
private struct StripesDataset: ImageDatasetKind {
    static let about = DatasetKindDescription(
        name: "stripes",
        title: "Stripes",
        source: "Stripes, drawn",
        summary: "stripes that are drawn",
        notes: "Nothing is read.",
        example: "--job-dir jobs/stripes"
    )

    static let groups = [
        SettingGroup<StripesDataset>([
            Setting(
                OptionDescription(
                    "stripe_width",
                    .integer(1...14),
                    unit: "pixels",
                    label: "Width of a stripe",
                    help: "Narrow stripes are harder to learn.",
                    flag: "stripe-width"
                ),
                \.width
            )
        ])
    ]

    var width = 4

    func source(
        say: @escaping @Sendable (String) -> Void
    ) throws -> (any ImageSource, DatasetBuilder.Format) {
        throw JobError(.verbatim("stripes \(width) pixels wide cannot be drawn"))
    }
}

/// A kind of data set is one declaration, and a line in the catalog.
struct AddedDatasetKindTests {
    private let kinds = DatasetKindCatalog.builtIn.adding(StripesDataset.self)

    @Test func `the form offers it, and checks its options`() async throws {
        var fixture = try StudioFixture()
        fixture.options.datasetKinds = kinds
        try await fixture.run { client, _ in
            let address = "/datasets/images/classification"
            let page = try await client.execute(uri: "\(address)/new", method: .get)
            for words in ["Stripes", "name=\"stripe_width\"", "Narrow stripes are harder"] {
                #expect(page.text.contains(words))
            }
            let sent = TestForm(fields: [
                "method": "stripes", "dataset_name": "Stripes", "stripe_width": "99",
            ])
            let reply = try await client.execute(
                uri: address,
                method: .post,
                headers: TestForm.headers,
                body: sent.body
            )
            #expect(reply.status == .badRequest)
            #expect(reply.text.contains("&quot;99&quot; is not a whole number from 1 to 14."))
        }
    }

    @Test func `the command has its help and its flags`() throws {
        let command = try #require(DatasetCommand.commands(of: kinds).last)
        let help = command.helpMessage()
        for words in ["stripes that are drawn", "--stripe-width", "(default: 4)"] {
            #expect(help.contains(words))
        }
        var parsed = try command.parse(["--job-dir", "/nowhere", "--stripe-width", "99"])
        #expect { try parsed.run() } throws: {
            "\($0)".contains("--stripe-width: \"99\" is not a whole number from 1 to 14.")
        }
    }

    @Test func `the page of options has its table`() {
        let page = OptionsPage.markdown(of: kinds)
        #expect(page.contains("## Data set: Stripes"))
        #expect(page.contains("`crema dataset stripes`"))
        #expect(page.contains("`stripe_width`") && page.contains("`--stripe-width`"))
    }
}
