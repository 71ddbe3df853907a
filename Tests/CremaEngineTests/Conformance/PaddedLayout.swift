@testable import CremaEngine

/// Images with blocks of four channels innermost, the last block filled up with zeros, as fast
/// devices have them.
final class PaddedLayout: Layout {
    let name = "test4c"
    private static let block = 4

    private func blocks(_ shape: Shape) -> Int { (shape[1] + Self.block - 1) / Self.block }

    func count(of shape: Shape, images: Int) -> Int {
        images * blocks(shape) * Self.block * shape.count(from: 2)
    }

    func isPadded(_ shape: Shape) -> Bool { shape[1] % Self.block != 0 }

    func pack(
        _ plain: UnsafePointer<Float>,
        into packed: UnsafeMutablePointer<Float>,
        shape: Shape,
        images: Int
    ) {
        packed.update(repeating: 0, count: count(of: shape, images: images))
        forEachElement(shape, images) { packed[$1] = plain[$0] }
    }

    func unpack(
        _ packed: UnsafePointer<Float>,
        into plain: UnsafeMutablePointer<Float>,
        shape: Shape,
        images: Int
    ) {
        forEachElement(shape, images) { plain[$0] = packed[$1] }
    }

    /// Whether all that is not an element is zero.
    func hasCleanPadding(_ packed: UnsafePointer<Float>, shape: Shape) -> Bool {
        var isElement = [Bool](repeating: false, count: count(of: shape, images: shape.images))
        forEachElement(shape, shape.images) { isElement[$1] = true }
        return isElement.indices.allSatisfy { isElement[$0] || packed[$0] == 0 }
    }

    private func forEachElement(
        _ shape: Shape,
        _ images: Int,
        _ body: (_ plain: Int, _ packed: Int) -> Void
    ) {
        let (channels, area) = (shape[1], shape.count(from: 2))
        for plain in 0..<images * channels * area {
            let place = plain % area
            let channel = plain / area % channels
            let image = plain / area / channels
            let block = image * blocks(shape) + channel / Self.block
            body(plain, (block * area + place) * Self.block + channel % Self.block)
        }
    }
}
