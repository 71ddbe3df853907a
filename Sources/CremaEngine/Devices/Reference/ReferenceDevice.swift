/// Plain Swift: what every other device is tested against, and the one that can do every shape.
public struct ReferenceDevice: Device {
    public let name = "reference"

    public init() {}

    public func makeConvolution(_ geometry: ConvolutionGeometry) -> any ConvolutionOperation {
        ReferenceConvolution(geometry)
    }

    public func makePooling(_ geometry: PoolingGeometry) -> any PoolingOperation {
        ReferencePooling(geometry)
    }

    public func makeInnerProduct(_ geometry: InnerProductGeometry) -> any InnerProductOperation {
        ReferenceInnerProduct(geometry)
    }
}
