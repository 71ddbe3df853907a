/// Pooling by Caffe's rules, one window after the other, in the plain order.
final class ReferencePooling: PoolingOperation {
    let name = "reference"
    private let windows: PoolingWindows

    init(_ geometry: PoolingGeometry) {
        windows = PoolingWindows(geometry)
    }

    func supports(_ layout: (any Layout)?) -> Bool { layout == nil }

    func forward(
        x: UnsafePointer<Float>,
        y: UnsafeMutablePointer<Float>,
        indices: UnsafeMutablePointer<Int32>?,
        images: Int,
        layout: (any Layout)?
    ) {
        let geometry = windows.geometry
        for plane in 0..<images * geometry.channels {
            let source = x + plane * geometry.height * geometry.width
            let first = plane * windows.rows.count * windows.columns.count
            windows.forEach { number, window in
                switch geometry.method {
                case .max:
                    let (value, index) = maximum(of: source, in: window)
                    y[first + number] = value
                    indices?[first + number] = index
                case .average:
                    y[first + number] = sum(of: source, in: window) / window.area
                }
            }
        }
    }

    func backward(
        dy: UnsafePointer<Float>,
        indices: UnsafePointer<Int32>?,
        dx: UnsafeMutablePointer<Float>,
        images: Int,
        layout: (any Layout)?
    ) {
        let geometry = windows.geometry
        let plane = geometry.height * geometry.width
        dx.update(repeating: 0, count: images * geometry.channels * plane)
        for number in 0..<images * geometry.channels {
            let target = dx + number * plane
            let first = number * windows.rows.count * windows.columns.count
            windows.forEach { number, window in
                let gradient = dy[first + number]
                switch geometry.method {
                case .max:
                    guard let index = indices?[first + number], index >= 0 else { return }
                    target[Int(index)] += gradient
                case .average:
                    for row in window.rows {
                        for place in window.places(row: row, width: geometry.width) {
                            target[place] += gradient / window.area
                        }
                    }
                }
            }
        }
    }

    private func maximum(
        of plane: UnsafePointer<Float>,
        in window: PoolingWindows.Window
    ) -> (value: Float, index: Int32) {
        var (best, place) = (-Float.greatestFiniteMagnitude, -1)
        for row in window.rows {
            for index in window.places(row: row, width: windows.geometry.width) {
                // Choices instead of a branch, which no processor could predict.
                let isGreater = plane[index] > best
                place = isGreater ? index : place
                best = isGreater ? plane[index] : best
            }
        }
        return (best, Int32(truncatingIfNeeded: place))
    }

    private func sum(of plane: UnsafePointer<Float>, in window: PoolingWindows.Window) -> Float {
        var sum: Float = 0
        for row in window.rows {
            for place in window.places(row: row, width: windows.geometry.width) {
                sum += plane[place]
            }
        }
        return sum
    }
}
