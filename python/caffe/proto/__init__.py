"""Caffe's messages for Python: `from caffe.proto import caffe_pb2`."""
