"""Prints the fields of caffe.proto as a Swift string, one message, enum or field a line."""
import sys

from google.protobuf import descriptor_pb2

# The numbers of descriptor.proto that make up the path of a comment.
MESSAGE, FIELD = 4, 2
KINDS = {
    value: name[5:].lower() for name, value in descriptor_pb2.FieldDescriptorProto.Type.items()
}


def short(name):
    return name.removeprefix(".caffe.")


def comments(caffe):
    """The comment of each message and field, by its path in the descriptor."""
    return {
        tuple(place.path): " ".join(place.leading_comments.split())
        for place in caffe.source_code_info.location
    }


def comment_lines(texts, path):
    if texts.get(path):
        yield "# " + texts[path]


def enum_lines(enum, scope):
    yield f"enum {scope}{enum.name} " + " ".join(f"{v.name}={v.number}" for v in enum.value)


def message_lines(message, texts, path):
    for enum in message.enum_type:
        yield from enum_lines(enum, message.name + ".")
    yield from comment_lines(texts, path)
    yield f"message {message.name}"
    for index, field in enumerate(message.field):
        yield from comment_lines(texts, path + (FIELD, index))
        label = "repeated" if field.label == field.LABEL_REPEATED else "single"
        kind = KINDS[field.type]
        named = short(field.type_name) if kind in ("message", "enum") else "-"
        default = field.default_value if field.HasField("default_value") else "-"
        yield f"{field.number} {label} {kind} {named} {field.name} {default or '-'}"


def main(path):
    files = descriptor_pb2.FileDescriptorSet.FromString(open(path, "rb").read())
    (caffe,) = files.file
    print("// Made by scripts/generate-proto from caffe.proto.\n")
    print(
        '/// One line each: `message NAME`, then its fields as `number label kind type name '
        'default`.'
    )
    print("/// A line `# ...` says what the next one is for.")
    print('let schemaTable = """')
    for enum in caffe.enum_type:
        for line in enum_lines(enum, ""):
            print("    " + line)
    texts = comments(caffe)
    for index, message in enumerate(caffe.message_type):
        for line in message_lines(message, texts, (MESSAGE, index)):
            print("    " + line)
    print('    """')


main(sys.argv[1])
