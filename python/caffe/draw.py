"""Drawings of nets: layers as boxes, blobs as octagons, by pydot and Graphviz.

    net = caffe_pb2.NetParameter()
    text_format.Merge(open("lenet.prototxt").read(), net)
    caffe.draw.draw_net_to_file(net, "lenet.png")
"""

from __future__ import annotations

import os

from .proto import caffe_pb2

LAYER_STYLE = {"shape": "record", "fillcolor": "#6495ED", "style": "filled"}
NEURON_STYLE = {"shape": "record", "fillcolor": "#90EE90", "style": "filled"}
BLOB_STYLE = {"shape": "octagon", "fillcolor": "#E0E0E0", "style": "filled"}

_COLORS = {
    "Convolution": "#FF5050",
    "Deconvolution": "#FF5050",
    "Pooling": "#FF9900",
    "InnerProduct": "#CC33FF",
}


def _pydot():
    """The module that knows Graphviz's language; raises ImportError with what to install."""
    for name in ("pydotplus", "pydot"):
        try:
            return __import__(name)
        except ImportError:
            continue
    raise ImportError(
        "caffe.draw needs pydot and Graphviz; install them with: python3 -m pip install pydot, "
        "and the package graphviz of the system"
    )


def get_pooling_types_dict() -> dict[int, str]:
    """The names of the pooling methods by their numbers."""
    return {number: name for name, number in caffe_pb2.PoolingParameter.PoolMethod.items()}


def get_edge_label(layer) -> str:
    """What is written on the edge out of a layer: a batch size, or a number of outputs."""
    if layer.type == "Data":
        return "Batch " + str(layer.data_param.batch_size)
    if layer.type in ("Convolution", "Deconvolution"):
        return str(layer.convolution_param.num_output)
    if layer.type == "InnerProduct":
        return str(layer.inner_product_param.num_output)
    return '""'


def get_layer_lr_mult(layer) -> list[float]:
    """The factors of the learning rate of a layer that learns; 1 where none are given."""
    if layer.type not in ("Convolution", "Deconvolution", "InnerProduct"):
        return []
    return [param.lr_mult for param in layer.param] or [1.0, 1.0]


def get_layer_label(layer, rankdir: str, display_lrm: bool = False) -> str:
    """What is written on a layer: its name and type, kernel, stride and pad where it has them.

    rankdir      the direction of the drawing; layers are wide in a tall one, and tall in a wide one
    display_lrm  whether the factors of the learning rate are written too
    """
    separator = " " if rankdir in ("TB", "BT") else "\\n"
    if layer.type in ("Convolution", "Deconvolution"):
        param = layer.convolution_param
        parts = [
            f"{layer.name}{separator}({layer.type})",
            f"kernel size: {_list(param.kernel_size, (param.kernel_h, param.kernel_w), 1)}",
            f"stride: {_list(param.stride, (param.stride_h, param.stride_w), 1)}",
            f"pad: {_list(param.pad, (param.pad_h, param.pad_w), 0)}",
        ]
    elif layer.type == "Pooling":
        param = layer.pooling_param
        method = get_pooling_types_dict()[param.pool]
        parts = [
            f"{layer.name}{separator}({method} {layer.type})",
            f"kernel size: {param.kernel_size or (param.kernel_h, param.kernel_w)}",
            f"stride: {param.stride or (param.stride_h, param.stride_w)}",
            f"pad: {param.pad}",
        ]
    else:
        parts = [f"{layer.name}{separator}({layer.type})"]
    if display_lrm and get_layer_lr_mult(layer):
        factors = ", ".join(f"{factor:g}" for factor in get_layer_lr_mult(layer))
        parts.append(f"lr mult: {factors}")
    return '"' + separator.join(parts) + '"'


def _list(values, legacy, default) -> str:
    """One value, several, or the pair of the fields that came before lists."""
    if any(legacy):
        return "x".join(map(str, legacy))
    return "x".join(map(str, values)) or str(default)


def choose_color_by_layertype(layertype: str) -> str:
    """The colour of the layers of a type."""
    return _COLORS.get(layertype, LAYER_STYLE["fillcolor"])


def get_pydot_graph(
    caffe_net, rankdir: str, label_edges: bool = True, phase=None, display_lrm: bool = False
):
    """The drawing of a net as pydot has it.

    caffe_net  a NetParameter
    phase      caffe.TRAIN or caffe.TEST to leave out layers of the other one; None draws all
    """
    pydot = _pydot()
    graph = pydot.Dot(
        f'"{caffe_net.name or "Net"}"', graph_type="digraph", rankdir=rankdir
    )
    blobs, edges = {}, []
    for number, layer in enumerate(caffe_net.layer):
        if not _is_shown(layer, phase):
            continue
        in_place = list(layer.bottom) == list(layer.top) and len(layer.bottom) == 1
        style = dict(NEURON_STYLE if in_place else LAYER_STYLE)
        if not in_place:
            style["fillcolor"] = choose_color_by_layertype(layer.type)
        node = f'"layer{number}_{layer.name}_{layer.type}"'
        graph.add_node(
            pydot.Node(node, label=get_layer_label(layer, rankdir, display_lrm), **style)
        )
        for blob in layer.bottom:
            edges.append((_blob(blobs, blob), node, '""'))
        for blob in layer.top:
            label = get_edge_label(layer) if label_edges else '""'
            edges.append((node, _blob(blobs, blob), label))
    for name, node in blobs.items():
        graph.add_node(pydot.Node(node, label=f'"{name}"', **BLOB_STYLE))
    for source, target, label in edges:
        graph.add_edge(pydot.Edge(source, target, label=label))
    return graph


def _blob(blobs: dict, name: str) -> str:
    return blobs.setdefault(name, f'"{name}_blob"')


def _is_shown(layer, phase) -> bool:
    if phase is None:
        return True
    included = [rule.phase == phase for rule in layer.include if rule.HasField("phase")]
    excluded = [rule.phase == phase for rule in layer.exclude if rule.HasField("phase")]
    return (not included or any(included)) and not any(excluded)


def draw_net(
    caffe_net, rankdir: str, ext: str = "png", phase=None, display_lrm: bool = False
) -> bytes:
    """The drawing of a NetParameter as the bytes of a file of that extension.

    rankdir  TB, LR, BT or RL: top to bottom, left to right, and so on

    Raises ValueError where Graphviz knows no such format.
    """
    graph = get_pydot_graph(caffe_net, rankdir, phase=phase, display_lrm=display_lrm)
    try:
        return graph.create(format=ext)
    except AssertionError as error:
        raise ValueError(f'Graphviz could not draw "{ext}"; its reason is above') from error


def draw_net_to_file(
    caffe_net, filename, rankdir: str = "LR", phase=None, display_lrm: bool = False
) -> None:
    """Draws a NetParameter into a file, in the format of its extension."""
    ext = os.path.splitext(filename)[1][1:].lower()
    if not ext:
        raise ValueError(
            f"the ending of {filename} has no known format; name it .png, .svg, .pdf or .dot"
        )
    drawing = draw_net(caffe_net, rankdir, ext, phase, display_lrm)
    with open(filename, "wb") as file:
        file.write(drawing)
