import caffe
import random

class HideQuarterLayer(caffe.Layer):

    def setup(self, bottom, top):
        if len(bottom) != 1 or len(top) != 1:
            raise Exception('one bottom and one top')
        self.share = 4 / 2      # half the height, half the width

    def reshape(self, bottom, top):
        top[0].reshape(*bottom[0].data.shape)

    def forward(self, bottom, top):
        images, rows, columns = len(bottom[0].data), bottom[0].height, bottom[0].width
        top[0].data[...] = bottom[0].data
        # One quarter of the picture, at the same place in all images of the batch
        high, wide = rows / self.share, columns / self.share
        y = random.randrange(rows - high + 1)
        x = random.randrange(columns - wide + 1)
        for i in range(images):
            top[0].data[i, :, y:y + high, x:x + wide] = 0

    def backward(self, top, propagate_down, bottom):
        for i in range(len(propagate_down)):
            if propagate_down[i]:
                bottom[i].diff[...] = top[i].diff[...]
