import CremaData
import CremaProto

/// The kernel of a Deconvolution that scales images up by bilinear interpolation; the same for
/// each pair of channels.
///
/// With f = ceil(w / 2) and c = (w - 1) / (2 f), the value at (y, x) is (1 - |y / f - c|) (1 - |x
/// / f - c|).
struct BilinearFiller: Filler {
    static let type = "bilinear"

    init(_ parameter: FillerParameter) {}

    func fill(_ values: UnsafeMutableBufferPointer<Float>, shape: Shape, random: Philox) throws {
        guard shape.axisCount == 4, shape[2] == shape[3] else {
            throw EngineError(
                "the filler \"bilinear\" fills square kernels of 4 axes, found the shape \(shape)"
            )
        }
        let width = shape[3]
        let factor = Float((width + 1) / 2)
        let center = Float(width - 1) / (2 * factor)
        for index in values.indices {
            let x = Float(index % width)
            let y = Float(index / width % width)
            values[index] = (1 - abs(x / factor - center)) * (1 - abs(y / factor - center))
        }
    }
}
