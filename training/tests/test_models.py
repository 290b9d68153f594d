from __future__ import annotations

from pathlib import Path

import pytest
import torch
from torchvision.models import resnet18

from facsimile_train.errors import InputError
from facsimile_train.models.calibration import calibration
from facsimile_train.models.descriptor import NAMES, Descriptor, DescriptorOptions
from facsimile_train.models.gem import GeM
from facsimile_train.models.pair_classifier import PairClassifier, PairOptions
from facsimile_train.models.preprocessing import DEVIATION, MEAN, pictures
from facsimile_train.models.torchvision_resnet import TorchvisionResNet


@pytest.mark.parametrize("name", NAMES)
def test_vectors_have_length_one_and_do_not_depend_on_the_batch(name: str) -> None:
    torch.manual_seed(0)
    net = Descriptor(DescriptorOptions(name, side=64, dimensions=24, width=8)).eval()
    photos = torch.randn(3, 3, 64, 64)
    with torch.no_grad():
        vectors = net(photos)
        torch.testing.assert_close(vectors.norm(dim=1), torch.ones(3))
        torch.testing.assert_close(net(photos[1:2])[0], vectors[1], rtol=0, atol=1e-5)
    assert vectors.shape == (3, 24)


def test_centring_makes_each_number_vary_by_one() -> None:
    torch.manual_seed(0)
    net, photos = Descriptor(DescriptorOptions(side=32, dimensions=8, width=8)), torch.randn(40, 3, 32, 32)
    net.centre(photos)
    with torch.no_grad():
        features = net.features(photos)
    torch.testing.assert_close(features.mean(0), torch.zeros(8), rtol=0, atol=1e-3)
    torch.testing.assert_close(features.std(0), torch.ones(8), rtol=0, atol=1e-3)


def test_gem_is_the_mean_at_one_and_near_the_largest_far_above() -> None:
    maps = torch.tensor([[[[1.0, 2.0], [3.0, 6.0]]]])
    assert GeM(1.0)(maps).item() == pytest.approx(3)
    assert GeM(3.0)(maps).item() == pytest.approx(((1 + 8 + 27 + 216) / 4) ** (1 / 3))
    assert GeM(20.0)(maps).item() == pytest.approx(6, rel=0.07)


def test_every_branch_of_deep_rank_counts() -> None:
    torch.manual_seed(0)
    net, photo = Descriptor(DescriptorOptions("deep-rank", width=8)), torch.randn(2, 3, 64, 64)
    net(photo)[0, 0].backward()
    assert net.trunk.deep.stem[0].weight.grad.abs().sum() > 0
    assert all(branch.weight.grad.abs().sum() > 0 for branch in net.trunk.shallow)


def test_weights_of_torchvision(tmp_path: Path) -> None:
    torch.manual_seed(0)
    theirs = resnet18(weights=None).eval()
    torch.save(theirs.state_dict(), tmp_path / "resnet18.pt")
    net = TorchvisionResNet("resnet18").eval()
    net.load(tmp_path / "resnet18.pt")
    photo = torch.randn(1, 3, 64, 64)
    with torch.no_grad():
        torch.testing.assert_close(theirs.fc(net(photo).mean((2, 3))), theirs(photo))


def test_weights_of_something_else(tmp_path: Path) -> None:
    net = TorchvisionResNet("resnet18")
    torch.save({"conv1.weight": torch.zeros(1)}, tmp_path / "other.pt")
    torch.save([1], tmp_path / "list.pt")
    # The latter fails as an instruction of a pickle would.
    for text in ("no weights", "query_id,reference_id\n"):
        (tmp_path / "text.pt").write_text(text)
        with pytest.raises(
            InputError, match="text.pt: nothing that torch.save wrote, or more than weights; expected a state dict"
        ):
            net.load(tmp_path / "text.pt")
    with pytest.raises(InputError, match="other.pt: .*conv1.weight"):
        net.load(tmp_path / "other.pt")
    with pytest.raises(InputError, match="list.pt: holds a list; expected a state dict"):
        net.load(tmp_path / "list.pt")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (DescriptorOptions("vgg"), '--model is "vgg"; expected one of small-resnet, deep-rank'),
        (DescriptorOptions(side=70), "--side is 70; expected a multiple of 32 from 32 to 1024"),
        (DescriptorOptions(dimensions=1), "--dimensions is 1; expected a number from 2"),
        (DescriptorOptions(width=12), "--width is 12; expected a multiple of 8"),
    ],
)
def test_options_out_of_range(options: DescriptorOptions, message: str) -> None:
    with pytest.raises(InputError, match=message):
        Descriptor(options)


def test_pair_classifier_looks_at_both() -> None:
    torch.manual_seed(0)
    net = PairClassifier(PairOptions(side=32, width=8)).eval()
    query, reference, other = torch.randn(3, 2, 3, 32, 32)
    with torch.no_grad():
        logit = net(query, reference)
        assert logit.shape == (2,)
        assert (net(query, other) != logit).all() and (net(other, reference) != logit).all()
        net.temperature.fill_(2)
        net.bias.fill_(0.5)
        torch.testing.assert_close(net(query, reference), logit / 2 + 0.5)


def test_the_stem_is_that_of_a_descriptor() -> None:
    net, trained = PairClassifier(PairOptions(side=32, width=8)), Descriptor(DescriptorOptions(side=32, width=8))
    net.take_stem(trained.trunk)
    photo = torch.randn(1, 3, 32, 32)
    with torch.no_grad():
        maps = trained.trunk.stages[:3](trained.trunk.stem(photo))
        torch.testing.assert_close(net.stem(photo), maps)


def test_calibration_finds_temperature_and_bias() -> None:
    generator = torch.Generator().manual_seed(0)
    true_logits = torch.randn(20_000, generator=generator) * 2
    labels = (torch.rand(20_000, generator=generator) < true_logits.sigmoid()).float()
    # As an overconfident classifier says it.
    temperature, bias = calibration(true_logits * 3 + 1.5, labels)
    assert temperature == pytest.approx(3, rel=0.1)
    assert bias == pytest.approx(-0.5, abs=0.1)


def test_calibration_stays_finite_where_all_are_told_apart() -> None:
    temperature, bias = calibration(torch.tensor([-9.0, -8.0, 8.0, 9.0]), torch.tensor([0.0, 0.0, 1.0, 1.0]))
    # Platt's labels are 1/4 and 3/4.
    assert (8.5 / temperature + bias) == pytest.approx(torch.tensor(3.0).log().item(), rel=0.1)


def test_calibration_does_not_turn_a_classifier_round() -> None:
    temperature, _ = calibration(torch.tensor([5.0, 4.0, -4.0, -5.0]), torch.tensor([0.0, 0.0, 1.0, 1.0]))
    assert temperature > 100


def test_pictures() -> None:
    square = torch.arange(12, dtype=torch.uint8).reshape(1, 2, 2, 3)
    made = pictures(square.numpy())
    assert made.shape == (1, 3, 2, 2)
    assert made[0, 1, 1, 0].item() == pytest.approx((7 / 255 - MEAN[1]) / DEVIATION[1], rel=1e-5)
