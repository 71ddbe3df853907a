import CremaProto
import FoundationEssentials

#if canImport(Glibc)
    import Glibc
#endif

/// The processor of this machine and its memory, as the kernel describes them.
enum Processor {
    /// Name, cores, instruction sets and memory, each with its label as `device_query` prints it.
    static var properties: [(name: String, value: String)] {
        let processor = fields(of: "/proc/cpuinfo"), memory = fields(of: "/proc/meminfo")
        let flags = Set((processor["flags"] ?? "").split(separator: " "))
        let sets = instructionSets.filter { flags.contains($0.flag) }.map(\.name)
        return [
            ("Name:", processor["model name"] ?? "unknown"),
            ("Number of cores:", String(sysconf(Int32(_SC_NPROCESSORS_ONLN)))),
            ("Instruction sets:", sets.isEmpty ? "unknown" : sets.joined(separator: " ")),
            ("Total memory:", bytes(memory["MemTotal"])),
            ("Available memory:", bytes(memory["MemAvailable"])),
        ]
    }

    /// Those that matter to a net's speed, by the kernel's word and their makers'.
    private static let instructionSets: [(flag: Substring, name: String)] = [
        ("sse4_1", "SSE4.1"), ("avx", "AVX"), ("avx2", "AVX2"), ("fma", "FMA"),
        ("avx_vnni", "AVX-VNNI"), ("avx512f", "AVX-512"), ("avx512_vnni", "AVX512-VNNI"),
        ("avx512_bf16", "AVX512-BF16"), ("amx_tile", "AMX"), ("amx_bf16", "AMX-BF16"),
    ]

    /// The first value of each field of a file of `name : value` lines.
    private static func fields(of path: String) -> [String: String] {
        let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
        let lines = text.split(separator: "\n").map { $0.split(separator: ":", maxSplits: 1) }
        let pairs = lines.filter { $0.count == 2 }
            .map { (String($0[0]).trimmed, String($0[1]).trimmed) }
        return Dictionary(pairs) { first, _ in first }
    }

    /// `16 kB` in bytes.
    private static func bytes(_ text: String?) -> String {
        guard let text, let number = text.split(separator: " ").first.flatMap({ Int($0) }) else {
            return "unknown"
        }
        return String(number * 1024)
    }
}
