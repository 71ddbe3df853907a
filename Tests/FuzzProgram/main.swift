import Fuzzing

_ = Fuzzer()
