import CremaProto

/// What LSTM and RNN have in common: steps over time, each of which reads its input and the state
/// that the step before has left.
///
/// Bottoms: x, T x N x ..., for T steps of N independent streams; cont, T x N, 0 where a stream
/// starts again, else 1; an input that all steps share, N x ..., if there is one; and with
/// `expose_hidden` the states before the first step, 1 x N x H each. Tops: T x N x H, and with
/// `expose_hidden` the states after the last step. Without it, a pass begins with the states that
/// the last one has left. T stays as it is, N may change; H is `num_output`.
///
/// By Caffe's rule gradients end at the batch: none goes into the states before the first step, and
/// none comes from those after the last.
///
/// Donahue et al., "Long-term recurrent convolutional networks for visual recognition and
/// description" (2015).
class RecurrentLayer: Layer, CarriesState {
    // MARK: Descriptions

    /// What users of all of them should know.
    static let notes = [
        "Bottoms are T x N x ... inputs, and T x N marks `cont`: 0 where a sequence begins, else "
            + "1. A third one, N x ..., is an input to every step.",
        "The state is kept from pass to pass until a `cont` is 0. Gradients do not flow back into "
            + "the previous pass.",
    ]

    /// Caffe unrolls a net, and can log it.
    static let noInnerNet = LayerDescription.Difference(
        "Accepted and ignored: there is no inner net to log.",
        field: "recurrent_param.debug_info"
    )

    /// An example over those bottoms, the second of which marks where streams start again.
    static func example(_ bottoms: [Shape]) -> LayerDescription.Example {
        .init(
            "recurrent_param { num_output: 3 weight_filler { type: \"gaussian\" std: 0.4 } "
                + "bias_filler { type: \"gaussian\" std: 0.4 } }",
            bottoms: bottoms,
            labels: [1: 2]
        )
    }

    // MARK: Parts

    /// An inner product with learned weights, `blobs[index]`, and biases behind them if it has any.
    struct Product {
        let operation: any InnerProductOperation
        let index: Int
        let inputs: Int
        let outputs: Int
        let hasBias: Bool

        /// The numbers of its parameters.
        var parameters: Range<Int> { index..<index + (hasBias ? 2 : 1) }
        /// The multiplications of a row.
        var cost: Int { inputs * outputs }
    }

    private var x: Product!
    private var constant: Product?
    private var recurrent: Product!
    private(set) var steps = 0
    private(set) var streams = 0

    /// For each step and stream the gates of all units: their inputs, and what
    /// a cell makes of them.
    let gates = Memory(shape: [0])
    /// The gradients of the gates' inputs.
    let gateSlopes = Memory(shape: [0])
    /// Each state, the hidden one first, before the first step and after each.
    private(set) var states: [Memory] = []
    /// The gradient of each state at the step where the way back has come to.
    private(set) var slopes: [Memory] = []
    /// The gradient of the hidden state from the tops alone.
    let hiddenSlopes = Memory(shape: [0])
    /// The hidden states that the steps read: 0 where a stream starts again.
    private let held = Memory(shape: [0])
    /// What one step adds to the gates, or all steps to the gradient of the input that they share.
    private let addend = Memory(shape: [0])

    private(set) var carriedState: [Memory] = []

    var fields: RecurrentParameter { parameter.recurrentParam }
    var units: Int { Int(fields.numOutput) }
    private var rowSize: Int { streams * units }
    private var gateSize: Int { streams * units * gateCount }

    // MARK: What differs

    /// The names of the states, the hidden one first.
    var stateNames: [String] { preconditionFailure("a recurrent layer has a state") }

    /// How many gates a unit has.
    var gateCount: Int { preconditionFailure("a recurrent layer has gates") }

    /// Makes the parameters behind those that all have.
    func addOutputParameters() throws {}

    /// Fills the states after a step from the gates and the states before it.
    func advance(_ step: Int, cont: UnsafePointer<Float>) throws {
        preconditionFailure("a recurrent layer has steps")
    }

    /// Fills the gradients of a step's gates, and turns those of the states after it, but for
    /// the hidden one's, into those of the states before it.
    func retreat(_ step: Int) throws {
        preconditionFailure("a recurrent layer has steps")
    }

    /// Fills the top from the hidden states.
    func emit(into top: Blob) throws {
        preconditionFailure("a recurrent layer has a top")
    }

    /// Fills `hiddenSlopes` from the gradient of the top, and the gradients of the output's
    /// parameters.
    func absorb(from top: Blob) throws {
        preconditionFailure("a recurrent layer has a gradient")
    }

