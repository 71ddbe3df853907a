import CremaData
import CremaEngine
import CremaEvents
import CremaProto

/// What the interpreter said of a step that failed.
struct PythonSaying: Sendable {
    /// One sentence: `TypeError: slice indices must be integers`.
    var message: String
    /// The frames of the user's code, and the exception.
    var traceback: String?
    /// `file:line: text` of the line to blame.
    var source: String?
}

/// A step of a layer in Python that is going on.
struct PythonCall {
    let layer: PythonLayer
    let step: PythonStep
    let bottom: [Blob]
    let top: [Blob]
}

/// A layer in Python that failed, with all that helps to find out why.
struct LayerFailure {
    private let layer: String
    private let phase: String
    private let iteration: Int
    /// `name: shape` of each.
    private let bottoms: [String]
    private let tops: [String]
    /// The sentence, without the layer's name.
    private let sentence: String
    private let saying: PythonSaying

    init(_ call: PythonCall, _ saying: PythonSaying) {
        let layer = call.layer
        let python = layer.parameter.pythonParam
        self.layer = layer.name
        self.saying = saying
        phase = layer.context.phase == .train ? "TRAIN" : "TEST"
        iteration = layer.context.clock.iteration
        bottoms = Self.named(layer.parameter.bottom, call.bottom)
        tops = Self.named(layer.parameter.top, call.top)
        sentence = """
            \(call.step.method) of \(python.module).\(python.layer) failed (\(phase), iteration \
            \(iteration)): \(saying.message)
            """
    }

    private static func named(_ names: [String], _ blobs: [Blob]) -> [String] {
        blobs.enumerated().map { index, blob in
            "\(index < names.count ? names[index] : "(automatic)"): \(blob.shape)"
        }
    }

    /// What the net passes on: the sentence.
    var error: EngineError {
        var error = EngineError(layer: layer, sentence)
        error.isReported = true
        return error
    }

    /// A block for the log: the sentence, the blobs, the line to blame, the traceback.
    var block: String {
        var lines = ["layer \"\(layer)\": \(sentence)"]
        lines += bottoms.enumerated().map { "    bottom[\($0)] \($1)" }
        lines += tops.enumerated().map { "    top[\($0)] \($1)" }
        if let source = saying.source { lines.append("    at \(source)") }
        if let traceback = saying.traceback { lines.append(traceback) }
        return lines.joined(separator: "\n")
    }

    /// The same for the events of a job.
    var record: JobEvent.Failure {
        var failure = JobEvent.Failure(
            message: .verbatim("layer \"\(layer)\": \(sentence)"),
            layer: layer
        )
        failure.phase = phase
        failure.iteration = iteration
        failure.bottoms = bottoms
        failure.tops = tops
        failure.traceback = saying.traceback
        failure.source = saying.source
        return failure
    }
}
