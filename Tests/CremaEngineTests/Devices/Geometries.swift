@testable import CremaEngine

/// The shapes that every device is tested with.
enum Geometries {
    static let convolutions: [ConvolutionGeometry] = [
        // LeNet, CaffeNet (conv1 with a smaller image), GoogLeNet
        .make(images: 4, from: 1, to: 20, size: [28, 28], kernel: [5, 5]),
        .make(images: 4, from: 20, to: 50, size: [12, 12], kernel: [5, 5]),
        .make(images: 2, from: 3, to: 96, size: [115, 115], kernel: [11, 11], stride: [4, 4]),
        .make(
            images: 2,
            from: 96,
            to: 256,
            groups: 2,
            size: [27, 27],
            kernel: [5, 5],
            pad: [2, 2]
        ),
        .make(images: 2, from: 64, to: 64, size: [28, 28], kernel: [1, 1]),
        .make(images: 3, from: 32, to: 128, size: [14, 14], kernel: [3, 3], pad: [1, 1]),
        // Odd ones
        .make(
            images: 1,
            from: 7,
            to: 5,
            size: [9, 6],
            kernel: [3, 2],
            stride: [2, 1],
            pad: [0, 1]
        ),
        .make(images: 3, from: 6, to: 9, groups: 3, size: [8, 8], kernel: [3, 3], pad: [1, 1]),
        .make(
            images: 2,
            from: 16,
            to: 32,
            size: [11, 11],
            kernel: [3, 3],
            pad: [2, 2],
            dilation: [2, 2]
        ),
        .make(images: 2, from: 8, to: 8, groups: 8, size: [7, 7], kernel: [3, 3], pad: [1, 1]),
        .make(
            images: 2,
            from: 4,
            to: 6,
            groups: 2,
            size: [10, 9],
            kernel: [2, 3],
            dilation: [3, 2]
        ),
        .make(images: 2, from: 3, to: 4, size: [5, 5], kernel: [5, 5], hasBias: false),
        .make(
            images: 2,
            from: 5,
            to: 7,
            size: [4, 4],
            kernel: [1, 1],
            stride: [2, 2],
            pad: [1, 1]
        ),
        // Other numbers of spatial axes
        .make(images: 3, from: 5, to: 4, size: [], kernel: []),
        .make(images: 3, from: 4, to: 6, size: [17], kernel: [5], stride: [2], pad: [2]),
        .make(
            images: 2,
            from: 3,
            to: 5,
            size: [5, 6, 7],
            kernel: [3, 2, 3],
            stride: [1, 2, 1],
            pad: [1, 0, 1]
        ),
        .make(
            images: 2,
            from: 2,
            to: 3,
            size: [3, 4, 3, 4],
            kernel: [2, 2, 2, 2],
            pad: [0, 1, 0, 1]
        ),
    ]

    static let poolings: [PoolingGeometry] = [PoolingGeometry.Method.max, .average].flatMap {
        method in
        [
            // LeNet's, and the overhanging ones of Caffe's rounding up.
            .make(method, channels: 20, size: (24, 24), output: (12, 12), kernel: 2, stride: 2),
            .make(method, channels: 3, size: (5, 7), output: (3, 4), kernel: 2, stride: 2),
            .make(method, channels: 5, size: (6, 6), output: (3, 3), kernel: 3, stride: 2),
            .make(method, channels: 17, size: (13, 13), output: (6, 6), kernel: 3, stride: 2),
            .make(method, channels: 4, size: (4, 4), output: (3, 3), kernel: 2, stride: 2, pad: 1),
            .make(method, channels: 9, size: (7, 7), output: (7, 7), kernel: 3, stride: 1, pad: 1),
            .make(method, channels: 2, size: (5, 5), output: (2, 2), kernel: 2, stride: 3, pad: 1),
            .make(method, channels: 33, size: (7, 7), output: (1, 1), kernel: 7, stride: 1),
        ]
    }

    static let innerProducts: [InnerProductGeometry] = [
        InnerProductGeometry(
            rowsPerImage: 1,
            inputs: 800,
            outputs: 500,
            isTransposed: false,
            hasBias: true
        ),
        InnerProductGeometry(
            rowsPerImage: 1,
            inputs: 500,
            outputs: 10,
            isTransposed: true,
            hasBias: true
        ),
        InnerProductGeometry(
            rowsPerImage: 3,
            inputs: 7,
            outputs: 5,
            isTransposed: false,
            hasBias: false
        ),
        InnerProductGeometry(
            rowsPerImage: 2,
            inputs: 1,
            outputs: 1,
            isTransposed: true,
            hasBias: false
        ),
    ]
}

extension ConvolutionGeometry {
    /// A geometry whose left out lists are Caffe's defaults.
    static func make(
        images: Int,
        from channels: Int,
        to outputs: Int,
        groups: Int = 1,
        size: [Int],
        kernel: [Int],
        stride: [Int]? = nil,
        pad: [Int]? = nil,
        dilation: [Int]? = nil,
        hasBias: Bool = true
    ) -> ConvolutionGeometry {
        ConvolutionGeometry(
            images: images,
            channels: channels,
            outputs: outputs,
            groups: groups,
            size: size,
            kernel: kernel,
            stride: stride ?? size.map { _ in 1 },
            pad: pad ?? size.map { _ in 0 },
            dilation: dilation ?? size.map { _ in 1 },
            hasBias: hasBias,
            needsBackwardData: true,
            needsBackward: true
        )
    }

    var sourceShape: Shape { Shape([images, channels] + size) }
    var targetShape: Shape { Shape([images, outputs] + outputSize) }
    var weightsShape: Shape { Shape([outputs, channels / groups] + kernel) }
}

extension PoolingGeometry {
    static func make(
        _ method: Method,
        channels: Int,
        size: (Int, Int),
        output: (Int, Int),
        kernel: Int,
        stride: Int,
        pad: Int = 0
    ) -> PoolingGeometry {
        PoolingGeometry(
            method: method,
            channels: channels,
            height: size.0,
            width: size.1,
            outputHeight: output.0,
            outputWidth: output.1,
            kernelHeight: kernel,
            kernelWidth: kernel,
            strideHeight: stride,
            strideWidth: stride,
            padHeight: pad,
            padWidth: pad
        )
    }
}
