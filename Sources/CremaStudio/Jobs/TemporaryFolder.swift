import Foundation

/// Does something with its own folder, which is removed afterwards.
func withTemporaryFolder<Result: Sendable>(
    _ body: (URL) async throws -> Result
) async throws -> Result {
    let folder = FileManager.default.temporaryDirectory
        .appendingPathComponent("crema-check-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    // What is left goes with the system's temporary files.
    defer { try? FileManager.default.removeItem(at: folder) }
    return try await body(folder)
}
