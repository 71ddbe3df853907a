import CDNNL

/// One computation of oneDNN for fixed shapes.
///
/// It may run on several threads at once, as its scratch memory is the caller's.
final class DNNLPrimitive: @unchecked Sendable {
    /// Which of oneDNN's implementations it is: `brgconv:avx512_core`.
    let implementation: String
    let descriptor: dnnl_primitive_desc_t
    private let library: DNNLLibrary
    private let primitive: dnnl_primitive_t
    private let scratchpadBytes: Int

    /// A primitive from the descriptor that `describe` makes with those attributes.
    init(
        _ library: DNNLLibrary,
        for action: String,
        describe: (inout dnnl_primitive_desc_t?, dnnl_primitive_attr_t?) throws -> dnnl_status_t
    ) throws {
        var attributes: dnnl_primitive_attr_t?
        try check(dnnl_primitive_attr_create(&attributes), "make attributes")
        defer { dnnl_primitive_attr_destroy(attributes) }
        try check(
            dnnl_primitive_attr_set_scratchpad_mode(attributes, dnnl_scratchpad_mode_user),
            "take scratch memory from the caller"
        )
        (descriptor, primitive) = try onOneThread {
            var descriptor: dnnl_primitive_desc_t?
            try check(try describe(&descriptor, attributes), action)
            guard let descriptor else { throw EngineError("oneDNN cannot \(action)") }
            var primitive: dnnl_primitive_t?
            let status = dnnl_primitive_create(&primitive, descriptor)
            guard status == dnnl_success, let primitive else {
                dnnl_primitive_desc_destroy(descriptor)
                try check(status, action)
                throw EngineError("oneDNN cannot \(action)")
            }
            return (descriptor, primitive)
        }
        self.library = library
        var name: UnsafePointer<CChar>?
        dnnl_primitive_desc_query(descriptor, dnnl_query_impl_info_str, 0, &name)
        implementation = name.map { String(cString: $0) } ?? "unknown"
        scratchpadBytes = dnnl_memory_desc_get_size(
            dnnl_primitive_desc_query_md(descriptor, dnnl_query_scratchpad_md, 0)
        )
    }

    deinit {
        dnnl_primitive_destroy(primitive)
        dnnl_primitive_desc_destroy(descriptor)
    }

    /// A primitive that puts numbers from one order into another.
    static func reorder(
        _ library: DNNLLibrary,
        from source: DNNLDescriptor,
        to target: DNNLDescriptor
    ) throws -> DNNLPrimitive {
        try DNNLPrimitive(library, for: "reorder weights") { descriptor, attributes in
            withExtendedLifetime((source, target)) {
                dnnl_reorder_primitive_desc_create(
                    &descriptor,
                    source.handle,
                    library.engine,
                    target.handle,
                    library.engine,
                    attributes
                )
            }
        }
    }

    /// Whether it is oneDNN's plain code, which is a hundred times slower than the rest.
    var isReference: Bool { implementation.contains("ref") }

    /// Shape and order of one argument (`DNNL_ARG_SRC` …).
    func memory(_ argument: Int32) throws -> DNNLDescriptor {
        try DNNLDescriptor(
            copying: dnnl_primitive_desc_query_md(descriptor, dnnl_query_exec_arg_md, argument)
        )
    }

    /// How many bytes one argument takes, padding included.
    func bytes(_ argument: Int32) -> Int {
        dnnl_memory_desc_get_size(
            dnnl_primitive_desc_query_md(descriptor, dnnl_query_exec_arg_md, argument)
        )
    }

    /// Computes, with the numbers of each argument at its pointer.
    func execute(
        _ arguments: [DNNLArgument],
        in workspace: DNNLWorkspace
    ) throws {
        let scratchpad = workspace.buffer(.scratchpad, bytes: scratchpadBytes)
        let all = arguments + [DNNLArgument(DNNL_ARG_SCRATCHPAD, scratchpad)]
        var described: [dnnl_exec_arg_t] = []
        defer { for argument in described { dnnl_memory_destroy(argument.memory) } }
        for argument in all {
            var memory: dnnl_memory_t?
            try check(
                dnnl_memory_create(
                    &memory,
                    dnnl_primitive_desc_query_md(descriptor, dnnl_query_exec_arg_md, argument.name),
                    library.engine,
                    UnsafeMutableRawPointer(mutating: argument.numbers)
                ),
                "describe an argument"
            )
            described.append(dnnl_exec_arg_t(arg: argument.name, memory: memory))
        }
        try check(
            dnnl_primitive_execute(primitive, workspace.stream, Int32(described.count), described),
            "run \(implementation)"
        )
        try check(dnnl_stream_wait(workspace.stream), "finish \(implementation)")
    }
}

/// The numbers of one argument of a primitive; they are written where the argument is a result.
struct DNNLArgument {
    var name: Int32
    var numbers: UnsafeRawPointer

    init(_ name: Int32, _ numbers: UnsafeRawPointer) {
        self.name = name
        self.numbers = numbers
    }
}
