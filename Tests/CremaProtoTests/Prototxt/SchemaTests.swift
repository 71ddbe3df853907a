import CremaProto
import Testing

@Suite struct SchemaTests {
    @Test func `knows names, numbers, kinds and defaults`() throws {
        let pooling = try #require(Schema.caffe.messages["PoolingParameter"])
        let stride = try #require(pooling["stride"])
        #expect(stride.number == 3)
        #expect(stride.kind == .uint32)
        #expect(stride.defaultText == "1")
        let pool = try #require(pooling["pool"])
        let method = try #require(Schema.caffe.enumerations[pool.typeName ?? ""])
        #expect(method.values.map(\.name) == ["MAX", "AVE", "STOCHASTIC"])
    }

    @Test func `every field has a description, but for those of old formats and of single layers`()
    {
        let messages = Schema.caffe.messages.values
        for message in messages
        where !["V0LayerParameter", "V1LayerParameter"].contains(message.name) {
            #expect(!message.comment.isEmpty, "\(message.name)")
            for field in message.fields where !field.name.hasSuffix("_param") {
                #expect(!field.comment.isEmpty, "\(message.name).\(field.name)")
            }
        }
    }

    @Test func `every field has a type that exists`() {
        let schema = Schema.caffe
        for field in schema.messages.values.flatMap(\.fields) {
            switch field.kind {
            case .message: #expect(schema.messages[field.typeName ?? ""] != nil)
            case .enum: #expect(schema.enumerations[field.typeName ?? ""] != nil)
            default: #expect(field.typeName == nil)
            }
        }
    }

    @Test func `no message contains itself, so that nesting is bounded`() {
        func contains(_ outer: String, _ sought: String) -> Bool {
            (Schema.caffe.messages[outer]?.fields ?? []).contains { field in
                guard field.kind == .message, let inner = field.typeName else { return false }
                return inner == sought || contains(inner, sought)
            }
        }
        for message in Schema.caffe.messages.keys { #expect(!contains(message, message)) }
    }
}

@Suite struct NearestNameTests {
    @Test func `allows few edits, and swapped neighbours as one`() {
        let types = ["Pooling", "Power", "Python", "ReLU"]
        #expect(NearestName.of("Poling", in: types) == "Pooling")
        #expect(NearestName.of("relu", in: types) == "ReLU")
        #expect(NearestName.of("Pyhton", in: types) == "Python")
        #expect(NearestName.of("Convolution", in: types) == nil)
        #expect(NearestName.of("", in: types) == nil)
    }
}
