/// Plain Swift: what every other device is tested against, and the one that can do every shape.
public struct ReferenceDevice: Device {
    /// `reference`, as one chooses it.
    public let name = "reference"

    /// The device, which has no state.
    public init() {}

    /// A convolution of any number of axes, in the plain order.
    public func makeConvolution(_ geometry: ConvolutionGeometry) -> any ConvolutionOperation {
        ReferenceConvolution(geometry)
    }

    /// A pooling in the plain order.
    public func makePooling(_ geometry: PoolingGeometry) -> any PoolingOperation {
        ReferencePooling(geometry)
    }

    /// An inner product as three loops.
    public func makeInnerProduct(_ geometry: InnerProductGeometry) -> any InnerProductOperation {
        ReferenceInnerProduct(geometry)
    }
}
