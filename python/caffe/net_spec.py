"""Nets written in Python: `n.conv1 = L.Convolution(n.data, num_output=20, kernel_size=5)`.

    from caffe import layers as L, params as P

    n = caffe.NetSpec()
    n.data, n.label = L.Data(source="train_lmdb", backend=P.Data.LMDB, batch_size=64, ntop=2)
    n.ip = L.InnerProduct(n.data, num_output=10, weight_filler=dict(type="xavier"))
    n.loss = L.SoftmaxWithLoss(n.ip, n.label)
    print(n.to_proto())

A `Function` is a layer that does not exist yet, a `Top` one of its outputs. Names come from the
attributes of the `NetSpec`; what has none is named by its type and a number.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

from .proto import caffe_pb2


def param_name_dict() -> dict[str, str]:
    """The field of each layer type's own parameters, without `_param`: `{"Pooling": "pooling"}`."""
    names = {}
    for field in caffe_pb2.LayerParameter.DESCRIPTOR.fields:
        if field.name.endswith("_param") and field.message_type is not None:
            names[field.message_type.name[: -len("Parameter")]] = field.name[: -len("_param")]
    return names


_PARAM_NAMES = param_name_dict()
_LAYER_FIELDS = caffe_pb2.LayerParameter.DESCRIPTOR.fields_by_name


def to_proto(*tops: Top | Function) -> caffe_pb2.NetParameter:
    """The net of all layers that are needed for these tops, each named by its type and a number."""
    return _net(tops, names={})


def assign_proto(proto, name: str, value: Any) -> None:
    """Sets a field of a message from plain Python values.

    A dict or a message fills a message, a list or an array a repeated field; a single value for a
    repeated field is a list of one. Raises AttributeError where the message has no such field, and
    TypeError or ValueError, with the field, for a value that it does not take.
    """
    if name not in proto.DESCRIPTOR.fields_by_name:
        raise AttributeError(_no_field(proto.DESCRIPTOR, name))
    try:
        _assign(proto, name, value)
    except (TypeError, ValueError) as error:
        kind = TypeError if isinstance(error, TypeError) else ValueError
        raise kind(f"{proto.DESCRIPTOR.name}.{name}: {error}") from None


def _no_field(message, name):
    """The sentence for a field that a message has not: who has it, or else what there is."""
    owners = [
        field.name
        for field in message.fields
        if field.message_type is not None and name in field.message_type.fields_by_name
    ]
    known = "its fields are " + ", ".join(sorted(message.fields_by_name))
    if owners:
        known = f"one of {', '.join(owners)} takes it: {owners[0]}=dict({name}=...)"
    return f'{message.name} has no field "{name}"; {known}'


def _assign(proto, name, value):
    field = getattr(proto, name)
    is_message = proto.DESCRIPTOR.fields_by_name[name].message_type is not None
    if is_message and not hasattr(field, "extend"):
        # An empty dict says that the message is there, too.
        field.SetInParent()
        _fill(field, value)
    elif not hasattr(field, "extend"):
        setattr(proto, name, value)
    else:
        is_one = isinstance(value, (str, bytes, dict)) or not hasattr(value, "__iter__")
        for item in [value] if is_one else value:
            if is_message:
                _fill(field.add(), item)
            else:
                field.append(item)


def _fill(message, values) -> None:
    if isinstance(values, type(message)):
        message.CopyFrom(values)
        return
    if not isinstance(values, dict):
        raise TypeError(f"a dict of its fields is needed, dict(...), found {values!r}")
    for name, value in values.items():
        assign_proto(message, name, value)


class Top:
    """One output of a layer: what the next layer takes."""

    def __init__(self, fn: Function, n: int):
        self.fn = fn
        self.n = n

    def to_proto(self) -> caffe_pb2.NetParameter:
        """The net of all layers that are needed for this top."""
        return to_proto(self)


class Function:
    """A layer to be: its type, its inputs and its parameters.

    Raises TypeError if an input is not a `Top`.
    """

    def __init__(self, type_name: str, inputs: tuple, params: dict):
        for index, given in enumerate(inputs):
            if not isinstance(given, Top):
                raise TypeError(f"{type_name} input {index} is not a Top (type is {type(given)})")
        self.type_name = type_name
        self.inputs = inputs
        self.params = dict(params)
        self.ntop = self.params.pop("ntop", 1)
        self.in_place = self.params.pop("in_place", False)
        self.tops = tuple(Top(self, n) for n in range(self.ntop))

    def to_proto(self) -> caffe_pb2.NetParameter:
        """The net of all layers that are needed for this one."""
        return to_proto(self)