    // MARK: Shapes and parameters

    // The streams lie on axis 1, and a step needs the one before it.
    override var grain: Grain { .batch }

    override func allowsForceBackward(bottom index: Int) -> Bool { index != 1 }

    override func setUp(bottom: [Blob], top: [Blob]) throws {
        try checkCounts(bottom, top)
        _ = try positive(fields.numOutput, field: "recurrent_param.num_output")
        try checkShapes(bottom)
        steps = bottom[0].shape[0]
        guard steps > 0 else { throw error("there are no steps in \(bottom[0].shape)") }
        blobs = []
        let gates = units * gateCount
        x = try addProduct(inputs: bottom[0].shape.count(from: 2), outputs: gates, hasBias: true)
        if hasConstant(bottom) {
            let inputs = bottom[2].shape.count(from: 1)
            constant = try addProduct(inputs: inputs, outputs: gates, hasBias: false)
        }
        recurrent = try addProduct(inputs: units, outputs: gates, hasBias: false)
        try addOutputParameters()
        states = stateNames.map { _ in Memory(shape: [0]) }
        slopes = stateNames.map { _ in Memory(shape: [0]) }
        carriedState = stateNames.map { _ in Memory(shape: [0]) }
    }

    private var exposedCount: Int { fields.exposeHidden ? stateNames.count : 0 }

    private func hasConstant(_ bottom: [Blob]) -> Bool { bottom.count > 2 + exposedCount }

    private func checkCounts(_ bottom: [Blob], _ top: [Blob]) throws {
        let names = stateNames.joined(separator: ", ")
        let condition =
            fields.exposeHidden
            ? "with expose_hidden, which adds the states (\(names)) to both"
            : "without expose_hidden"
        let wanted = 2 + exposedCount
        guard bottom.count == wanted || bottom.count == wanted + 1 else {
            throw error(
                "\(parameter.type) takes \(wanted) or \(wanted + 1) bottoms \(condition); found "
                    + "\(bottom.count)",
                field: "bottom"
            )
        }
        guard top.count == 1 + exposedCount else {
            throw error(
                "\(parameter.type) has \(1 + exposedCount) tops \(condition); found \(top.count)",
                field: "top"
            )
        }
    }

    private func checkShapes(_ bottom: [Blob]) throws {
        let (input, cont) = (bottom[0].shape, bottom[1].shape)
        guard input.axisCount >= 2 else {
            throw error("the first bottom is steps x streams x ...; found the shape \(input)")
        }
        guard cont.dims == Array(input.dims[..<2]) else {
            throw error(
                "cont, the second bottom, is steps x streams, here \(Shape([input[0], input[1]])); "
                    + "found the shape \(cont)"
            )
        }
        guard !hasConstant(bottom) || bottom[2].shape.dims.first == input[1] else {
            throw error(
                "the input that all steps share, the third bottom, is streams x ..., here of "
                    + "\(input[1]) streams; found the shape \(bottom[2].shape)"
            )
        }
        let state = Shape([1, input[1], units])
        for (blob, name) in zip(bottom.suffix(exposedCount), stateNames)
        where blob.shape != state {
            throw error("the state \(name) has the shape \(state); found \(blob.shape)")
        }
    }

    /// Makes the parameters of a product.
    func addProduct(inputs: Int, outputs: Int, hasBias: Bool) throws -> Product {
        let weights = try shape([outputs, inputs], field: "recurrent_param.num_output")
        let geometry = InnerProductGeometry(
            rowsPerImage: 1,
            inputs: inputs,
            outputs: outputs,
            isTransposed: false,
            hasBias: hasBias
        )
        let product = Product(
            operation: try context.device.makeInnerProduct(geometry),
            index: blobs.count,
            inputs: inputs,
            outputs: outputs,
            hasBias: hasBias
        )
        blobs.append(Blob(shape: weights))
        try fill(product.index, fields.weightFiller, field: "recurrent_param.weight_filler")
        if hasBias {
            blobs.append(Blob(shape: [outputs]))
            try fill(product.index + 1, fields.biasFiller, field: "recurrent_param.bias_filler")
        }
        return product
    }

    // All matrices but that of the input that the steps share meet each step's rows.
    override func multiplyAdds(bottom: [Blob], top: [Blob]) -> Int {
        let matrices = blobs.filter { $0.shape.axisCount > 1 }
        let weights = matrices.reduce(0) { $0.addingSaturated($1.count) }
        let shared = constant?.cost ?? 0
        return (weights - shared).multipliedSaturated(by: steps).addingSaturated(shared)
            .multipliedSaturated(by: streams)
    }

