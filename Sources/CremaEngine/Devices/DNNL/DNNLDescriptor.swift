import CDNNL

/// Shape and order of an array of floats, as oneDNN describes it.
final class DNNLDescriptor: Equatable, @unchecked Sendable {
    /// oneDNN's own, which lives as long as this object.
    let handle: dnnl_memory_desc_t

    /// An array of that shape in the order of a tag, `dnnl_format_tag_any` where oneDNN may choose.
    convenience init(_ dims: [Int], _ tag: dnnl_format_tag_t) throws {
        try self.init("describe memory of \(dims)") { handle in
            dnnl_memory_desc_create_with_tag(
                &handle,
                Int32(dims.count),
                dims.map { dnnl_dim_t($0) },
                dnnl_f32,
                tag
            )
        }
    }

    /// A copy of one that a primitive owns.
    convenience init(copying original: const_dnnl_memory_desc_t?) throws {
        try self.init("copy a description of memory") { dnnl_memory_desc_clone(&$0, original) }
    }

    private init(
        _ action: String,
        make: (inout dnnl_memory_desc_t?) -> dnnl_status_t
    ) throws {
        var handle: dnnl_memory_desc_t?
        try check(make(&handle), action)
        guard let handle else { throw EngineError("oneDNN cannot \(action)") }
        self.handle = handle
    }

    deinit { dnnl_memory_desc_destroy(handle) }

    static func == (one: DNNLDescriptor, other: DNNLDescriptor) -> Bool {
        withExtendedLifetime((one, other)) {
            dnnl_memory_desc_equal(one.handle, other.handle) != 0
        }
    }

    /// How many bytes the array takes, padding included.
    var bytes: Int { withExtendedLifetime(self) { dnnl_memory_desc_get_size(handle) } }

    /// The number that oneDNN answers a question with (`dnnl_query_…_s32`).
    func number(_ question: dnnl_query_t) throws -> Int {
        var number: Int32 = 0
        try check(dnnl_memory_desc_query(handle, question, &number), "describe an order")
        return Int(number)
    }

    /// The numbers that oneDNN answers a question with, of which so many count.
    ///
    /// Throws if the order has no blocks and the question is about them.
    func numbers(_ question: dnnl_query_t, count: Int) throws -> [Int] {
        try withExtendedLifetime(self) {
            var numbers: UnsafePointer<dnnl_dim_t>?
            try check(dnnl_memory_desc_query(handle, question, &numbers), "describe an order")
            return UnsafeBufferPointer(start: numbers, count: count).map { Int($0) }
        }
    }
}
