import Fuzzing
import Testing

@Suite struct FuzzTests {}
