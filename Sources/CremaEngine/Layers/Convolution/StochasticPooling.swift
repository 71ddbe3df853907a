/// Pooling that while training draws one element of each window, more likely the larger it is.
///
/// When testing it takes what the drawn element is on average, sum of x^2 / sum of x. What is
/// negative is never drawn where there is something positive; a window that sums to nothing gives
/// its first element while training and 0 when testing.
///
/// Zeiler and Fergus, "Stochastic pooling for regularization of deep convolutional neural networks"
/// (2013).
struct StochasticPooling {
    private let windows: PoolingWindows

    init(_ geometry: PoolingGeometry) {
        windows = PoolingWindows(geometry)
    }

    /// Fills y with an element of each window, and its place in the plane, from a number in [0, 1)
    /// for each window of y.
    func draw(
        _ x: UnsafePointer<Float>,
        _ y: UnsafeMutablePointer<Float>,
        places: UnsafeMutablePointer<Int32>,
        images: Int
    ) {
        forEachWindow(images) { plane, output, window in
            let place = draw(x + plane, window, at: y[output])
            places[output] = Int32(truncatingIfNeeded: place)
            y[output] = place < 0 ? 0 : x[plane + place]
        }
    }

    private func draw(_ x: UnsafePointer<Float>, _ window: PoolingWindows.Window, at draw: Float)
        -> Int
    {
        let goal = draw * sum(of: window) { max(x[$0], 0) }
        // Rounding up may leave a window with nothing in it.
        var (sum, last) = (Float(0), -1)
        for row in window.rows {
            for place in window.places(row: row, width: windows.geometry.width) {
                sum += max(x[place], 0)
                if sum >= goal { return place }
                last = place
            }
        }
        return last
    }

    /// y = sum of x^2 / sum of x over each window, 0 where the sum is not above 0.
    func weigh(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, images: Int) {
        forEachWindow(images) { plane, output, window in
            let sum = sum(of: window) { x[plane + $0] }
            let squares = sum > 0 ? self.sum(of: window) { x[plane + $0] * x[plane + $0] } : 0
            y[output] = sum > 0 ? squares / sum : 0
        }
    }

    /// Fills the gradient of what `weigh` computed: (2 x - y) / sum of x for
    /// each element of a window.
    func weighBack(
        _ x: UnsafePointer<Float>,
        _ y: UnsafePointer<Float>,
        _ dy: UnsafePointer<Float>,
        _ dx: UnsafeMutablePointer<Float>,
        images: Int
    ) {
        let geometry = windows.geometry
        let count = images * geometry.channels * geometry.height * geometry.width
        dx.update(repeating: 0, count: count)
        forEachWindow(images) { plane, output, window in
            let sum = sum(of: window) { x[plane + $0] }
            guard sum > 0 else { return }
            for row in window.rows {
                for place in window.places(row: row, width: geometry.width) {
                    dx[plane + place] += dy[output] * (2 * x[plane + place] - y[output]) / sum
                }
            }
        }
    }

    /// The sum of a number for each place of a window.
    private func sum(of window: PoolingWindows.Window, _ number: (_ place: Int) -> Float) -> Float {
        var sum: Float = 0
        for row in window.rows {
            for place in window.places(row: row, width: windows.geometry.width) {
                sum += number(place)
            }
        }
        return sum
    }

    /// Hands over where the plane begins, the place of the output, and the window.
    private func forEachWindow(
        _ images: Int,
        _ body: (_ plane: Int, _ output: Int, _ window: PoolingWindows.Window) -> Void
    ) {
        let geometry = windows.geometry
        let outputs = geometry.outputHeight * geometry.outputWidth
        for plane in 0..<images * geometry.channels {
            windows.forEach { number, window in
                body(plane * geometry.height * geometry.width, plane * outputs + number, window)
            }
        }
    }
}
