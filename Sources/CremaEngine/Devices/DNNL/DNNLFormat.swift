import CDNNL

/// The orders of images in which a convolution may be tried; the name is in the file of
/// choices.
enum DNNLFormat: String, CaseIterable {
    case channelsLast = "nhwc"
    case blocks16 = "nChw16c"
    case blocks8 = "nChw8c"
    /// For a first layer, whose few channels would leave most of a block empty.
    case plainToBlocks16 = "nchw to nChw16c"
    case plainToBlocks8 = "nchw to nChw8c"
    /// Mostly a matrix product over unrolled windows.
    case plain = "nchw"

    /// The order of the images that are read.
    var source: Order {
        switch self {
        case .channelsLast: .channelsLast
        case .blocks16: .blocks16
        case .blocks8: .blocks8
        case .plainToBlocks16, .plainToBlocks8, .plain: .plain
        }
    }

    /// The order of the images that are written.
    var target: Order {
        switch self {
        case .channelsLast: .channelsLast
        case .blocks16, .plainToBlocks16: .blocks16
        case .blocks8, .plainToBlocks8: .blocks8
        case .plain: .plain
        }
    }

    enum Order {
        case plain, channelsLast, blocks16, blocks8

        /// The layout of images of such a shape; nil also where another order is the same as the
        /// plain one.
        func layout(channels: Int, pixels: Int) -> ChannelsLayout? {
            switch self {
            case .plain: nil
            case .channelsLast: channels == 1 || pixels == 1 ? nil : .channelsLast
            case .blocks16: .blocks16
            case .blocks8: .blocks8
            }
        }

        /// oneDNN's name for one, two or three spatial axes.
        func tag(axes: Int) -> dnnl_format_tag_t {
            let tags =
                switch self {
                case .plain: [dnnl_ncw, dnnl_nchw, dnnl_ncdhw]
                case .channelsLast: [dnnl_nwc, dnnl_nhwc, dnnl_ndhwc]
                case .blocks16: [dnnl_nCw16c, dnnl_nChw16c, dnnl_nCdhw16c]
                case .blocks8: [dnnl_nCw8c, dnnl_nChw8c, dnnl_nCdhw8c]
                }
            return tags[axes - 1]
        }
    }
}

extension DNNLFormat {
    /// Whether the order is worth a try: blocks that are mostly padding are not.
    func suits(_ geometry: ConvolutionGeometry) -> Bool {
        switch self {
        case .channelsLast, .plain: true
        case .blocks16: geometry.channels >= 8 && geometry.outputs >= 8
        case .blocks8: geometry.channels >= 4 && geometry.outputs >= 4
        case .plainToBlocks16, .plainToBlocks8: geometry.channels <= 4
        }
    }
}
