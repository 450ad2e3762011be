"""Made the files beside it, once, with PyTorch 1.13.1: python3 make.py"""
import collections, os, pickle, zipfile
import torch

torch.manual_seed(1)
net = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.BatchNorm1d(4), torch.nn.Linear(4, 2))
with torch.no_grad():
    for i, p in enumerate(net.parameters()):
        p.copy_(torch.arange(p.numel()).reshape(p.shape) / 8 + i)
torch.save(net.state_dict(), "net.pt")
torch.save({"epoch": 3, "lr": 0.1, "name": "x", "args": [1, None, True], "model": net.state_dict()}, "nested.pt")
base = torch.arange(12, dtype=torch.float32)
torch.save(
    {
        "turned": base.reshape(3, 4).t(),
        "part": base[4:8],
        "same": base,
        "f64": torch.tensor([1.5, -2.0], dtype=torch.float64),
        "f16": torch.tensor([1.5, -2.0], dtype=torch.float16),
        "bf16": torch.tensor([1.5, -2.0], dtype=torch.bfloat16),
        "i64": torch.tensor([1 << 40, -2]),
        "i32": torch.tensor([7, -2], dtype=torch.int32),
        "i16": torch.tensor([7, -2], dtype=torch.int16),
        "i8": torch.tensor([7, -2], dtype=torch.int8),
        "u8": torch.tensor([7, 255], dtype=torch.uint8),
        "bool": torch.tensor([True, False]),
        "scalar": torch.tensor(3.25),
        "empty": torch.zeros(0, 3),
        "parameter": torch.nn.Parameter(torch.ones(2, 2)),
    },
    "kinds.pt",
)
torch.save(net.state_dict(), "old.pt", _use_new_zipfile_serialization=False)
torch.save(net, "whole.pt")


class Evil:
    def __reduce__(self):
        return (os.system, ("echo owned",))


torch.save({"a": torch.ones(2), "b": Evil()}, "evil.pt")
