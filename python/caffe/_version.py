"""The version of Caffe that the package stands in for."""

__version__ = "1.0.0"
