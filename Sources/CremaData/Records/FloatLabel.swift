import CremaProto
import SwiftProtobuf

extension Datum {
    /// The label; of a fork that writes it as a float under the same number, that,
    /// if it is a whole one.
    ///
    /// nil if it is not one.
    var wholeLabel: Int? {
        guard !hasLabel, let float = floatLabel else { return Int(label) }
        return Int32(exactly: float).map(Int.init)
    }

    /// What field 5 holds as 32 bits of a float, among the fields that are not Caffe's.
    private var floatLabel: Float? {
        var rest = Array(unknownFields.data)[...]
        while let tag = rest.popVarint() {
            var length: UInt64?
            switch tag & 7 {
            case 0: length = rest.popVarint().map { _ in 0 }
            case 1: length = 8
            case 2: length = rest.popVarint()
            case 5: length = 4
            default: length = nil
            }
            guard let length, length <= UInt64(rest.count) else { return nil }
            if tag == 5 << 3 | 5 {
                let bits = rest.prefix(4).reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
                return Float(bitPattern: bits)
            }
            rest.removeFirst(Int(length))
        }
        return nil
    }
}
