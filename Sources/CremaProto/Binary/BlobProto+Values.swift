import FoundationEssentials

extension BlobProto {
    /// The values in single precision, from whichever of its fields the writer filled: `data`,
    /// `double_data`, or the bytes of NVIDIA's Caffe, which count before the others.
    ///
    /// Empty if there are none; a part of a number at the end is dropped.
    public var values: [Float] {
        if !rawData.isEmpty { return rawDataType.numbers(rawData) }
        return doubleData.isEmpty ? data : doubleData.map(Float.init)
    }

    /// The gradient, in the same way.
    public var gradient: [Float] {
        if !rawDiff.isEmpty { return rawDiffType.numbers(rawDiff) }
        return doubleDiff.isEmpty ? diff : doubleDiff.map(Float.init)
    }
}

extension BlobProto.RawType {
    /// The numbers that little-endian bytes are.
    fileprivate func numbers(_ bytes: Data) -> [Float] {
        bytes.withUnsafeBytes { buffer in
            switch self {
            case .double: buffer.numbers { Float(Double(bitPattern: $0)) }
            case .float: buffer.numbers { Float(bitPattern: $0) }
            case .float16: buffer.numbers(Self.half)
            case .int: buffer.numbers { (bits: UInt32) in Float(Int32(bitPattern: bits)) }
            case .uint: buffer.numbers { (bits: UInt32) in Float(bits) }
            }
        }
    }

    /// The number of a half: 1 bit of sign, 5 of exponent, 10 of mantissa.
    private static func half(_ bits: UInt16) -> Float {
        let sign = UInt32(bits & 0x8000) << 16
        let exponent = UInt32(bits >> 10 & 0x1F)
        let mantissa = UInt32(bits & 0x3FF)
        switch exponent {
        case 0:
            let size = Float(mantissa) * 0x1p-24
            return sign == 0 ? size : -size
        case 31:
            return Float(bitPattern: sign | 0x7F80_0000 | mantissa << 13)
        default:
            return Float(bitPattern: sign | (exponent + 112) << 23 | mantissa << 13)
        }
    }
}

extension UnsafeRawBufferPointer {
    fileprivate func numbers<Bits: FixedWidthInteger>(_ number: (Bits) -> Float) -> [Float] {
        let size = MemoryLayout<Bits>.size
        return [Float](unsafeUninitializedCapacity: count / size) { buffer, filled in
            for index in 0..<count / size {
                let bits = loadUnaligned(fromByteOffset: index * size, as: Bits.self)
                buffer.initializeElement(at: index, to: number(Bits(littleEndian: bits)))
            }
            filled = count / size
        }
    }
}
