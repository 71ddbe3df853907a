import CremaData
import Glibc
import Testing

@testable import CremaEngine

@Suite(.serialized) struct SignalTests {
    /// Those that `dnnl_sgemm` has different code for.
    private static let products = [(64, 500, 784), (64, 10, 500), (4, 500, 64), (2, 10, 100)]

    @Test(arguments: [false, true])
    func `no signal finds an inner product with its stack elsewhere`(isTransposed: Bool) throws {
        let device = try DNNLDevice(file: nil)
        for (rows, outputs, inputs) in Self.products {
            let geometry = InnerProductGeometry(
                rowsPerImage: 1,
                inputs: inputs,
                outputs: outputs,
                isTransposed: isTransposed,
                hasBias: true
            )
            let operation = device.makeInnerProduct(geometry)
            let x = memory([rows, inputs], []), w = memory([outputs, inputs], [])
            let y = memory([rows, outputs], []), b = memory([outputs], [])
            let storm = try SignalStorm(300) {
                let (x, w, y, b) = (x.write(), w.write(), y.write(), b.write())
                for pass in 0..<3 {
                    try? operation.run(
                        pass,
                        x: x.baseAddress!,
                        w: w.baseAddress!,
                        b: b.baseAddress!,
                        y: y.baseAddress!,
                        images: rows
                    )
                }
            }
            #expect(storm.arrived >= 300)
            #expect(storm.strays == 0, "\(geometry)")
        }
    }

    @Test(arguments: Geometries.convolutions.prefix(2))
    func `no signal finds a convolution with its stack elsewhere`(
        _ geometry: ConvolutionGeometry
    ) throws {
        let device = try DNNLDevice(file: nil)
        let sample = ConvolutionSample(geometry)
        for name in device.candidateNames(geometry) {
            guard let operation = device.candidate(name, geometry) else { continue }
            let storm = try SignalStorm(100) { _ = try? sample.results(of: operation) }
            #expect(storm.strays == 0, "\(name)")
        }
    }
}

extension InnerProductOperation {
    /// The pass of a number: forward, back to the data, back to the weights.
    fileprivate func run(
        _ pass: Int,
        x: UnsafeMutablePointer<Float>,
        w: UnsafeMutablePointer<Float>,
        b: UnsafeMutablePointer<Float>,
        y: UnsafeMutablePointer<Float>,
        images: Int
    ) throws {
        switch pass {
        case 0: try forward(x: x, w: w, b: b, y: y, images: images)
        case 1: try backwardData(dy: y, w: w, dx: x, images: images)
        default: try backwardWeights(x: x, dy: y, dw: w, db: b, images: images)
        }
    }
}
