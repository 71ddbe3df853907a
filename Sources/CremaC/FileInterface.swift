import CremaProto
import Glibc

/// What a text file is instead, by its first bytes, as "is a Git LFS pointer, …"; nil
/// where they say nothing.
@_cdecl("crema_foreign_reason")
public func cremaForeignReason(
    _ head: UnsafePointer<UInt8>,
    _ count: Int
) -> UnsafeMutablePointer<CChar>? {
    let head = UnsafeBufferPointer(start: head, count: count)
    return ForeignFile.reason(of: head, expecting: .text).flatMap { strdup($0) }
}
