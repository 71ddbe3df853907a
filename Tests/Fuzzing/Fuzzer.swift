/// Damages files from a seed and hands them to readers.
public struct Fuzzer {
    public init() {}
}
