"""Caffe's messages for Python: `from caffe.proto import caffe_pb2`."""

from . import caffe_pb2

__all__ = ["caffe_pb2"]
