// The C interface hands out objects as opaque pointers that the caller owns and gives back with
// `crema_release`. A call that can fail returns its message, nil where all is well; the caller
// frees it with `crema_text_free`. Nothing that comes through this interface ends the process.

import CremaProto
import FoundationEssentials
import Glibc

/// An object for the outside, which owns it until `crema_release`.
func retainedHandle(_ object: AnyObject) -> UnsafeMutableRawPointer {
    Unmanaged.passRetained(object).toOpaque()
}

/// The object behind a handle, as long as somebody owns it.
func object<Object: AnyObject>(
    _ handle: UnsafeMutableRawPointer,
    as: Object.Type = Object.self
) -> Object {
    Unmanaged<Object>.fromOpaque(handle).takeUnretainedValue()
}

/// Does the work of a call; what it throws becomes the text that the caller gets.
func messageOnFailure(_ work: () throws -> Void) -> UnsafeMutablePointer<CChar>? {
    do {
        try Underway.during(work)
        return nil
    } catch {
        return strdup("\(error)".shown)
    }
}

/// A value as JSON that the caller frees, with "inf", "-inf" and "nan" for what JSON lacks.
func jsonText(_ value: some Encodable) -> UnsafeMutablePointer<CChar>? {
    let encoder = JSONEncoder()
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
        positiveInfinity: "inf",
        negativeInfinity: "-inf",
        nan: "nan"
    )
    // Names and numbers can always be encoded.
    let json = try? encoder.encode(value)
    return strdup(String(decoding: json ?? Data("{}".utf8), as: UTF8.self))
}

/// Gives a handle back.
@_cdecl("crema_release")
public func cremaRelease(_ handle: UnsafeMutableRawPointer) {
    Unmanaged<AnyObject>.fromOpaque(handle).release()
}

/// Frees a text that a call returned.
@_cdecl("crema_text_free")
public func cremaTextFree(_ text: UnsafeMutablePointer<CChar>?) {
    free(text)
}
