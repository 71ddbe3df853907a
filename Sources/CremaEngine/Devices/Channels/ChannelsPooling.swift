/// Pooling where several channels of a pixel are adjacent: all of them go through a window at
/// once.
///
/// In the plain order it is the reference.
final class ChannelsPooling: PoolingOperation {
    let name = "channels"
    private let windows: PoolingWindows
    private let plain: ReferencePooling

    /// As many channels as go into a few registers.
    private typealias Lanes = SIMD8<Float>

    init(_ geometry: PoolingGeometry) {
        windows = PoolingWindows(geometry)
        plain = ReferencePooling(geometry)
    }

    func supports(_ layout: (any Layout)?) -> Bool { layout == nil || layout is ChannelsLayout }

    func forward(
        x: UnsafePointer<Float>,
        y: UnsafeMutablePointer<Float>,
        indices: UnsafeMutablePointer<Int32>?,
        images: Int,
        layout: (any Layout)?
    ) {
        guard let layout = layout as? ChannelsLayout else {
            return plain.forward(x: x, y: y, indices: indices, images: images, layout: nil)
        }
        let lanes = layout.lanes(channels: windows.geometry.channels)
        forEachWindow(images, layout) { source, target, window in
            switch windows.geometry.method {
            case .max:
                maximum(
                    x + source,
                    window,
                    lanes: lanes,
                    into: y + target,
                    indices: indices.map { $0 + target }
                )
            case .average:
                mean(x + source, window, lanes: lanes, into: y + target)
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
        guard let layout = layout as? ChannelsLayout else {
            return plain.backward(dy: dy, indices: indices, dx: dx, images: images, layout: nil)
        }
        let geometry = windows.geometry
        let lanes = layout.lanes(channels: geometry.channels)
        let planes = images * layout.planes(channels: geometry.channels)
        dx.update(repeating: 0, count: planes * lanes * geometry.height * geometry.width)
        forEachWindow(images, layout) { source, target, window in
            let (from, to) = (dy + target, dx + source)
            switch geometry.method {
            case .max:
                guard let indices else { return }
                for lane in 0..<lanes {
                    let index = Int(indices[target + lane])
                    if index >= 0 { to[index * lanes + lane] += from[lane] }
                }
            case .average:
                spread(from, window, lanes: lanes, over: to)
            }
        }
    }

    /// Calls `body` with the offset of a plane of x, that of an output of y, and the output's
    /// window.
    @inline(__always)
    private func forEachWindow(
        _ images: Int,
        _ layout: ChannelsLayout,
        _ body: (Int, Int, PoolingWindows.Window) -> Void
    ) {
        let geometry = windows.geometry
        let lanes = layout.lanes(channels: geometry.channels)
        let pixels = geometry.height * geometry.width
        let outputs = windows.rows.count * windows.columns.count
        for plane in 0..<images * layout.planes(channels: geometry.channels) {
            windows.forEach { output, window in
                body(plane * pixels * lanes, (plane * outputs + output) * lanes, window)
            }
        }
    }

    private func maximum(
        _ plane: UnsafePointer<Float>,
        _ window: PoolingWindows.Window,
        lanes: Int,
        into y: UnsafeMutablePointer<Float>,
        indices: UnsafeMutablePointer<Int32>?
    ) {
        let width = windows.geometry.width
        forEachChunk(lanes) { lane in
            var best = Lanes(repeating: -Float.greatestFiniteMagnitude)
            var places = SIMD8<Int32>(repeating: -1)
            for row in window.rows {
                for place in window.places(row: row, width: width) {
                    let found = load(plane + place * lanes + lane)
                    let isGreater = found .> best
                    best.replace(with: found, where: isGreater)
                    places.replace(
                        with: SIMD8(repeating: Int32(truncatingIfNeeded: place)),
                        where: isGreater
                    )
                }
            }
            UnsafeMutableRawPointer(y + lane).storeBytes(of: best, as: Lanes.self)
            if let indices {
                UnsafeMutableRawPointer(indices + lane).storeBytes(
                    of: places,
                    as: SIMD8<Int32>.self
                )
            }
        } single: { lane in
            var (best, place) = (-Float.greatestFiniteMagnitude, -1)
            for row in window.rows {
                for other in window.places(row: row, width: width) {
                    let found = plane[other * lanes + lane]
                    if found > best { (best, place) = (found, other) }
                }
            }
            y[lane] = best
            indices?[lane] = Int32(truncatingIfNeeded: place)
        }
    }

    private func mean(
        _ plane: UnsafePointer<Float>,
        _ window: PoolingWindows.Window,
        lanes: Int,
        into y: UnsafeMutablePointer<Float>
    ) {
        let width = windows.geometry.width
        forEachChunk(lanes) { lane in
            var sum = Lanes()
            for row in window.rows {
                for place in window.places(row: row, width: width) {
                    sum += load(plane + place * lanes + lane)
                }
            }
            UnsafeMutableRawPointer(y + lane).storeBytes(of: sum / window.area, as: Lanes.self)
        } single: { lane in
            var sum: Float = 0
            for row in window.rows {
                for place in window.places(row: row, width: width) {
                    sum += plane[place * lanes + lane]
                }
            }
            y[lane] = sum / window.area
        }
    }

    private func spread(
        _ dy: UnsafePointer<Float>,
        _ window: PoolingWindows.Window,
        lanes: Int,
        over plane: UnsafeMutablePointer<Float>
    ) {
        for row in window.rows {
            for place in window.places(row: row, width: windows.geometry.width) {
                let to = plane + place * lanes
                for lane in 0..<lanes { to[lane] += dy[lane] / window.area }
            }
        }
    }

    /// Calls `chunk` with the first lane of vectors that cover all lanes, the last of which may
    /// overlap the one before; where there are too few lanes, `single` with each.
    @inline(__always)
    private func forEachChunk(_ lanes: Int, _ chunk: (Int) -> Void, single: (Int) -> Void) {
        let width = Lanes.scalarCount
        guard lanes >= width else { return (0..<lanes).forEach(single) }
        for lane in stride(from: 0, through: lanes - width, by: width) { chunk(lane) }
        if lanes % width > 0 { chunk(lanes - width) }
    }

    @inline(__always)
    private func load(_ numbers: UnsafePointer<Float>) -> Lanes {
        UnsafeRawPointer(numbers).loadUnaligned(as: Lanes.self)
    }
}