    override func reshape(bottom: [Blob], top: [Blob]) throws {
        try checkShapes(bottom)
        let input = bottom[0].shape
        guard input[0] == steps else {
            throw error(
                "the number of steps stays \(steps), that of the first pass; found \(input)"
            )
        }
        try checkInputs(x, input.count(from: 2), "numbers a step")
        if let constant {
            try checkInputs(constant, bottom[2].shape.count(from: 1), "numbers that steps share")
        }
        streams = input[1]
        let rows = try shape([steps, streams, units])
        let state = Shape([1, streams, units])
        let gateShape = try shape([steps, streams, units * gateCount])
        for memory in [gates, gateSlopes] { memory.reshape(to: gateShape) }
        addend.reshape(to: [streams, units * gateCount])
        for memory in [held, hiddenSlopes] { memory.reshape(to: rows) }
        for memory in states { memory.reshape(to: try shape([steps + 1, streams, units])) }
        for memory in slopes + carriedState { memory.reshape(to: state) }
        top[0].reshape(to: rows)
        for top in top.dropFirst() { top.reshape(to: state) }
    }

    private func checkInputs(_ product: Product, _ found: Int, _ what: String) throws {
        guard found == product.inputs else {
            throw error("the weights were made for \(product.inputs) \(what); found \(found)")
        }
    }

    // MARK: Parts of the states

    /// A state before a step, or with the number of steps after the last.
    func state(_ number: Int, _ step: Int) -> UnsafeMutablePointer<Float> {
        states[number].update(nil, .whole) + step * rowSize
    }

    /// The gates of a step.
    func gates(_ step: Int) -> UnsafeMutablePointer<Float> {
        gates.update(nil, .whole) + step * gateSize
    }

    /// The gradients of a step's gates.
    func gateSlopes(_ step: Int) -> UnsafeMutablePointer<Float> {
        gateSlopes.update(nil, .whole) + step * gateSize
    }

    // MARK: Products

    /// y = x w' + b for so many rows.
    func multiply(
        _ product: Product,
        _ x: UnsafePointer<Float>,
        into y: UnsafeMutablePointer<Float>,
        rows: Int
    ) throws {
        let w = blobs[product.index].data.read(nil, .whole)
        let b = product.hasBias ? blobs[product.index + 1].data.read(nil, .whole) : nil
        try deal(rows, cost: product.cost) { _, rows in
            try product.operation.forward(
                x: x + rows.lowerBound * product.inputs,
                w: w,
                b: b,
                y: y + rows.lowerBound * product.outputs,
                images: rows.count
            )
        }
    }

    /// dx = dy w for so many rows.
    func sendBack(
        _ product: Product,
        _ dy: UnsafePointer<Float>,
        into dx: UnsafeMutablePointer<Float>,
        rows: Int
    ) throws {
        let w = blobs[product.index].data.read(nil, .whole)
        try deal(rows, cost: product.cost) { _, rows in
            try product.operation.backwardData(
                dy: dy + rows.lowerBound * product.outputs,
                w: w,
                dx: dx + rows.lowerBound * product.inputs,
                images: rows.count
            )
        }
    }

    /// The gradients of a product's parameters, from so many rows.
    func learn(
        _ product: Product,
        _ x: UnsafePointer<Float>,
        _ dy: UnsafePointer<Float>,
        rows: Int
    ) throws {
        let learned = blobs[product.parameters]
        guard product.parameters.contains(where: wantsGradient(of:)) else { return }
        let workers = workerCount(rows, cost: product.cost)
        for blob in learned { blob.preparePartials(workers) }
        // Each worker adds up its own rows.
        try deal(rows, cost: product.cost) { worker, rows in
            let part = Share(index: worker, of: workers)
            let sums = learned.map { $0.partial(part).write(nil, .whole) }
            try product.operation.backwardWeights(
                x: x + rows.lowerBound * product.inputs,
                dy: dy + rows.lowerBound * product.outputs,
                dw: sums[0],
                db: product.hasBias ? sums[1] : nil,
                images: rows.count
            )
        }
        for blob in learned {
            let sum = blob.partial(.whole).update(nil, .whole)
            for worker in 1..<max(workers, 2) where worker < workers {
                let part = blob.partial(Share(index: worker, of: workers)).read(nil, .whole)
                mapElements(part, sum, sum, blob.count) { $0 + $1 }
            }
        }
    }

    // MARK: Passes

