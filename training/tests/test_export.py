from __future__ import annotations

import json
from pathlib import Path

import numpy
import onnxruntime
import pytest
import torch
from conftest import FIXTURES
from PIL import Image

from facsimile_train import program
from facsimile_train.data.vectors import read_vectors
from facsimile_train.errors import InputError
from facsimile_train.export import onnx_file
from facsimile_train.export.onnx_file import TOLERANCE, export
from facsimile_train.models.descriptor import NAMES, Descriptor, DescriptorOptions
from facsimile_train.models.pair_classifier import PairClassifier, PairOptions
from facsimile_train.models.preprocessing import pictures


def _descriptor(name: str, **options: int) -> Descriptor:
    torch.manual_seed(0)
    net = Descriptor(DescriptorOptions(name, **options))
    net.train()
    # So that BatchNorm has seen something.
    with torch.no_grad():
        net(torch.randn(4, 3, net.options.side, net.options.side))
    return net.eval()


@pytest.mark.parametrize("name", NAMES)
def test_onnx_equals_pytorch(tmp_path: Path, name: str) -> None:
    net = _descriptor(name, side=64, dimensions=32, width=8)
    beside, difference = export(net, tmp_path / "model.onnx")
    assert difference <= TOLERANCE
    session = onnxruntime.InferenceSession(str(tmp_path / "model.onnx"), providers=["CPUExecutionProvider"])
    photo = torch.randn(1, 3, 64, 64) * 2
    with torch.no_grad():
        expected = net(photo).numpy()
    found = session.run(["vector"], {"picture": photo.numpy()})[0]
    assert found.shape == (1, 32)
    assert numpy.abs(found - expected).max() <= TOLERANCE
    assert json.loads(beside.read_text())["width"] == 64


def test_a_pair_model_has_two_inputs_and_one_logit(tmp_path: Path) -> None:
    torch.manual_seed(0)
    net = PairClassifier(PairOptions(side=64, width=8)).eval()
    net.temperature.fill_(1.7)
    net.bias.fill_(-0.4)
    export(net, tmp_path / "pair.onnx")
    session = onnxruntime.InferenceSession(str(tmp_path / "pair.onnx"), providers=["CPUExecutionProvider"])
    assert [(each.name, each.shape, each.type) for each in session.get_inputs()] == [
        (name, [1, 3, 64, 64], "tensor(float)") for name in ("query", "reference")
    ]
    assert [(each.name, each.shape) for each in session.get_outputs()] == [("logit", [1])]
    query, reference = torch.randn(2, 1, 3, 64, 64)
    found = session.run(None, {"query": query.numpy(), "reference": reference.numpy()})[0]
    with torch.no_grad():
        assert abs(found[0] - net(query, reference).item()) <= TOLERANCE


def test_a_model_that_differs_is_not_given_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = onnx_file._write

    def write_another(net: Descriptor, *rest: object) -> None:
        torch.manual_seed(1)
        write(Descriptor(net.options), *rest)

    monkeypatch.setattr(onnx_file, "_write", write_another)
    with pytest.raises(InputError, match=r"model.onnx: differs from PyTorch by .*; expected at most 1e-05"):
        export(_descriptor("small-resnet", width=8), tmp_path / "model.onnx")
    assert list(tmp_path.iterdir()) == []


def test_embed_gives_the_vectors_of_pytorch(facsimile: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    library = next((Path(onnxruntime.__file__).parent / "capi").glob("libonnxruntime.*"))
    monkeypatch.setenv("FACSIMILE_ONNXRUNTIME", str(library))
    net = _descriptor("small-resnet", side=64, dimensions=32, width=8)
    beside, _ = export(net, tmp_path / "model.onnx")
    model = ("--model", tmp_path / "model.onnx", "--preprocess", beside)
    program.run(facsimile, "embed", FIXTURES / "references", *model, "-o", tmp_path / "vectors.h5", "--quiet")
    vectors = read_vectors(tmp_path / "vectors.h5")
    assert len(vectors.ids) == 18
    for name, vector in zip(vectors.ids, vectors.values, strict=True):
        with Image.open(FIXTURES / "references" / f"{name}.jpg") as photo:
            square = numpy.asarray(photo.convert("RGB").resize((64, 64), Image.Resampling.BILINEAR))
        with torch.no_grad():
            expected = net(pictures(square[None]))[0].numpy()
        # A level of grey here and there: docs/deep.md.
        assert vector @ expected > 0.9999


def test_the_name_of_a_model(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="model.pt: expected a name that ends with .onnx"):
        export(_descriptor("small-resnet", width=8), tmp_path / "model.pt")
