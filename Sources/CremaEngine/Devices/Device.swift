/// What layers need from hardware, made once for a shape.
///
/// Every operation has a plain reference (`ReferenceDevice`) that each other device is tested
/// against. An operation gets pointers to the images of one share, in the layouts that it names
/// (nil is the plain order), and is called from several workers at the same time. It throws where
/// the hardware fails (out of memory, for one).
public protocol Device: Sendable {
    /// What it is called in logs and flags.
    var name: String { get }

    /// How each shape is computed that was left to measuring, by a text of the shape; a snapshot
    /// keeps them, and a device made with them repeats a run bit for bit.
    var choices: [String: String] { get }

    /// A convolution of that geometry, which is known to make sense; throws where the device has no
    /// way to do it.
    func makeConvolution(_ geometry: ConvolutionGeometry) throws -> any ConvolutionOperation

    /// A pooling of that geometry, which is known to make sense; throws where the device has no way
    /// to do it.
    func makePooling(_ geometry: PoolingGeometry) throws -> any PoolingOperation

    /// An inner product of that geometry; throws where the device has no way to do it.
    func makeInnerProduct(_ geometry: InnerProductGeometry) throws -> any InnerProductOperation
}

extension Device {
    /// None, for a device that measures nothing.
    public var choices: [String: String] { [:] }
}