    override func forward(bottom: [Blob], top: [Blob], share: Share) throws {
        let exposed = Array(bottom.suffix(exposedCount))
        for number in states.indices {
            let first = exposed.isEmpty ? carriedState[number] : exposed[number].data
            state(number, 0).update(from: first.read(nil, .whole), count: rowSize)
        }
        try multiply(x, bottom[0].data.read(nil, .whole), into: gates(0), rows: steps * streams)
        try addConstant(bottom)
        let cont = bottom[1].data.read(nil, .whole)
        for step in 0..<steps {
            try addRecurrent(step, cont + step * streams)
            try advance(step, cont: cont + step * streams)
        }
        try emit(into: top[0])
        for number in states.indices {
            let last = UnsafePointer(state(number, steps))
            carriedState[number].write(nil, .whole).update(from: last, count: rowSize)
            guard fields.exposeHidden else { continue }
            top[1 + number].data.write(nil, .whole).update(from: last, count: rowSize)
        }
    }

    private func addConstant(_ bottom: [Blob]) throws {
        guard let constant else { return }
        let sum = addend.write(nil, .whole)
        try multiply(constant, bottom[2].data.read(nil, .whole), into: sum, rows: streams)
        for step in 0..<steps {
            mapElements(sum, gates(step), gates(step), gateSize) { $0 + $1 }
        }
    }

    private func addRecurrent(_ step: Int, _ cont: UnsafePointer<Float>) throws {
        let hidden = held.update(nil, .whole) + step * rowSize
        scaleRows(state(0, step), by: cont, into: hidden)
        let sum = addend.write(nil, .whole)
        try multiply(recurrent, hidden, into: sum, rows: streams)
        mapElements(sum, gates(step), gates(step), gateSize) { $0 + $1 }
    }

    /// Multiplies each stream's row by its cont; 0 gives a row of zeros, whatever was there.
    private func scaleRows(
        _ rows: UnsafePointer<Float>,
        by cont: UnsafePointer<Float>,
        into target: UnsafeMutablePointer<Float>
    ) {
        for stream in 0..<streams {
            let (start, factor) = (stream * units, cont[stream])
            if factor == 0 {
                (target + start).update(repeating: 0, count: units)
            } else {
                mapElements(rows + start, target + start, units) { $0 * factor }
            }
        }
    }

    override func backward(top: [Blob], propagateDown: [Bool], bottom: [Blob], share: Share) throws
    {
        if propagateDown[1] {
            throw error(
                "\(parameter.type) has no gradient for cont, bottom 1",
                field: "propagate_down"
            )
        }
        try absorb(from: top[0])
        try goBack(bottom[1].data.read(nil, .whole))
        let slopes = UnsafePointer(gateSlopes(0))
        let rows = steps * streams
        try learn(x, bottom[0].data.read(nil, .whole), slopes, rows: rows)
        try learn(recurrent, held.read(nil, .whole), slopes, rows: rows)
        if propagateDown[0] {
            try sendBack(x, slopes, into: bottom[0].diff.write(nil, .whole), rows: rows)
        }
        try leaveConstant(bottom, propagateDown)
        for (index, blob) in bottom.enumerated().suffix(exposedCount) where propagateDown[index] {
            blob.diff.write(.whole).update(repeating: 0)
        }
    }

    /// Fills the gradients of all gates, from the last step to the first.
    private func goBack(_ cont: UnsafePointer<Float>) throws {
        for slope in slopes { slope.write(.whole).update(repeating: 0) }
        let fromTops = hiddenSlopes.read(nil, .whole)
        for step in (0..<steps).reversed() {
            let hidden = slopes[0].update(nil, .whole)
            mapElements(fromTops + step * rowSize, hidden, hidden, rowSize) { $0 + $1 }
            try retreat(step)
            guard step > 0 else { break }
            try sendBack(recurrent, gateSlopes(step), into: hidden, rows: streams)
            scaleRows(hidden, by: cont + step * streams, into: hidden)
        }
    }

    private func leaveConstant(_ bottom: [Blob], _ propagateDown: [Bool]) throws {
        guard let constant else { return }
        let sum = addend.write(nil, .whole)
        sum.update(repeating: 0, count: gateSize)
        for step in 0..<steps { mapElements(gateSlopes(step), sum, sum, gateSize) { $0 + $1 } }
        try learn(constant, bottom[2].data.read(nil, .whole), sum, rows: streams)
        guard propagateDown[2] else { return }
        try sendBack(constant, sum, into: bottom[2].diff.write(nil, .whole), rows: streams)
    }
}
