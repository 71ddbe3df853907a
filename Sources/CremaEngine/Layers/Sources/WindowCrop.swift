import CremaData

/// How a window is cut out of its image and laid into a square of `size` x
/// `size` (R-CNN's regions).
///
/// With `context` pixels around it, or in the mode `square`, the window grows by that share first;
/// what then lies outside of the image stays empty.
struct WindowCrop {
    /// The part of the image that is read.
    private(set) var x: Int
    private(set) var y: Int
    private(set) var width: Int
    private(set) var height: Int
    /// The size that it is stretched to.
    private(set) var stretched: (width: Int, height: Int)
    /// The room left of it and above.
    private(set) var left = 0
    private(set) var top = 0

    /// Throws where nothing of the window lies in the image, or, without context, not all of it.
    init(
        _ window: WindowFile.Window,
        of image: Image,
        size: Int,
        context: Int,
        isSquare: Bool,
        isMirrored: Bool
    ) throws {
        (x, y) = (window.x1, window.y1)
        (width, height) = (window.x2 - window.x1 + 1, window.y2 - window.y1 + 1)
        stretched = (size, size)
        if context > 0 || isSquare {
            grow(by: Float(size) / Float(size - 2 * context), isSquare: isSquare)
            clip(to: image, size: size, isMirrored: isMirrored)
        }
        guard x >= 0, y >= 0, width > 0, height > 0, x + width <= image.width,
            y + height <= image.height
        else {
            throw EngineError(
                "the window from (\(window.x1), \(window.y1)) to (\(window.x2), \(window.y2)) "
                    + "does not lie in its image of \(image.width) x \(image.height) pixels"
            )
        }
    }

    /// Grows around the middle.
    private mutating func grow(by scale: Float, isSquare: Bool) {
        var half = (width: Float(width) / 2, height: Float(height) / 2)
        let center = (x: Float(x) + half.width, y: Float(y) + half.height)
        if isSquare {
            let longest = max(half.width, half.height)
            half = (longest, longest)
        }
        func edge(_ value: Float) -> Int { Int(value.rounded()) }
        x = edge(center.x - half.width * scale)
        y = edge(center.y - half.height * scale)
        width = edge(center.x + half.width * scale) - x + 1
        height = edge(center.y + half.height * scale) - y + 1
    }

    /// Keeps what lies in the image, at the place and size that it has in the whole.
    private mutating func clip(to image: Image, size: Int, isMirrored: Bool) {
        let whole = (width: width, height: height)
        func scaled(_ extent: Int, _ whole: Int) -> Int {
            Int((Float(extent) * (Float(size) / Float(whole))).rounded())
        }
        let before = (x: max(0, -x), y: max(0, -y))
        let after = (
            x: max(0, x + width - image.width), y: max(0, y + height - image.height)
        )
        x += before.x
        y += before.y
        width -= before.x + after.x
        height -= before.y + after.y
        left = scaled(isMirrored ? after.x : before.x, whole.width)
        top = scaled(before.y, whole.height)
        // Rounding may make it a pixel too large.
        stretched = (
            min(scaled(width, whole.width), size - left),
            min(scaled(height, whole.height), size - top)
        )
    }
}

extension WindowCrop {
    /// The window's pixels at their size, or nil where rounding leaves none.
    func pixels(of image: Image) throws -> Image? {
        guard stretched.width > 0, stretched.height > 0 else { return nil }
        return try image.cropped(x: x, y: y, width: width, height: height)
            .interpolated(width: stretched.width, height: stretched.height)
    }
}
