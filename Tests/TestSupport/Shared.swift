import CremaData
import Glibc

/// The reference material that developers keep next to a checkout; tests that need it are skipped
/// where it is not there.
public enum Shared {
    /// The folder `shared` of `CREMA_SHARED`, or the nearest one next to or above the checkout; nil
    /// where there is none.
    public static let folder: String? = {
        if let value = getenv("CREMA_SHARED") { return String(cString: value) }
        var folder = Folder.parent(of: #filePath)
        while folder != "/" && folder != "." {
            if Folder.exists("\(folder)/shared/golden") { return "\(folder)/shared" }
            folder = Folder.parent(of: folder)
        }
        return nil
    }()

    /// The folder of a golden case, or nil if there are none.
    public static func golden(_ name: String) -> String? {
        folder.map { "\($0)/golden/\(name)" }
    }
}
