import CremaProto

@testable import CremaEngine

extension Net {
    /// The net of a text, on the reference device and one worker where no others are given.
    static func make(
        _ text: String,
        phase: Phase = .test,
        level: Int = 0,
        stages: [String] = [],
        workers: Int = 1,
        device: any Device = ReferenceDevice(),
        log: Log = .none
    ) throws -> Net {
        let file = try NetParameter.read(text: text, file: "net.prototxt")
        let context = try NetContext(
            device: device,
            workers: WorkerPool(count: workers),
            log: log
        )
        return try Net(
            file,
            state: NetState(phase: phase, level: level, stages: stages),
            context: context
        )
    }

    /// Fills a blob.
    func set(_ name: String, _ values: [Float]) {
        _ = blob(name)?.data.write().update(fromContentsOf: values)
    }

    /// What a blob holds.
    func values(_ name: String) -> [Float] { blob(name).map { Array($0.data.read()) } ?? [] }

    /// The gradient of a blob.
    func gradient(_ name: String) -> [Float] { blob(name).map { Array($0.diff.read()) } ?? [] }
}

/// The sentence with which a net is refused; `none` where it is not.
func refusalOfNet(_ text: String) -> String {
    do {
        _ = try Net.make(text)
        return "none"
    } catch { return "\(error)" }
}
