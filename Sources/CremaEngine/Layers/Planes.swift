/// Hands over the channel, the first element and the number of elements of each plane: what an
/// image has of a channel.
func forEachPlane(
    images: Int,
    channels: Int,
    size: Int,
    _ body: (_ channel: Int, _ start: Int, _ count: Int) -> Void
) {
    for plane in 0..<images * channels { body(plane % channels, plane * size, size) }
}
