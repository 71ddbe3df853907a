/// Which Crema this is, and which Caffe its files and commands are those of.
public enum Version {
    /// Crema's own.
    public static let crema = "0.1.0"
    /// Caffe's.
    public static let caffe = "1.0.0"
}
