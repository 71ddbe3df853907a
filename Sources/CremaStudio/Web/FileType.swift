import Foundation

/// How a file of a job is sent: the browser may show it, but must never run it.
struct FileType {
    let mediaType: String
    let isShown: Bool

    static func named(_ name: String) -> FileType {
        switch (name as NSString).pathExtension.lowercased() {
        case "png": FileType(mediaType: "image/png", isShown: true)
        case "jpg", "jpeg": FileType(mediaType: "image/jpeg", isShown: true)
        case "log", "txt", "prototxt", "py", "json", "jsonl":
            FileType(mediaType: "text/plain; charset=utf-8", isShown: true)
        default: FileType(mediaType: "application/octet-stream", isShown: false)
        }
    }
}
