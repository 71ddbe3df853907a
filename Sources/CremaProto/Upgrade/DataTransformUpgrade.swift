/// Scale, mean, crop and mirror of the older data layers move to `transform_param`.
///
/// A `layer` of the newest form keeps these fields where they are, without effect, as in Caffe.
enum DataTransformUpgrade {
    /// Whether a layer has such fields in their old place.
    static func concerns(_ layer: V1LayerParameter) -> Bool {
        switch layer.type {
        case .data: layer.dataParam.hasTransforms
        case .imageData: layer.imageDataParam.hasTransforms
        case .windowData: layer.windowDataParam.hasTransforms
        default: false
        }
    }

    static func layer(_ old: V1LayerParameter) -> V1LayerParameter {
        var layer = old
        switch old.type {
        case .data where old.hasDataParam:
            move(\.dataParam, in: &layer)
        case .imageData where old.hasImageDataParam:
            move(\.imageDataParam, in: &layer)
        case .windowData where old.hasWindowDataParam:
            move(\.windowDataParam, in: &layer)
        default:
            break
        }
        return layer
    }

    private static func move<Source: TransformingSource>(
        _ path: WritableKeyPath<V1LayerParameter, Source>,
        in layer: inout V1LayerParameter
    ) {
        var source = layer[keyPath: path]
        if source.hasScale { layer.transformParam.scale = source.scale }
        if source.hasMeanFile { layer.transformParam.meanFile = source.meanFile }
        if source.hasCropSize { layer.transformParam.cropSize = source.cropSize }
        if source.hasMirror { layer.transformParam.mirror = source.mirror }
        source.clearScale()
        source.clearMeanFile()
        source.clearCropSize()
        source.clearMirror()
        layer[keyPath: path] = source
    }
}

/// What a source of data said about transforming its records before `transform_param` did.
private protocol TransformingSource {
    var scale: Float { get }
    var hasScale: Bool { get }
    mutating func clearScale()
    var meanFile: String { get }
    var hasMeanFile: Bool { get }
    mutating func clearMeanFile()
    var cropSize: UInt32 { get }
    var hasCropSize: Bool { get }
    mutating func clearCropSize()
    var mirror: Bool { get }
    var hasMirror: Bool { get }
    mutating func clearMirror()
}

extension TransformingSource {
    fileprivate var hasTransforms: Bool { hasScale || hasMeanFile || hasCropSize || hasMirror }
}

extension DataParameter: TransformingSource {}
extension ImageDataParameter: TransformingSource {}
extension WindowDataParameter: TransformingSource {}