class NetSpec:
    """A net that grows by assignment: `n.name = top` names a blob and its layer."""

    def __init__(self):
        object.__setattr__(self, "tops", OrderedDict())

    def __setattr__(self, name, value):
        self.tops[name] = value

    def __getattr__(self, name):
        if name == "tops":
            # A copy is asked before it has any.
            raise AttributeError(name)
        try:
            return self.tops[name]
        except KeyError:
            raise AttributeError(
                f'the net has no top "{name}"; it has {", ".join(self.tops) or "none"}'
            ) from None

    def __delattr__(self, name):
        del self.tops[name]

    __setitem__ = __setattr__
    __delitem__ = __delattr__

    def __getitem__(self, name):
        return self.tops[name]

    def __contains__(self, name):
        return name in self.tops

    def to_proto(self) -> caffe_pb2.NetParameter:
        """The net of all tops, in the order of assignment."""
        for name, top in self.tops.items():
            _require_top(f'"{name}"', top)
        return _net(self.tops.values(), {top: name for name, top in self.tops.items()})


def _require_top(what, top):
    if not isinstance(top, (Top, Function)):
        raise TypeError(
            f"{what} is not a Top (type is {type(top)}); a layer of several has each named: "
            "n.data, n.label = L.Data(ntop=2, ...)"
        )


def _net(tops, names: dict) -> caffe_pb2.NetParameter:
    writer = _Writer(names)
    for top in tops:
        _require_top("an argument", top)
        writer.add(top if isinstance(top, Function) else top.fn)
    net = caffe_pb2.NetParameter()
    net.layer.extend(writer.layers.values())
    return net


class _Writer:
    """Turns functions into layers, each after those that it takes its inputs from."""

    def __init__(self, names: dict):
        self.names = names
        self.layers: OrderedDict = OrderedDict()
        self._counts: dict[str, int] = {}

    def add(self, fn: Function) -> None:
        """Adds the layer of a function and what it needs, without recursion: nets may be deep."""
        waiting = [fn]
        while waiting:
            fn = waiting[-1]
            missing = [top.fn for top in fn.inputs if top.fn not in self.layers]
            if fn in self.layers or not missing:
                waiting.pop()
                if fn not in self.layers:
                    self.layers[fn] = self._layer(fn)
            else:
                waiting += reversed(missing)

    def _layer(self, fn: Function) -> caffe_pb2.LayerParameter:
        layer = caffe_pb2.LayerParameter()
        layer.type = fn.type_name
        layer.bottom.extend(self._top_name(top) for top in fn.inputs)
        if fn.in_place:
            layer.top.extend(layer.bottom)
        else:
            layer.top.extend(self._top_name(top) for top in fn.tops)
        layer.name = self._layer_name(fn)
        own = _PARAM_NAMES.get(fn.type_name)
        for name, value in fn.params.items():
            target = layer
            if own is not None and not name.endswith("param"):
                parameters = getattr(layer, own + "_param")
                if name in parameters.DESCRIPTOR.fields_by_name or name not in _LAYER_FIELDS:
                    target = parameters
            assign_proto(target, name, value)
        return layer

    def _layer_name(self, fn: Function) -> str:
        """The name given to the function, or that of its first top."""
        if fn in self.names:
            return self.names[fn]
        return self._name(fn.tops[0] if fn.tops else fn, fn.type_name)

    def _top_name(self, top: Top) -> str:
        if top.fn.in_place:
            return self._top_name(top.fn.inputs[top.n])
        return self._name(top, top.fn.type_name)

    def _name(self, thing: Top | Function, type_name: str) -> str:
        if thing not in self.names:
            self._counts[type_name] = self._counts.get(type_name, 0) + 1
            self.names[thing] = type_name + str(self._counts[type_name])
        return self.names[thing]


class Layers:
    """`layers.TYPE(*tops, ntop=1, in_place=False, **params)` makes a layer of any type.

    Parameters that the type's own message has go there; those that end in `param`, and fields that
    every layer has, go to the layer. Returns the top, a tuple of tops, or (`ntop=0`) the function.
    """

    def __getattr__(self, type_name: str):
        if type_name.startswith("__"):
            raise AttributeError(type_name)

        def layer(*inputs, **params):
            fn = Function(type_name, inputs, params)
            return fn if fn.ntop == 0 else fn.tops[0] if fn.ntop == 1 else fn.tops

        layer.__name__ = type_name
        return layer


class Parameters:
    """`params.TYPE.VALUE`: the value of an enum of a type's parameters, `params.Pooling.MAX`."""

    def __getattr__(self, type_name: str):
        if type_name.startswith("__"):
            raise AttributeError(type_name)
        return getattr(caffe_pb2, type_name + "Parameter")


layers = Layers()
params = Parameters()
