import CremaProto

/// Repeats its bottom `tiles` times along `axis`.
final class TileLayer: Layer {
    override class var description: LayerDescription {
        LayerDescription(
            type: "Tile",
            summary: "Repeats a blob along an axis.",
            field: "tile_param",
            usage: "tile_param { axis: 1 tiles: 3 }",
            bottoms: .exactly(1),
            tops: .exactly(1),
            examples: [
                .init("tile_param { tiles: 3 }", bottoms: [[2, 3, 2]]),
                .init("tile_param { tiles: 2 axis: 0 }", bottoms: [[2, 3]]),
                .init("tile_param { tiles: 2 axis: -1 }", bottoms: [[2, 3, 2, 2]]),
            ]
        )
    }

    private var tiledAxis = 1
    private var tiles: Int { Int(parameter.tileParam.tiles) }

    override var grain: Grain { tiledAxis == 0 ? .batch : .images }

    override func reshape(bottom: [Blob], top: [Blob]) throws {
        let shape = bottom[0].shape
        guard tiles > 0 else {
            throw error("tiles is at least 1, found \(tiles)", field: "tile_param.tiles")
        }
        tiledAxis = try axis(parameter.tileParam.axis, of: shape, field: "tile_param.axis")
        var dims = shape.dims
        dims[tiledAxis] *= tiles
        top[0].reshape(to: try self.shape(dims, field: "tile_param.tiles"))
    }

    override func forward(bottom: [Blob], top: [Blob], share: Share) throws {
        let rows = AxisRows(bottom[0].shape, axis: tiledAxis, share)
        let x = bottom[0].data.read(nil, share)
        let y = top[0].data.write(nil, share)
        for row in 0..<rows.count {
            for tile in 0..<tiles {
                (y + (row * tiles + tile) * rows.length).update(
                    from: x + row * rows.length,
                    count: rows.length
                )
            }
        }
    }

    override func backward(top: [Blob], propagateDown: [Bool], bottom: [Blob], share: Share) throws
    {
        guard propagateDown[0] else { return }
        let rows = AxisRows(bottom[0].shape, axis: tiledAxis, share)
        let dy = top[0].diff.read(nil, share)
        let dx = bottom[0].diff.write(nil, share)
        for row in 0..<rows.count {
            let sum = dx + row * rows.length
            sum.update(from: dy + row * tiles * rows.length, count: rows.length)
            for tile in 1..<max(tiles, 2) where tile < tiles {
                mapElements(dy + (row * tiles + tile) * rows.length, sum, sum, rows.length) {
                    $0 + $1
                }
            }
        }
    }
}
