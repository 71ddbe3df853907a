/// A layer whose every output is a function of the one input at the same place.
///
/// It works in whatever layout its bottom is in, and in place: where the gradient needs the
/// input, a copy of it is kept.
open class NeuronLayer: Layer {
    /// What the gradient is computed from, besides the gradient of the top.
    public enum Operand: Sendable { case bottom, top }

    private let keptInput = Memory(shape: [0])

    /// Whether the gradient is computed from the input or from the output.
    open var gradientOperand: Operand { .bottom }

    open override var topUse: TopUse { gradientOperand == .top ? .values : .nothing }

    /// Whether 0 becomes 0 and has a finite slope, so that the padding of a layout may be
    /// computed along.
    open var keepsPadding: Bool { false }

    /// y = f(x) for `count` elements; x and y may be the same.
    open func compute(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, count: Int) {
        preconditionFailure("a neuron has a function")
    }

    /// dx = f'(x) dy for `count` elements, from x or f(x) according to `gradientOperand`; dy and dx
    /// may be the same.
    open func differentiate(
        _ operand: UnsafePointer<Float>,
        _ dy: UnsafePointer<Float>,
        _ dx: UnsafeMutablePointer<Float>,
        count: Int
    ) {
        preconditionFailure("a neuron has a slope")
    }

    open override func reshape(bottom: [Blob], top: [Blob]) throws {
        top[0].reshape(to: bottom[0].shape)
        if keepsInput(bottom, top) { keptInput.reshape(to: bottom[0].shape) }
    }

    open override func forward(bottom: [Blob], top: [Blob], share: Share) throws {
        let layout = layout(of: bottom[0].data, share)
        let count = bottom[0].data.count(layout, share)
        let x = bottom[0].data.read(layout, share)
        if keepsInput(bottom, top) {
            keptInput.write(layout, share).update(from: x, count: count)
        }
        compute(x, top[0].data.write(layout, share), count: count)
    }

    open override func backward(
        top: [Blob],
        propagateDown: [Bool],
        bottom: [Blob],
        share: Share
    ) throws {
        guard propagateDown[0] else { return }
        let layout = layout(of: top[0].diff, share)
        let operand =
            switch gradientOperand {
            case .top: top[0].data
            case .bottom: keepsInput(bottom, top) ? keptInput : bottom[0].data
            }
        differentiate(
            operand.read(layout, share),
            top[0].diff.read(layout, share),
            bottom[0].diff.write(layout, share),
            count: top[0].diff.count(layout, share)
        )
    }

    private func keepsInput(_ bottom: [Blob], _ top: [Blob]) -> Bool {
        gradientOperand == .bottom && bottom[0] === top[0]
    }

    private func layout(of memory: Memory, _ share: Share) -> (any Layout)? {
        guard let layout = memory.currentLayout(share) else { return nil }
        return layout.isPadded(memory.shape) && !keepsPadding ? nil : layout
    }
}

// A loop over one pointer and a loop over two: only so does the compiler make vectors of the
// first, which may not assume that x and y lie apart.

/// y = f(x), element by element; x and y may be the same.
@inline(__always)
func mapElements(
    _ x: UnsafePointer<Float>,
    _ y: UnsafeMutablePointer<Float>,
    _ count: Int,
    _ f: (Float) -> Float
) {
    if x == UnsafePointer(y) {
        for index in 0..<count { y[index] = f(y[index]) }
    } else {
        for index in 0..<count { y[index] = f(x[index]) }
    }
}

/// y = f(a, b), element by element; b and y may be the same.
@inline(__always)
func mapElements(
    _ a: UnsafePointer<Float>,
    _ b: UnsafePointer<Float>,
    _ y: UnsafeMutablePointer<Float>,
    _ count: Int,
    _ f: (Float, Float) -> Float
) {
    if b == UnsafePointer(y) {
        for index in 0..<count { y[index] = f(a[index], y[index]) }
    } else {
        for index in 0..<count { y[index] = f(a[index], b[index]) }
    }
}
