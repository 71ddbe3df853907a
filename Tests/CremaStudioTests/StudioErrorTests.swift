import CremaData
import CremaJobs
import Foundation
import HTTPTypes
import Testing

@testable import CremaStudio

@Suite struct StudioErrorTests {
    @Test func `what the system says of a path does not reach a page`() {
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
            let told = StudioError(telling: error)
            #expect(!told.description.contains("/home"))
            #expect(told.status == status)
        }
    }

    @Test func `a full disk is told as one, whoever found it`() {
        let full = DataError.system(
            operation: "write",
            path: "/home/secret",
            reason: "No space left on device"
        )
        for error: any Error in [full, CocoaError(.fileWriteOutOfSpace)] {
            let told = StudioError(telling: error)
            #expect(told.status.code == 507)
            #expect(told.description == "The disk is full; make room on it and try again.")
        }
    }

    @Test func `our own sentences stay`() {
        #expect(
            StudioError(telling: JobError("The net is empty.")).description == "The net is empty."
        )
    }
}
