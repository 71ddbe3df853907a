/// The colours of a heat map, from dark violet over green to yellow (viridis).
enum HeatMap {
    /// Colours at equal distances; those between are mixed.
    private static let stops: [(red: Float, green: Float, blue: Float)] = [
        (68, 1, 84), (72, 40, 120), (62, 74, 137), (49, 104, 142), (38, 130, 142),
        (31, 158, 137), (53, 183, 121), (110, 206, 88), (181, 222, 43), (253, 231, 37),
    ]

    /// Red, green and blue for each level of 0 … 255.
    static let colors: [[UInt8]] = (0...255).map { level in
        let place = Float(level) / 255 * Float(stops.count - 1)
        let lower = stops[Int(place)]
        let upper = stops[min(Int(place) + 1, stops.count - 1)]
        let part = place - Float(Int(place))
        return [
            lower.red + (upper.red - lower.red) * part,
            lower.green + (upper.green - lower.green) * part,
            lower.blue + (upper.blue - lower.blue) * part,
        ].map { UInt8($0.rounded()) }
    }
}
