import Fuzzing
import Glibc

// fuzz [COUNT [SEED [FORMAT [FIRST]]]]: reads COUNT damaged files of each format, or of one.
let arguments = CommandLine.arguments.dropFirst().map { $0 }
func argument(_ index: Int) -> String? { index < arguments.count ? arguments[index] : nil }

guard let count = Int(argument(0) ?? "125000"), let seed = UInt64(argument(1) ?? "1"),
    let first = Int(argument(3) ?? "0"), count >= 0, first >= 0
else {
    print("usage: fuzz [COUNT [SEED [FORMAT [FIRST]]]]")
    exit(2)
}
let formats = FileFormats.all.filter { argument(2) == nil || $0.name == argument(2) }
guard !formats.isEmpty else {
    print("fuzz: formats are \(FileFormats.all.map { $0.name }.joined(separator: ", "))")
    exit(2)
}

let clock = ContinuousClock()
do {
    for format in formats {
        let fuzzer = try Fuzzer(format, seed: seed)
        if format.name == formats.first?.name { Watchdog.start() }
        let start = clock.now
        let counts = try fuzzer.run(first..<first + count) {
            Watchdog.watch(format.name, seed: seed, number: $0, path: $1)
        }
        let seconds = (clock.now - start).components.seconds
        print(
            "\(format.name): \(count) inputs, \(counts.read) read, \(counts.refused) refused, "
                + "\(seconds) s"
        )
    }
    print("peak memory \(Watchdog.peakMemory >> 20) MiB, limit \(Watchdog.memoryLimit >> 20) MiB")
} catch {
    print("fuzz: \(error)")
    exit(1)
}
