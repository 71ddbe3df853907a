import Foundation
import HTTPTypes
import Testing

@testable import CremaStudio

@Suite struct ResizeExamplePageTests {
    private let address = "/datasets/images/resize-example"

    @Test func `shows what the program makes of an image, with its size`() async throws {
        let script = """
            OUT=$(field output)
            echo '[{"mode":"crop","file":"crop.png","width":8,"height":4,"size":96}]' \
                > "$OUT/result.json"
            cp "$OUT/image" "$OUT/crop.png"
            """
        try await StudioFixture(script: script).run { client, _ in
            let form = TestForm(
                fields: ["width": "8", "height": "4", "channels": "3", "resize_mode": "crop"],
                files: ["image_file": ("a.png", Data("picture".utf8))]
            )
            let reply = try await client.execute(
                uri: address,
                method: .post,
                headers: TestForm.headers,
                body: form.body
            )
            #expect(reply.status == .ok)
            let data = Data("picture".utf8).base64EncodedString()
            #expect(reply.text.contains("src=\"data:image/png;base64,\(data)\" width=\"8\""))
            #expect(reply.text.contains("96 B") && !reply.text.contains("<html"))
        }
    }

    @Test func `refuses a size out of range, and an unknown field`() async throws {
        try await StudioFixture().run { client, _ in
            for fields in [["width": "0"], ["widht": "8"]] {
                let reply = try await client.execute(
                    uri: "\(address).json",
                    method: .post,
                    headers: TestForm.headers,
                    body: TestForm(fields: fields).body
                )
                #expect(reply.status == .badRequest, "\(fields)")
            }
        }
    }

    @Test func `reports what is wrong with the image`() async throws {
        let script = "echo \"$(field output)/image: not an image\"; exit 1"
        try await StudioFixture(script: script).run { client, _ in
            let form = TestForm(files: ["image_file": ("a.png", Data("x".utf8))])
            let reply = try await client.execute(
                uri: "\(address).json",
                method: .post,
                headers: TestForm.headers,
                body: form.body
            )
            #expect(reply.status == .badRequest)
            #expect(reply.text.contains("The image cannot be shown: not an image"))
        }
    }

    @Test func `an image on the machine is below the data root`() async throws {
        try await StudioFixture().run { client, _ in
            let reply = try await client.execute(
                uri: address,
                method: .post,
                headers: TestForm.headers,
                body: TestForm(fields: ["image_path": "/etc/hostname"]).body
            )
            #expect(reply.status == .badRequest)
        }
    }
}
