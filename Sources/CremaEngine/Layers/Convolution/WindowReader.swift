/// Reads the fields of a layer's window by Caffe's rules.
///
/// A field is given once for all spatial axes or once for each; where there are two axes, `*_h` and
/// `*_w` may take its place: `kernel_h` and `kernel_w` that of `kernel_size`.
struct WindowReader {
    let layer: Layer
    /// The message with the fields: `convolution_param`.
    let block: String
    /// The number of spatial axes.
    let axes: Int

    /// The values of a field, one for each spatial axis.
    ///
    /// Throws if a field without a default is missing, if it is given in both ways, in half of one
    /// or not as often as there are axes, and if a value makes no sense.
    func read(
        _ name: String,
        _ values: [UInt32],
        height: UInt32? = nil,
        width: UInt32? = nil,
        default standard: Int? = nil,
        least: Int = 1
    ) throws -> [Int] {
        let numbers =
            height == nil && width == nil
            ? try list(name, values, standard) : try pair(name, values, height, width)
        return try checked(name, numbers, least: least)
    }

    /// The values of a field where none of them is too small.
    func checked(_ name: String, _ values: [Int], least: Int = 1) throws -> [Int] {
        if let value = values.first(where: { $0 < least }) {
            throw error(name, "\(name) is at least \(least), found \(value)")
        }
        return values
    }

    /// An error about one of the fields.
    func error(_ field: String, _ message: String) -> EngineError {
        layer.error(message, field: "\(block).\(field)")
    }

    private func pair(
        _ name: String,
        _ values: [UInt32],
        _ height: UInt32?,
        _ width: UInt32?
    ) throws -> [Int] {
        let stem = name.prefix { $0 != "_" }
        let (heightName, widthName) = ("\(stem)_h", "\(stem)_w")
        guard values.isEmpty else {
            throw error(name, "give either \(name) or \(heightName) and \(widthName), found both")
        }
        guard let height, let width else {
            throw error(
                height == nil ? widthName : heightName,
                "\(heightName) and \(widthName) go together, found only one of them"
            )
        }
        guard axes == 2 else {
            throw error(
                heightName,
                "\(heightName) and \(widthName) are for 2 spatial axes, the bottom has \(axes); "
                    + "give \(name) instead"
            )
        }
        return try [number(heightName, height), number(widthName, width)]
    }

    private func list(_ name: String, _ values: [UInt32], _ standard: Int?) throws -> [Int] {
        if values.isEmpty, axes == 0 { return [] }
        if values.isEmpty, let standard { return Array(repeating: standard, count: axes) }
        guard values.count == 1 || values.count == axes, !values.isEmpty else {
            throw error(
                name,
                "\(name) is given once, or once for each of the \(axes) spatial axes; found it "
                    + "\(values.count) times"
            )
        }
        let numbers = try values.map { try number(name, $0) }
        return numbers.count == axes ? numbers : Array(repeating: numbers[0], count: axes)
    }

    private func number(_ name: String, _ value: UInt32) throws -> Int {
        guard value <= UInt32(Int32.max) else {
            throw error(name, "\(name) is at most \(Int32.max), found \(value)")
        }
        return Int(value)
    }
}
