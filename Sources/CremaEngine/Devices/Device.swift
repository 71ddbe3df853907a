/// Makes the operations that depend on hardware, each for one shape.
///
/// A layer requests an operation in `reshape` and calls it in every pass:
///
/// ```
/// operation = try context.device.makePooling(geometry)
/// ```
///
/// An operation receives pointers to the images of one share, in the layouts that it names (nil is
/// the plain order), and is called by several workers at the same time. It throws when the hardware
/// fails, when memory runs out for example. `ReferenceDevice` has every operation in plain Swift,
/// and each other device is tested against it.
public protocol Device: Sendable {
    /// Its name in logs and flags.
    var name: String { get }

    /// The measured choice for each shape, by a text of the shape. A snapshot keeps them, and a
    /// device made with them repeats a run bit for bit.
    var choices: [String: String] { get }

    /// A convolution with that geometry, which has been checked; throws if the device cannot do it.
    func makeConvolution(_ geometry: ConvolutionGeometry) throws -> any ConvolutionOperation

    /// A pooling with that geometry, which has been checked; throws if the device cannot do it.
    func makePooling(_ geometry: PoolingGeometry) throws -> any PoolingOperation

    /// An inner product with that geometry; throws if the device cannot do it.
    func makeInnerProduct(_ geometry: InnerProductGeometry) throws -> any InnerProductOperation
}

extension Device {
    /// None, for a device that measures nothing.
    public var choices: [String: String] { [:] }
}
