"""The peer of LeNetSteps: the same training step in PyTorch, eager, fp32, in its fastest layout.

    python lenet_steps_torch.py [STEPS] [BATCH] [THREADS]
"""
import sys
import time

import torch
from torch import nn

numbers = [int(argument) for argument in sys.argv[1:]] + [None] * 3
steps, batch, threads = numbers[0] or 200, numbers[1] or 64, numbers[2]
if threads:
    torch.set_num_threads(threads)
torch.manual_seed(1)
net = nn.Sequential(
    nn.Conv2d(1, 20, 5), nn.MaxPool2d(2), nn.Conv2d(20, 50, 5), nn.MaxPool2d(2), nn.Flatten(),
    nn.Linear(800, 500), nn.ReLU(inplace=True), nn.Linear(500, 10),
).to(memory_format=torch.channels_last)
optimizer = torch.optim.SGD(net.parameters(), lr=0.01, momentum=0.9, weight_decay=0.0005)
loss_function = nn.CrossEntropyLoss()
images = torch.rand(batch, 1, 28, 28).contiguous(memory_format=torch.channels_last)
labels = torch.randint(10, (batch,))


def step():
    optimizer.zero_grad()
    loss_function(net(images), labels).backward()
    optimizer.step()


for _ in range(20):
    step()
start = time.perf_counter()
for _ in range(steps):
    step()
seconds = time.perf_counter() - start
print(f"{int(steps * batch / seconds)} img/s, {seconds / steps * 1000:.3f} ms per step")
