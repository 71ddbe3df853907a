import CremaData
import CremaJobs
import CremaProto
import Foundation
import HTTPTypes
import Testing

@testable import CremaStudio

@Suite struct TellingErrorTests {
    @Test func `the system's message about a path does not reach a page`() {
        let errors: [(any Error, HTTPResponse.Status)] = [
            (
                CocoaError(.fileReadNoSuchFile, userInfo: [NSFilePathErrorKey: "/home/secret"]),
                .conflict
            ),
            (
                NSError(domain: "x", code: 7, userInfo: [NSFilePathErrorKey: "/home/secret"]),
                .serviceUnavailable
            ),
            (
                DataError.system(operation: "read", path: "/home/secret", reason: "I/O error"),
                .serviceUnavailable
            ),
        ]
        for (error, status) in errors {
            let told = error.telling
            #expect(!told.explanation.english.contains("/home"))
            #expect(told.status == status)
        }
    }

    @Test func `a full disk is reported as such, whoever found it`() {
        let full = DataError.system(
            operation: "write",
            path: "/home/secret",
            reason: "No space left on device"
        )
        for error: any Error in [full, CocoaError(.fileWriteOutOfSpace)] {
            let told = error.telling
            #expect(told.status.code == 507)
            #expect(told.explanation.english == "The disk is full; make room on it and try again.")
        }
    }

    @Test func `our own sentences stay`() {
        let empty = JobError(.verbatim("The net is empty."))
        #expect(empty.telling.explanation.english == "The net is empty.")
        let errors = FormErrors(["name": [.verbatim("It is empty.")]])
        #expect(errors.telling.explanation.english == "name: It is empty.")
        let damaged = DataError.invalidFile(path: "mean.binaryproto", reason: "it is cut off")
        #expect(damaged.telling.status == .conflict)
        #expect(damaged.telling.explanation.english.contains("mean.binaryproto"))
    }
}

@Suite struct ErrorRepliesTests {
    private func post(
        _ client: StudioClient,
        _ path: String,
        _ headers: HTTPFields = [:],
        fields: [String: String] = ["nonsense": "1"]
    ) async throws -> StudioReply {
        let all = headers.reduce(into: TestForm.headers) { $0.append($1) }
        return try await client.execute(
            uri: path,
            method: .post,
            headers: all,
            body: TestForm(fields: fields).body
        )
    }

    @Test func `a route's own page shows the error and leads back`() async throws {
        try await StudioFixture().run { client, studio in
            let job = Job(.model(ModelSettings(name: "LeNet")))
            try await studio.store.create(job)
            let path = "/models/images/classification/classify_many?job_id=\(job.id)"
            let page = try await post(client, path, fields: [:])
            #expect(page.text.contains("The images could not be tested"))
            #expect(page.text.contains("The model has no snapshot yet"))
            let back = "href=\"/models/\(job.id)#test-many\">Test other images</a>"
            #expect(page.text.contains(back))
        }
    }

    @Test func `what is wrong with a form of tests is shown on the model's page`() async throws {
        try await StudioFixture().run { client, studio in
            let job = Job(.model(ModelSettings(name: "LeNet")))
            try await studio.store.create(job)
            let path = "/models/images/classification/classify_one?job_id=\(job.id)"
            let page = try await post(client, path)
            #expect(page.status == .badRequest)
            #expect(page.text.contains("data-page=\"/models/\(job.id)\""))
            #expect(page.text.contains("nonsense: This form has no field “nonsense”"))
            let json = try await post(client, path, [.accept: "application/json"])
            #expect(json.status == .badRequest)
            #expect(json.text.contains("\"errors\":{\"nonsense\":[\"This form has no field"))
        }
    }

    @Test func `whatever goes wrong in a route leads back`() async throws {
        try await StudioFixture().run { client, studio in
            let job = Job(.model(ModelSettings(name: "LeNet")))
            try await studio.store.create(job)
            let file = studio.store.jobFolder(job.id).file("job.json")
            try Data("{".utf8).write(to: file)
            let page = try await client.execute(uri: "/models/\(job.id)/download", method: .get)
            #expect(page.status == .conflict)
            #expect(page.text.contains("The model was not packed"))
            #expect(page.text.contains("Back to the model"))
        }
    }

    @Test(arguments: ["customize?network=nowhere", "visualize-network"])
    func `a route without a page answers in JSON`(path: String) async throws {
        try await StudioFixture().run { client, _ in
            let reply = try await post(client, "/models/\(path)", [.accept: "text/html"])
            #expect(reply.status == .badRequest)
            #expect(reply.headers[.contentType] == "application/json")
        }
    }
}
