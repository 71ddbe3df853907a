import ServiceLifecycle

/// Takes up the jobs once the studio listens, and not before.
struct StudioOpening: Service {
    private let studio: Studio
    private let listening = AsyncStream<Void>.makeStream()
    private let opened = AsyncStream<Void>.makeStream()

    init(studio: Studio) { self.studio = studio }

    /// Reports that the studio listens, and whether its jobs could be read.
    func open() async -> Bool {
        listening.continuation.yield()
        return await opened.stream.first { true } != nil
    }

    func run() async throws {
        defer { opened.continuation.finish() }
        let isListening = await withGracefulShutdownHandler {
            await listening.stream.first { true } != nil
        } onGracefulShutdown: {
            listening.continuation.finish()
        }
        guard isListening else { return }
        try await studio.open()
        await studio.queue.resume()
        opened.continuation.yield()
        try await studio.queue.run()
    }
}
