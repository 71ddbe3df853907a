import CDNNL
import CremaData

/// A convolution by oneDNN, with images in one of the orders that it may be good at.
///
/// The weights keep the order that the forward pass needs, gradient and history too;
/// where a backward pass needs another one it reorders on the way, which costs little
/// compared with the images.
final class DNNLConvolution: ConvolutionOperation, @unchecked Sendable {
    let format: DNNLFormat
    let sourceLayout: (any Layout)?
    let targetLayout: (any Layout)?
    let weightsLayout: (any Layout)?

    private let library: DNNLLibrary
    private let problem: DNNLConvolutionProblem
    private let weights: DNNLDescriptor
    private let passes = Guarded<[PassKey: Pass]>([:])

    var name: String { format.rawValue }

    /// What a primitive is made for.
    private struct PassKey: Hashable {
        var direction: DNNLConvolutionProblem.Direction
        var images: Int
        var hasBias: Bool
    }

    /// A primitive, and one that reorders weights before or after it.
    private struct Pass {
        var primitive: DNNLPrimitive
        var reorder: DNNLPrimitive?
    }

    /// Throws where oneDNN has no such convolution, or only its slow plain code for a pass that is
    /// needed.
    init(_ geometry: ConvolutionGeometry, format: DNNLFormat, library: DNNLLibrary) throws {
        self.library = library
        self.format = format
        problem = try DNNLConvolutionProblem(geometry, format: format, library: library)
        let forward = try problem.primitive(
            .forward,
            images: geometry.images,
            hasBias: geometry.hasBias
        )
        weights = try forward.memory(DNNL_ARG_WEIGHTS)
        sourceLayout = format.source.layout(
            channels: geometry.channels,
            pixels: geometry.size.reduce(1, *)
        )
        targetLayout = format.target.layout(
            channels: geometry.outputs,
            pixels: geometry.outputSize.reduce(1, *)
        )
        weightsLayout = try DNNLWeightsLayout.of(weights)
        var needed = [DNNLConvolutionProblem.Direction.forward]
        if geometry.needsBackward { needed.append(.backwardWeights) }
        if geometry.needsBackwardData { needed.append(.backwardData) }
        for direction in needed {
            let pass = try pass(direction, images: geometry.images, hasBias: geometry.hasBias)
            guard !pass.primitive.isReference else {
                throw EngineError("oneDNN has only plain code for \(format.rawValue)")
            }
        }
    }

    func forward(
        x: UnsafePointer<Float>,
        w: UnsafePointer<Float>,
        b: UnsafePointer<Float>?,
        y: UnsafeMutablePointer<Float>,
        images: Int
    ) throws {
        guard images > 0 else { return }
        let pass = try pass(.forward, images: images, hasBias: b != nil)
        try library.withWorkspace { workspace in
            var arguments = [
                DNNLArgument(DNNL_ARG_SRC, x), DNNLArgument(DNNL_ARG_WEIGHTS, w),
                DNNLArgument(DNNL_ARG_DST, y),
            ]
            if let b { arguments.append(DNNLArgument(DNNL_ARG_BIAS, b)) }
            try pass.primitive.execute(arguments, in: workspace)
        }
    }

    func backwardData(
        dy: UnsafePointer<Float>,
        w: UnsafePointer<Float>,
        dx: UnsafeMutablePointer<Float>,
        images: Int
    ) throws {
        guard images > 0 else { return }
        let pass = try pass(.backwardData, images: images, hasBias: false)
        try library.withWorkspace { workspace in
            var weights = UnsafeRawPointer(w)
            if let reorder = pass.reorder {
                let wanted = workspace.buffer(.weights, bytes: reorder.bytes(DNNL_ARG_TO))
                try reorder.execute(
                    [DNNLArgument(DNNL_ARG_FROM, w), DNNLArgument(DNNL_ARG_TO, wanted)],
                    in: workspace
                )
                weights = UnsafeRawPointer(wanted)
            }
            try pass.primitive.execute(
                [
                    DNNLArgument(DNNL_ARG_DIFF_DST, dy), DNNLArgument(DNNL_ARG_WEIGHTS, weights),
                    DNNLArgument(DNNL_ARG_DIFF_SRC, dx),
                ],
                in: workspace
            )
        }
    }

    func backwardWeights(
        x: UnsafePointer<Float>,
        dy: UnsafePointer<Float>,
        dw: UnsafeMutablePointer<Float>,
        db: UnsafeMutablePointer<Float>?,
        images: Int
    ) throws {
        guard images > 0 else {
            dw.update(repeating: 0, count: weights.bytes / MemoryLayout<Float>.stride)
            db?.update(repeating: 0, count: problem.outputs)
            return
        }
        let pass = try pass(.backwardWeights, images: images, hasBias: db != nil)
        try library.withWorkspace { workspace in
            var gradient = UnsafeMutableRawPointer(dw)
            if let reorder = pass.reorder {
                gradient = workspace.buffer(.weights, bytes: reorder.bytes(DNNL_ARG_FROM))
            }
            var arguments = [
                DNNLArgument(DNNL_ARG_SRC, x), DNNLArgument(DNNL_ARG_DIFF_DST, dy),
                DNNLArgument(DNNL_ARG_DIFF_WEIGHTS, gradient),
            ]
            if let db { arguments.append(DNNLArgument(DNNL_ARG_DIFF_BIAS, db)) }
            try pass.primitive.execute(arguments, in: workspace)
            try pass.reorder?.execute(
                [DNNLArgument(DNNL_ARG_FROM, gradient), DNNLArgument(DNNL_ARG_TO, dw)],
                in: workspace
            )
        }
    }

    private func pass(
        _ direction: DNNLConvolutionProblem.Direction,
        images: Int,
        hasBias: Bool
    ) throws -> Pass {
        let key = PassKey(direction: direction, images: images, hasBias: hasBias)
        return try passes.withLock { passes in
            if let pass = passes[key] { return pass }
            let pass = try makePass(key)
            passes[key] = pass
            return pass
        }
    }

    private func makePass(_ key: PassKey) throws -> Pass {
        let wanted = key.direction == .forward ? weights : nil
        let primitive = try problem.primitive(
            key.direction,
            images: key.images,
            hasBias: key.hasBias,
            weights: wanted
        )
        switch key.direction {
        case .forward:
            return Pass(primitive: primitive)
        case .backwardData:
            let own = try primitive.memory(DNNL_ARG_WEIGHTS)
            return Pass(primitive: primitive, reorder: try reorder(from: weights, to: own))
        case .backwardWeights:
            let own = try primitive.memory(DNNL_ARG_DIFF_WEIGHTS)
            return Pass(primitive: primitive, reorder: try reorder(from: own, to: weights))
        }
    }

    /// A primitive that reorders, nil where there is nothing to do.
    private func reorder(
        from source: DNNLDescriptor,
        to target: DNNLDescriptor
    ) throws -> DNNLPrimitive? {
        source == target ? nil : try .reorder(library, from: source, to: target)
    }
}
